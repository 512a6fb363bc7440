// Items with all digits of their numbers. The interface of the library gives JavaScript's numbers, so they are read as rows.

import { isLosslessNumber, stringify } from "lossless-json";
import { TAGS } from "../formats/attributes.mjs";
import { toFields } from "../formats/rows.mjs";
import { tagOf } from "../formats/tags.mjs";
import { isExpired } from "../transfer/whole.mjs";
import { Failure } from "./failure.mjs";
import { warn } from "./output.mjs";

/** The JSON text of a value of these functions. `indent` is that of `JSON.stringify`. */
export const toExactJson = (value, indent) => stringify(value, undefined, indent);

/** The item with a key, as an export has it; `undefined` if there is none. */
export async function readExactly(data, key, { consistent = false } = {}) {
	const rows = { expression: key, ...(consistent && { consistent }) };
	for await (const { items, unreadable } of livePages(data, rows)) {
		if (unreadable.length > 0) throw new Failure(unreadable[0].message);
		if (items.length > 0) return toFields(items[0]);
	}
	return undefined;
}

/** The pages of what an export with options selects, with items as `partOf` gives them. */
export async function* exactPages(data, selected, options) {
	for await (const { items, ...page } of livePages(data, selected)) {
		yield { ...page, items: items.map((row) => partOf(toFields(row), options)) };
	}
}

/** What `--attributes`, `--meta` and `--version` leave of an item. */
export function partOf({ key, value, version, ...metadata }, { attributes, ...options }) {
	const part = { key, value: attributes === undefined ? value : withAttributes(value, attributes) };
	if (options.version) return { ...part, ...metadata, version };
	return options.meta ? { ...part, ...metadata } : part;
}

function withAttributes(value, names) {
	if (!isObject(value)) return value;
	const root = rootOf(value);
	return toRoot(names.flatMap((name) => (Object.hasOwn(root, name) ? [[name, root[name]]] : [])));
}

/** Whether a value is an object of data. */
export const isObject = (value) =>
	typeof value === "object" &&
	value !== null &&
	!Array.isArray(value) &&
	!isLosslessNumber(value) &&
	!/^\$(?:bigint|bytes|set)$/.test(tagOf(value) ?? "");

/** The attributes of an object of data. One that looks like a tag has another name in the JSON value. */
export function rootOf(object) {
	const name = tagOf(object);
	return name === undefined ? object : { [name.slice(1)]: object[name] };
}

/** The JSON value of attributes. */
const toRoot = (entries) => TAGS.object(Object.fromEntries(entries));

let isWarned = false;

/** Warns once of items of the library whose numbers may stand for others with more digits. */
export function warnOfRounding(items) {
	if (isWarned || !items.some(({ value }) => mayBeRounded(value))) return;
	isWarned = true;
	warn("Numbers of more than 16 digits may be rounded here. 'ampt-data get KEY' shows all digits.");
}

function mayBeRounded(value) {
	// An integer that JavaScript's numbers do not hold would be a bigint.
	if (Number.isInteger(value)) return !Number.isSafeInteger(value);
	if (typeof value === "number") return String(value).replace(/e.*|\D|^-?0\.0*/g, "").length > 15;
	return typeof value === "object" && value !== null && Object.values(value).some(mayBeRounded);
}

/** Pages of rows, without what has expired. */
async function* livePages(data, { limit = Number.POSITIVE_INFINITY, ...selected }) {
	let left = limit;
	let start = selected.start;
	do {
		const rest = { ...selected, ...(start !== undefined && { start }), ...(Number.isFinite(left) && { limit: left }) };
		for await (const { items, unreadable = [], lastKey } of data.export({ ...rest, raw: true }).pages()) {
			const now = Date.now();
			const live = items.filter((row) => !isExpired(row, now));
			left -= live.length;
			start = lastKey;
			yield { items: live, unreadable, lastKey };
		}
		// Rows that have expired count in the limit of an export.
	} while (left > 0 && start !== undefined);
}
