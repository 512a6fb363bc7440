// Items of the target that the source does not have.

import { keyOf } from "../formats/rows.mjs";
import { forEach, versionsOf } from "./lookups.mjs";
import { isExpired } from "./whole.mjs";

/** Pages of the target's items that the source does not have. */
export async function* surplusPages(source, target, { signal }) {
	for await (const { items } of target.export({ raw: true }).pages()) {
		if (signal.aborted) return;
		const found = await versionsOf(source, items);
		yield items.filter((row) => !found.has(keyOf(row)) && !isExpired(row, Date.now()));
	}
}

/** Counts them. */
export async function countSurplus(source, target, options) {
	let count = 0;
	for await (const rows of surplusPages(source, target, options)) count += rows.length;
	return count;
}

/** Removes them, unless they were written meanwhile, until the signal aborts. Resolves to their number. */
export async function removeSurplus(source, target, options) {
	let removed = 0;
	for await (const rows of surplusPages(source, target, options)) {
		await forEach(rows, async (row) => {
			if (!options.signal.aborted && (await removeUnchanged(target, row))) removed++;
		});
	}
	return removed;
}

async function removeUnchanged(target, row) {
	try {
		await target.remove(keyOf(row), { version: row.md.N });
		return true;
	} catch (error) {
		if (error.code === "VERSION_MISMATCH") return false;
		throw error;
	}
}
