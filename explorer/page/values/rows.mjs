// A row as what people change in it: its value, labels and expiry. All else of a row belongs to its key or to the store.

import { attributesOf, keyOf, LABELS, labelOf, putKey, versionOf } from "../../../formats/rows.mjs";
import { isEqual } from "./equal.mjs";

export { keyOf, LABELS, putKey, versionOf };

const isPart = (column) => column.startsWith("_") || /^(?:val|ttl|(?:pk|sk|kv)[1-5])$/.test(column);

/** The parts of a row, as one attribute value: an object with `value`, the labels and `ttl`. A row may be absent. */
export function partsOf(row) {
	const parts = {};
	if (!row) return { M: parts };
	parts.value = row.val ?? { M: Object.fromEntries(attributesOf(row)) };
	LABELS.forEach((name, index) => {
		const label = labelOf(row, index + 1);
		if (label !== undefined) parts[name] = { S: label };
	});
	if (row.ttl !== undefined) parts.ttl = row.ttl;
	return { M: parts };
}

/** The row with these parts in place of its own. Throws a `RangeError` about a label that is none. */
export function withParts(row, { M: parts }) {
	const value = parts.value ?? { M: {} };
	// An attribute may be called `_proto__`, so that no column is set by its name.
	const changed = Object.fromEntries([
		...Object.entries(row).filter(([column]) => !isPart(column)),
		...(value.M === undefined ? [["val", value]] : Object.entries(value.M).map(([name, inner]) => [`_${name}`, inner])),
	]);
	LABELS.forEach((name, index) => {
		if (parts[name] === undefined) return;
		// What is not changed stays as it is, even if this package would not write it so.
		if (labelOf(row, index + 1) !== parts[name].S) putKey(changed, index + 1, parts[name].S);
		else for (const part of ["pk", "sk", "kv"]) copy(row, changed, `${part}${index + 1}`);
	});
	if (parts.ttl !== undefined) changed.ttl = parts.ttl;
	return changed;
}

function copy(from, to, column) {
	if (from[column] !== undefined) to[column] = from[column];
}

/** A row with this key, and the parts and date of creation of another one. Throws a `RangeError` about the key. */
export function withKey(row, key) {
	const { pk: _pk, sk: _sk, kv: _kv, md: _md, ...rest } = row;
	const keyed = {};
	putKey(keyed, "", key);
	return { ...keyed, ...rest };
}

/** Whether two rows have the same parts. Either may be absent. */
export function isSameItem(left, right) {
	return !left === !right && isEqual(partsOf(left), partsOf(right));
}
