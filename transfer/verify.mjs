// Compares the two stores of a copy.

import { keyOf } from "../formats/rows.mjs";
import { Checksum } from "./checksum.mjs";
import { sumOf } from "./pass.mjs";
import { relationsOf } from "./relation.mjs";
import { isExpired, whole } from "./whole.mjs";

/** The checksum of a store, without the items that expire soon. */
export async function checksumOf(data, { started, shares, isConsistent, signal, onProgress }) {
	const checksum = new Checksum();
	const sumShare = async (segment) => {
		const share = shares > 1 && { segment, totalSegments: shares };
		for await (const { items } of data.export({ raw: true, consistent: isConsistent, ...share }).pages()) {
			if (signal.aborted) return;
			checksum.join(sumOf(items, started).checksum);
			onProgress(checksum.rows);
		}
	};
	await Promise.all(Array.from({ length: shares }, (_, segment) => sumShare(segment)));
	return checksum;
}

/** What a target may have after a copy with each policy. */
const FINE = {
	always: ["same", "later"],
	newer: ["same", "later"],
	missing: ["same", "later", "earlier", "other"],
};

/**
 * Looks for each item of the source at the target, which has others, too. `policy` says what an item there may be.
 *
 * @returns {Promise<{ compared: number, lacking: string[] }>} keys of items that the target lacks, has
 * older, or has with other content under the same version
 */
export async function compareKeys(source, target, { policy, signal, onProgress }) {
	const lacking = [];
	let compared = 0;
	for await (const { items } of source.export({ raw: true }).pages()) {
		if (signal.aborted) break;
		const now = Date.now();
		const rows = items.filter((row) => !isExpired(row, now)).map(whole);
		const relations = await relationsOf(target, rows);
		for (const [index, row] of rows.entries()) {
			const isFine = FINE[policy].includes(relations[index]);
			// An item may expire between the two reads.
			if (!isFine && !isExpired(row, Date.now())) lacking.push(keyOf(row));
		}
		compared += rows.length;
		onProgress(compared);
	}
	return { compared, lacking };
}
