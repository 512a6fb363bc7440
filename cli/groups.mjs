// Groups of handlers as a table.

import { table } from "./table.mjs";
import { count, duration, printable } from "./text.mjs";

const COLUMNS = [
	{ title: "group" },
	{ title: "members", isNumber: true },
	{ title: "waiting", isNumber: true },
	{ title: "behind", isNumber: true },
	{ title: "failing", isNumber: true },
	{ title: "events" },
];

/** The groups of a store, and how far they are behind. */
export const groupsTable = (groups) => table(COLUMNS, groups.map(rowOf));

function rowOf({ group, members, behind, behindMs, failing, names }) {
	// A stream does not tell how many events wait.
	const waiting = behind === undefined ? "" : count(behind);
	const events = names.map(printable).join(" ");
	return [printable(group), count(members), waiting, duration(behindMs), count(failing), events];
}
