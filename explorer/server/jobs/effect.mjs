// What an import would change: how many items are new, would take the place of others, or are there already.

import { keyOf } from "../../../formats/rows.mjs";
import { isNewer, versionsOf } from "../../../transfer/lookups.mjs";
import { isSameContent } from "../../../transfer/same.mjs";
import { readKeys } from "../stored.mjs";

/**
 * Counts the rows that are `new`, would be `replaced`, are the `same` as what is stored, or are `left` out because of the
 * policy. No two of them have the same key. `onReplaced` hears of each one that takes the place of another, with that.
 */
export async function effectOf(data, rows, policy, onReplaced) {
	const versions = await versionsOf(data, rows);
	const stored = await storedOf(
		data,
		rows.filter((row) => isCompared(row, versions.get(keyOf(row)), policy)),
	);
	const counts = { new: 0, replaced: 0, same: 0, left: 0 };
	for (const row of rows) {
		const before = stored.get(keyOf(row));
		const effect = effectOfOne(row, versions.get(keyOf(row)), before, policy);
		counts[effect]++;
		if (effect === "replaced") onReplaced({ before, row });
	}
	return counts;
}

const storedOf = async (data, rows) => (await readKeys(data, rows.map(keyOf))).rows;

/** Whether it depends on what a row and the stored one hold. An edited export has the versions of what it was taken from. */
function isCompared({ md }, version, policy) {
	if (version === undefined || policy === "missing") return false;
	return policy === "always" || md === undefined || md.N === version;
}

function effectOfOne(row, version, stored, policy) {
	if (version === undefined) return "new";
	if (policy === "missing") return "left";
	if (stored !== undefined && isSameContent(row, stored)) return "same";
	const isLeft = policy === "newer" && row.md !== undefined && !isNewer(row.md.N, version);
	return isLeft ? "left" : "replaced";
}
