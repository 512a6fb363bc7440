// What an import would change: how many items are new, would take the place of others, or are there already.

import { canonical } from "../../../formats/numbers.mjs";
import { keyOf } from "../../../formats/rows.mjs";
import { Checksum } from "../../../transfer/checksum.mjs";
import { forEach, isNewer, versionsOf } from "../../../transfer/lookups.mjs";
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
	return rows.has(key) && isSame(row, rows.get(key)) ? "same" : "replaced";
}

/** Whether a stored row has what a given one has. A given one may lack its dates. */
function isSame(given, { ct, md: _, ...stored }) {
	const { md: __, ...wanted } = given;
	return sumOf({ ct, ...wanted }) === sumOf({ ct, ...stored });
}

function sumOf(row) {
	const sum = new Checksum();
	sum.add(Object.fromEntries(Object.entries(row).map(([column, attribute]) => [column, spelled(attribute)])));
	return sum.toString();
}

/** An attribute value whose numbers are spelled in one way: files and stores have several. */
function spelled(attribute) {
	const [[kind, content]] = Object.entries(attribute);
	switch (kind) {
		case "N":
			return { N: canonical(content) };
		case "NS":
			return { NS: content.map(canonical) };
		case "L":
			return { L: content.map(spelled) };
		case "M":
			return { M: Object.fromEntries(Object.entries(content).map(([name, inner]) => [name, spelled(inner)])) };
		default:
			return attribute;
	}
}
