// What differs between an item before and after, as people read it.

import { differences } from "../values/difference.mjs";
import { preview } from "../values/kinds.mjs";
import { pathText } from "../values/paths.mjs";
import { partsOf } from "../values/rows.mjs";
import { moment } from "./format.mjs";

/** What stands for an item that is not there: each attribute of the other one is a difference. */
const NOTHING = { M: { value: { M: {} } } };

/**
 * Each difference between two rows, of which either may be absent: `{ name, old?, new? }` with attribute values. Attributes
 * of the value have their own names, a value that is no object has the name "".
 */
export function differencesOf(before, after) {
	return differences(before ? partsOf(before) : NOTHING, after ? partsOf(after) : NOTHING).map(
		({ path, ...change }) => ({
			name: nameOf(path),
			old: before && change.old,
			new: after && change.new,
		}),
	);
}

function nameOf([part, ...path]) {
	return part === "value" ? pathText(path) : part === "ttl" ? "expires" : part;
}

/** A value of a difference as a text of about so many characters. */
export function textOf(name, value, length) {
	// Numbers alone would not tell when an item expires.
	return name === "expires" && value.N ? moment(Number(value.N)) : preview(value, length);
}

/** The first differences as texts, and how many more there are: `{ texts: [{ name, old?, now? }], more }`. */
export function summaryOf(before, after, most = 3) {
	const all = differencesOf(before, after);
	const texts = all.slice(0, most).map(({ name, old, new: now }) => ({
		name,
		old: old && textOf(name, old, 40),
		now: now && textOf(name, now, 40),
	}));
	return { texts, more: all.length - texts.length };
}
