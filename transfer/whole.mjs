// Rows with all that an import would add: a row of another program may lack its dates, or have a whole second as its
// version. What is added follows from the row, so that a copy can be repeated and compared.

import { createHash } from "node:crypto";
import { versionOf } from "../formats/rows.mjs";

/** The row with a date of creation and a version that no other content has. */
export function whole(row) {
	const { ct } = row;
	const modified = versionOf(row);
	if (modified.includes(".") && ct !== undefined && ct.N !== "0") return row;
	const second = Number(modified) > 0 ? modified : (ct?.N ?? "0");
	const dated = { ...row, ct: ct === undefined || ct.N === "0" ? { N: second.split(".")[0] } : ct };
	return modified.includes(".") ? dated : { ...dated, md: { N: `${second.split(".")[0]}.${fractionOf(row)}` } };
}

/** Milliseconds, and 18 digits that follow from the row. The last one is not 0, so that no digit gets lost. */
function fractionOf(row) {
	const hash = createHash("sha256").update(JSON.stringify(row)).digest().readBigUInt64LE();
	return `000${String(hash % 10n ** 17n).padStart(17, "0")}1`;
}

/** Whether an item has expired, and so counts as missing. */
export const isExpired = (row, now) => row.ttl !== undefined && Number(row.ttl.N) * 1000 <= now;
