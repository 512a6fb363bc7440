// What a target has of the rows of a source. Versions tell which one is later; where they are equal the contents are compared,
// because an export that was edited keeps its versions.

import { keyOf } from "../formats/rows.mjs";
import { forEach, isNewer, versionsOf } from "./lookups.mjs";
import { isSameContent } from "./same.mjs";
import { whole } from "./whole.mjs";

/**
 * For each row, in their order, what the target has: `"missing"`, an `"earlier"` or a `"later"` version, the `"same"`, or
 * `"other"` content under the same version.
 *
 * @returns {Promise<("missing" | "earlier" | "later" | "same" | "other")[]>}
 */
export async function relationsOf(target, rows) {
	const versions = await versionsOf(target, rows);
	const relations = rows.map((row) => byVersion(row, versions.get(keyOf(row))));
	const equal = [...rows.keys()].filter((index) => relations[index] === "same");
	await forEach(equal, async (index) => {
		relations[index] = await byContent(target, rows[index]);
	});
	return relations;
}

function byVersion(row, version) {
	if (version === undefined) return "missing";
	if (isNewer(version, row.md.N)) return "later";
	return isNewer(row.md.N, version) ? "earlier" : "same";
}

async function byContent(target, row) {
	for await (const found of target.export({ raw: true, expression: keyOf(row), consistent: true })) {
		const stored = whole(found);
		// It may have been written since its version was read.
		const relation = byVersion(row, stored.md.N);
		return relation === "same" && !isSameContent(row, stored) ? "other" : relation;
	}
	return "missing";
}
