// The columns of a table of items: which there could be, which are shown at first, and what a row has in each.

import { attributesOf, keyOf, LABELS, labelOf } from "../../../formats/rows.mjs";
import { compareTexts } from "./order.mjs";
import { kindOf } from "./preview.mjs";
import { sizeOf } from "./sizes.mjs";

/** Root attributes that are shown at first. */
const ATTRIBUTES = 7;
/** Pixels of a column. */
export const [LEAST, MOST] = [56, 900];
const CHARACTER = 7.4;
const PADDING = 26;

/** Columns of the item, not of its value. Attributes have the name of their column in a row, which begins with `_`. */
export const FIELDS = {
	key: { title: "key", width: 220 },
	val: { title: "value", width: 260 },
	...Object.fromEntries(LABELS.map((label) => [label, { title: label, width: 170 }])),
	ttl: { title: "expires", width: 120 },
	ct: { title: "created", width: 150 },
	md: { title: "modified", width: 150 },
	bytes: { title: "size", width: 84, isNumeric: true },
};

/** What people call a column. */
export const titleOf = (column) => FIELDS[column]?.title ?? column.slice(1);

/** What a row has in a column: an attribute value. */
export function cellOf(row, column) {
	if (column === "key") return { S: keyOf(row) };
	if (column === "bytes") return { N: String(sizeOf(row)) };
	if (column.startsWith("label")) {
		const label = labelOf(row, Number(column.slice(5)));
		return label === undefined ? undefined : { S: label };
	}
	return row[column];
}

/** What rows have in their columns: how often there is something, of which kind it mostly is, and how long it is. */
export function survey(rows) {
	const found = new Map();
	const add = (column, value) => {
		const known = found.get(column) ?? { rows: 0, kinds: {}, length: 0 };
		const kind = kindOf(value);
		known.rows++;
		known.kinds[kind] = (known.kinds[kind] ?? 0) + 1;
		known.length += Math.min(lengthOf(value), 60);
		found.set(column, known);
	};
	for (const row of rows) {
		for (const [name, value] of attributesOf(row)) add(`_${name}`, value);
		for (const column of ["key", "val", ...LABELS, "ttl"]) {
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
	const fields = Object.keys(FIELDS).filter((column) => column !== "key" && (column !== "val" || found.has(column)));
	return ["key", ...attributes, ...fields];
}

/** The columns that are shown before somebody chooses: what most rows have, single values before lists and objects. */
export function firstColumns(found) {
	const share = (column) => found.get(column)?.rows ?? 0;
	const isSingle = (column) => {
		const { rows, kinds } = found.get(column);
		return (kinds.list ?? 0) + (kinds.object ?? 0) + (kinds.set ?? 0) < rows / 2;
	};
	const attributes = [...found.keys()].filter((column) => column.startsWith("_"));
	const chosen = new Set(
		[...attributes]
			.sort((a, b) => Number(isSingle(b)) - Number(isSingle(a)) || share(b) - share(a))
			.slice(0, ATTRIBUTES),
	);
	return [
		"key",
		...(found.has("val") ? ["val"] : []),
		...attributes.filter((column) => chosen.has(column)),
		...LABELS.filter((label) => found.has(label)),
		...(found.has("ttl") ? ["ttl"] : []),
		"md",
		"bytes",
	];
}

/** How wide a column is before somebody drags it: what fits most of its content. */
export function widthOf(column, found) {
	const known = found.get(column);
	const title = titleOf(column).length * CHARACTER + PADDING + 16;
	if (known === undefined || ["ttl", "md", "ct", "bytes"].includes(column)) return FIELDS[column]?.width ?? 120;
	const content = (known.length / known.rows) * CHARACTER * 1.15 + PADDING;
	return Math.round(Math.min(Math.max(content, title, 72), column === "key" ? 300 : 240));
}

/** Whether a column stands at the right, because most of what it holds are numbers. */
export function isNumeric(column, found) {
	const known = found.get(column);
	return FIELDS[column]?.isNumeric ?? (known !== undefined && (known.kinds.number ?? 0) > known.rows / 2);
}

/** A width within what makes sense. */
export const within = (width) => Math.round(Math.min(Math.max(width, LEAST), MOST));
