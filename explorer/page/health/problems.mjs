// What to do about each kind of problem that a check finds.

const REPAIR = "Repair: it follows from the items.";

const ADVICE = Object.freeze({
	item: "Write the item anew, or take it from a backup.",
	"missing-label": REPAIR,
	"orphan-label": REPAIR,
	"missing-expiry": REPAIR,
	"orphan-expiry": REPAIR,
	"orphan-event": "Repair: the event has lost its change.",
	group: "Forget the group in the view of events. Its handlers begin anew.",
	change: "Repair removes the events of it.",
	pages: "Export what can be read, and import it into a new store.",
	row: "Correct or delete the row in DynamoDB.",
	schema: "Compare the table with the schema in docs/dynamodb.md.",
});

const REPAIRABLE = new Set([
	"missing-label",
	"orphan-label",
	"missing-expiry",
	"orphan-expiry",
	"orphan-event",
	"change",
]);

/** What to do about a problem, as a sentence. */
export const adviceOf = (kind) => ADVICE[kind] ?? "Report it with what the check says.";

/** Whether `check` with `repair` mends it. */
export const isRepairable = ({ kind, repaired }) => !repaired && REPAIRABLE.has(kind);
