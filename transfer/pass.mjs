// One pass over all items of a source: they are read in shares, and written in the order of each share. Where a copy before
// has written, the pass looks at the target first, and writes what differs.

import { Checksum } from "./checksum.mjs";
import { relationsOf } from "./relation.mjs";
import { isExpired, whole } from "./whole.mjs";

/** Pages of a share that are written at the same time. */
const WINDOW = 3;
/** Milliseconds: an item that expires within a week of the copy may be gone on one side when both are compared. */
const SOON = 7 * 24 * 3600 * 1000;

/**
 * @typedef {object} Copy
 * @property {object} source @property {object} target handles
 * @property {import("./shares.mjs").Shares} state how far the copy is; divided
 * @property {{ pieces(rows: object[]): AsyncIterable<object[]> }} throttle lets rows through when they may be written
 * @property {"always" | "missing" | "newer"} policy which items are written
 * @property {boolean} isConsistent whether reads of the source see all writes before
 * @property {AbortSignal} signal ends the pass early
 * @property {() => void} onProgress
 */

/** Copies all items that the target lacks or, as the policy says, has otherwise. Resolves to the rows that cannot be read. Ends early if the signal is aborted. */
export async function copyItems(copy) {
	const { state } = copy;
	const failure = new AbortController();
	const unreadable = [];
	const isOver = () => copy.signal.aborted || failure.signal.aborted;
	const shares = state.segments.map(async (segment, index) => {
		try {
			await copySegment({ ...copy, isOver, unreadable }, segment, index);
		} catch (error) {
			failure.abort();
			throw error;
		}
	});
	const outcomes = await Promise.allSettled(shares);
	state.save();
	const failed = outcomes.find(({ reason }) => reason !== undefined && !(reason instanceof Interrupted));
	if (failed !== undefined) throw failed.reason;
	return unreadable;
}

async function copySegment(copy, segment, index) {
	const { source, state, isConsistent, isOver, unreadable, onProgress } = copy;
	const pages = source
		.export({
			raw: true,
			consistent: isConsistent,
			...(state.segments.length > 1 && { segment: index, totalSegments: state.segments.length }),
		})
		.pages();
	const underWay = [];
	const settle = async () => {
		const { checksum, ...counts } = await underWay.shift();
		for (const [name, number] of Object.entries(counts)) segment[name] += number;
		segment.checksum.join(checksum);
		state.note();
		onProgress();
	};
	let seen = 0;
	for await (const page of pages) {
		if (isOver()) break;
		unreadable.push(...(page.unreadable ?? []));
		const written = writePage(copy, page, seen < segment.known);
		seen += page.items.length;
		// It is awaited in its turn, perhaps after a later one has failed.
		written.catch(() => {});
		underWay.push(written);
		if (underWay.length === WINDOW) await settle();
	}
	while (underWay.length > 0) await settle();
}

async function writePage({ target, state, policy, throttle, isOver }, { items }, isKnown) {
	const now = Date.now();
	const rows = items.filter((row) => !isExpired(row, now)).map(whole);
	const { differing, ...left } = isKnown ? await compared(target, rows, policy) : { differing: rows };
	const done = { read: rows.length, written: 0, unchanged: 0, skipped: 0, ...left, ...sumOf(rows, state.started) };
	for await (const piece of throttle.pieces(differing)) {
		if (isOver()) throw new Interrupted();
		const { items: written, skipped = 0 } = await importRows(target, piece, policy);
		done.written += written;
		done.skipped += skipped;
	}
	return done;
}

/** What the target may have for each policy to write a row. */
const WRITTEN = {
	always: ["missing", "earlier", "later", "other"],
	newer: ["missing", "earlier"],
	missing: ["missing"],
};

/** Which rows the target has otherwise and the policy replaces, and how many others there are. */
async function compared(target, rows, policy) {
	const relations = await relationsOf(target, rows);
	const differing = rows.filter((_, index) => WRITTEN[policy].includes(relations[index]));
	const unchanged = relations.filter((relation) => relation === "same").length;
	return { differing, unchanged, skipped: rows.length - differing.length - unchanged };
}

/** Writes rows. */
export const importRows = (target, rows, policy) =>
	policy === "always" ? target.import(rows) : target.import(rows, { if: policy });

/** The checksum of the rows that can be compared, and how many cannot because they expire soon. */
export function sumOf(rows, started) {
	const checksum = new Checksum();
	let expiring = 0;
	for (const row of rows) {
		if (isExpired(row, started + SOON)) expiring++;
		else checksum.add(row);
	}
	return { checksum, expiring };
}

/** A page is not written to its end, so the share ends before it. */
class Interrupted extends Error {}
