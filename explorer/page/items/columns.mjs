// The columns of a table of items: which there could be, which are shown at first, and what a row has in each.

import { attributesOf, keyOf, LABELS, labelOf } from "../../../formats/rows.mjs";
import { sizeOfRow } from "../values/size.mjs";
import { compareTexts, compareValues } from "./order.mjs";
import { kindOf } from "./preview.mjs";

/** Root attributes that are shown at first. */
const ATTRIBUTES = 7;
/** Pixels of a column. */
export const [LEAST, MOST] = [56, 900];
/** Attributes that say what an item is. */
const NAME = /^_(?:name|title|subject|email)$/i;
const [CHARACTER, DIGIT] = [7.4, 8.4];
const PADDING = 26;
/** Texts of at most so many characters are shown whole. */
const SHORT = 18;

/** Columns of the item, not of its value. Attributes have the name of their column in a row, which begins with `_`. */
export const FIELDS = {
	key: { title: "key", width: 220 },
	val: { title: "value", width: 260 },
	...Object.fromEntries(LABELS.map((label) => [label, { title: label, width: 170 }])),
	ttl: { title: "expires", width: 120 },
	ct: { title: "created", width: 168 },
	md: { title: "modified", width: 168 },
	bytes: { title: "size", width: 84, isNumeric: true },
};

/** What people call a column. */
export const titleOf = (column) => FIELDS[column]?.title ?? column.slice(1);

/** What a row has in a column: an attribute value. */
export function cellOf(row, column) {
	if (column === "key") return { S: keyOf(row) };
	if (column === "val") return row.val ?? { M: Object.fromEntries(attributesOf(row)) };
	if (column === "bytes") return { N: String(sizeOfRow(row)) };
	if (column.startsWith("label")) {
		const label = labelOf(row, Number(column.slice(5)));
		return label === undefined ? undefined : { S: label };
	}
	// An attribute may be called `_proto__`.
	return Object.hasOwn(row, column) ? row[column] : undefined;
}

/** Stands for the value of an item that is an object, which has columns of its own. */
const WHOLE = { M: {} };

/** What rows have in their columns: how often there is something, of which kind it is, how long, and whether it varies. */
export function survey(rows) {
	const found = new Map();
	const add = (column, value) => {
		const known = found.get(column) ?? { rows: 0, kinds: {}, length: 0, longest: 0, first: value, isVaried: false };
		const kind = kindOf(value);
		known.rows++;
		known.kinds[kind] = (known.kinds[kind] ?? 0) + 1;
		const length = lengthOf(value);
		known.length += Math.min(length, 60);
		known.longest = Math.max(known.longest, length);
		known.isVaried ||= length !== lengthOf(known.first) || compareValues(value, known.first) !== 0;
		found.set(column, known);
	};
	for (const row of rows) {
		for (const [name, value] of attributesOf(row)) add(`_${name}`, value);
		add("val", row.val ?? WHOLE);
		for (const column of ["key", ...LABELS, "ttl"]) {
			const value = cellOf(row, column);
			if (value !== undefined) add(column, value);
		}
	}
	return found;
}

const lengthOf = (value) => (value.S ?? value.N ?? value.B ?? JSON.stringify(value)).length;

/** All columns that these rows could have: the attributes in the order of their names. */
export function allColumns(found) {
	const attributes = [...found.keys()].filter((column) => column.startsWith("_")).sort(compareTexts);
	const fields = Object.keys(FIELDS).filter((column) => column !== "key");
	return ["key", ...attributes, ...fields];
}

/**
 * The columns that are shown before somebody chooses: what most rows have, before what tells little. Items
 * of several collections have little in common, so their values are shown whole.
 */
export function firstColumns(found, { isMixed = false, label } = {}) {
	const hasSingle = found.has("val") && Object.keys(found.get("val").kinds).some((kind) => kind !== "object");
	const attributes = isMixed ? [] : [...found.keys()].filter((column) => column.startsWith("_"));
	const chosen = new Set([...attributes].sort((a, b) => worthOf(b, found) - worthOf(a, found)).slice(0, ATTRIBUTES));
	return [
		"key",
		// What the items are ordered by stands beside the key.
		...(label === undefined ? [] : [label]),
		...(isMixed || hasSingle ? ["val"] : []),
		// What most items have stands before what few have; otherwise the order is that of the items.
		...attributes.filter((column) => chosen.has(column)).sort((a, b) => found.get(b).rows - found.get(a).rows),
		...LABELS.filter((other) => other !== label && found.has(other)),
		...(found.has("ttl") ? ["ttl"] : []),
		"md",
		"bytes",
	];
}

/** How much an attribute tells people of an item, in the eyes of somebody who has never seen it. */
function worthOf(column, found) {
	const { rows, kinds, length, isVaried } = found.get(column);
	const share = rows / found.get("key").rows;
	if (NAME.test(column)) return 4 * share;
	if ((kinds.list ?? 0) + (kinds.object ?? 0) + (kinds.set ?? 0) + (kinds.bytes ?? 0) >= rows / 2) return 0;
	if (!isVaried) return 0.5 * share;
	if ((kinds.boolean ?? 0) > rows / 2) return share;
	const isCode = (kinds.string ?? 0) > rows / 2 && length / rows <= 4;
	return (isCode ? 2 : 3) * share;
}

/** How wide a column is before somebody drags it: what fits most of its content. */
export function widthOf(column, found) {
	const known = found.get(column);
	const title = titleOf(column).length * CHARACTER + PADDING + 16;
	if (column === "val") return 420;
	if (known === undefined || ["ttl", "md", "ct", "bytes"].includes(column)) return FIELDS[column]?.width ?? 120;
	// Digits, keys and what is short are not cut, as far as that is possible.
	const isWhole = column === "key" || known.longest <= SHORT;
	const characters = (isWhole ? known.longest : known.length / known.rows) * 1.15;
	const content = isNumeric(column, found) ? known.longest * DIGIT : characters * CHARACTER;
	return Math.round(Math.min(Math.max(content + PADDING, title, 72), column === "key" ? 300 : 240));
}

/** Whether a column stands at the right, because most of what it holds are numbers. */
export function isNumeric(column, found) {
	const known = found.get(column);
	return FIELDS[column]?.isNumeric ?? (known !== undefined && (known.kinds.number ?? 0) > known.rows / 2);
}

/** A width within what makes sense. */
export const within = (width) => Math.round(Math.min(Math.max(width, LEAST), MOST));
