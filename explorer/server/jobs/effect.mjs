// What an import would change: how many items are new, would take the place of others, or are there already.

import { keyOf } from "../../../formats/rows.mjs";
import { forEach, isNewer, versionsOf } from "../../../transfer/lookups.mjs";
import { isSameContent } from "../../../transfer/same.mjs";
import { readKeys } from "../stored.mjs";

/**
 * Counts the rows that are `new`, would be `replaced`, are the `same` as what is stored, or are `left` out because of the
 * policy.
 */
export async function effectOf(data, rows, policy) {
	const counts = { new: 0, replaced: 0, same: 0, left: 0 };
	const versions = await versionsOf(data, rows);
	await forEach(rows, async (row) => {
		counts[await effectOfOne(data, row, versions.get(keyOf(row)), policy)]++;
	});
	return counts;
}

async function effectOfOne(data, row, version, policy) {
	if (version === undefined) return "new";
	if (policy === "missing") return "left";
	const given = row.md?.N;
	if (given === version) return "same";
	if (policy === "newer" && given !== undefined && !isNewer(given, version)) return "left";
	// Formats without versions may hold the same all the same.
	if (given?.includes(".")) return "replaced";
	const key = keyOf(row);
	const { rows } = await readKeys(data, [key]);
	return rows.has(key) && isSameContent(row, rows.get(key)) ? "same" : "replaced";
}
