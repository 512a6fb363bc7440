// The three changes of many items, in words.

import { labelOf } from "../../../formats/rows.mjs";
import { moment, plural } from "../parts/format.mjs";
import { spanTo } from "./expiry.mjs";

/**
 * What each is called. `settings` are those of the job: `{ label, value }`, `{ ttl }`, or none.
 *
 * - `title`, `running`: of the dialog, and while it works
 * - `button(items)`: the button that does it
 * - `promise(items, settings)`: what will happen, as a sentence
 * - `done(changed)`: what has happened
 * - `noteOf(row, settings)`: what happens to one item, `{ before?, after? }`
 */
export const EDITS = Object.freeze({
	remove: {
		title: "Delete items",
		running: "Deleting",
		isDangerous: true,
		button: (items) => `Delete ${plural(items, "item")}`,
		promise: (items) => `This deletes ${plural(items, "item")}. Only a backup brings them back.`,
		done: (changed) => `${plural(changed, "item")} deleted.`,
	},
	label: {
		title: "Label items",
		running: "Labelling",
		button: (items) => `Label ${plural(items, "item")}`,
		promise: (items, { label, value }) =>
			value === null
				? `This removes ${label} from ${plural(items, "item")}.`
				: `This sets ${label} of ${plural(items, "item")} to ${value}.`,
		done: (changed) => `${plural(changed, "item")} changed.`,
		noteOf: (row, { label, value }) => ({ before: labelOf(row, Number(label.at(-1))), after: value ?? undefined }),
	},
	expire: {
		title: "Set the expiry of items",
		running: "Setting the expiry",
		button: (items) => `Set the expiry of ${plural(items, "item")}`,
		promise: (items, { ttl }) =>
			ttl === null
				? `${plural(items, "item")} will not expire any more.`
				: `${plural(items, "item")} will expire at ${moment(ttl)}, in ${spanTo(ttl, Date.now())}, and be deleted then.`,
		done: (changed) => `${plural(changed, "item")} changed.`,
		noteOf: (row, { ttl }) => ({
			before: row.ttl && moment(Number(row.ttl.N)),
			after: ttl === null ? undefined : moment(ttl),
		}),
	},
});

/** What else is to say of a result, as sentences. */
export function othersOf({ unchanged = 0, missing = 0, unreadable = 0 }) {
	const sentences = [];
	if (unchanged > 0) sentences.push(`${plural(unchanged, "item")} had it already.`);
	if (missing > 0) sentences.push(`${plural(missing, "item")} ${missing === 1 ? "is" : "are"} gone.`);
	if (unreadable > 0) sentences.push(`${plural(unreadable, "row")} cannot be read. 'Health' says more.`);
	return sentences;
}
