// The size of rows as DynamoDB counts it, as `src/model/size.rs` does: a draft has a size before any store has seen it.

import { LABELS } from "../../../formats/rows.mjs";
import { lengthOf } from "./bytes.mjs";
import { kindOf } from "./kinds.mjs";

/** More bytes an item cannot have. */
export const MAX_BYTES = 400 * 1024;

/** Names and digits of the columns `ct` and `md`, and of the version behind the point. */
const STAMPS = 16 + 11;

/** The bytes of an attribute value. */
export function sizeOf(value) {
	const kind = kindOf(value);
	const content = value[kind];
	switch (kind) {
		case "M":
			return 3 + sum(Object.entries(content).map(([name, inner]) => 1 + sizeOfName(name) + sizeOf(inner)));
		case "L":
			return 3 + sum(content.map((inner) => 1 + sizeOf(inner)));
		case "BOOL":
		case "NULL":
			return 1;
		default:
			return Array.isArray(content) ? sum(content.map(LEAVES[kind[0]])) : LEAVES[kind](content);
	}
}

const LEAVES = { S: sizeOfName, N: ofNumber, B: lengthOf };

/** The bytes of a row. */
export function sizeOfRow(row) {
	let size = 4 + sizeOfName(row.pk.S) + sizeOfName(row.sk.S) + STAMPS;
	if (row.kv !== undefined) size += 3;
	if (row.ttl !== undefined) size += 9;
	for (let number = 1; number <= LABELS.length; number++) {
		if (row[`pk${number}`] === undefined) continue;
		size +=
			6 +
			sizeOfName(row[`pk${number}`].S) +
			sizeOfName(row[`sk${number}`].S) +
			(row[`kv${number}`] === undefined ? 0 : 4);
	}
	if (row.val !== undefined) return size + 3 + sizeOf(row.val);
	const columns = Object.entries(row).filter(([column]) => column.startsWith("_"));
	return size + sum(columns.map(([column, value]) => sizeOfName(column) + sizeOf(value)));
}

const sum = (sizes) => sizes.reduce((total, size) => total + size, 0);

/** The bytes of a name or string. */
export function sizeOfName(text) {
	return new TextEncoder().encode(text).length;
}

function ofNumber(digits) {
	const count = digits.replace(/\D/g, "").length;
	return Math.ceil(count / 2) + 1 + (digits.startsWith("-") ? 1 : 0);
}
