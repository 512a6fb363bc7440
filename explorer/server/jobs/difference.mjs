// A dry run of a copy: in what the two stores differ, and what the copy would do about it.

import { keyOf } from "../../../formats/rows.mjs";
import { relationsOf } from "../../../transfer/relation.mjs";
import { surplusPages } from "../../../transfer/surplus.mjs";
import { isExpired, whole } from "../../../transfer/whole.mjs";

const SHOWN = 20;
/** Which differences each mode writes. */
const WRITES = {
	always: ["missing", "differ", "newer", "other"],
	missing: ["missing"],
	newer: ["missing", "differ"],
	mirror: ["missing", "differ", "newer", "other"],
};

/** What the page calls some relations of the target to the source. */
const NAMES = { earlier: "differ", later: "newer" };

export const MODES = Object.keys(WRITES);

/**
 * Compares the items of a source with a target, which is `undefined` if there is none yet.
 *
 * @param {{ source: object, target?: object, mode: string, hasSurplus: boolean }} copy `hasSurplus`: whether to look for what
 * is only in the target
 */
export async function findDifference({ source, target, mode, hasSurplus }, job) {
	const samples = { missing: [], differ: [], newer: [], other: [], surplus: [] };
	const counts = {
		items: 0,
		missing: 0,
		differ: 0,
		newer: 0,
		other: 0,
		same: 0,
		surplus: 0,
		written: 0,
		removed: 0,
		unreadable: 0,
	};
	const result = Object.assign(job.result, counts, { samples });
	const note = (what, key) => {
		result[what]++;
		if (samples[what]?.length < SHOWN) samples[what].push(key);
	};
	for await (const { items, unreadable = [] } of source.export({ raw: true }).pages()) {
		if (job.signal.aborted) return;
		const now = Date.now();
		const rows = items.filter((row) => !isExpired(row, now)).map(whole);
		const relations = target === undefined ? rows.map(() => "missing") : await relationsOf(target, rows);
		for (const [index, row] of rows.entries()) note(NAMES[relations[index]] ?? relations[index], keyOf(row));
		result.items += rows.length;
		result.unreadable += unreadable.length;
		result.written = WRITES[mode].reduce((sum, what) => sum + result[what], 0);
		job.done += items.length;
	}
	if (target === undefined || !hasSurplus) return;
	for await (const rows of surplusPages(source, target, { signal: job.signal })) {
		for (const row of rows) note("surplus", keyOf(row));
		if (mode === "mirror") result.removed = result.surplus;
	}
}
