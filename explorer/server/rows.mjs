// Reads a part of the rows of a query, and no more of the store than that needs.

import { isExpired } from "../../transfer/whole.mjs";
import { createTurns } from "./turns.mjs";

/** A filter may let few items through. After so many milliseconds, the answer is what was found so far. */
const PATIENCE_MS = 1500;
/** An answer with more bytes ends with the page of the store that it has reached: rows may have megabytes each, as JSON. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Answers with more bytes are read a few at a time, so that the memory of this process does not grow with their number. */
const SMALL_BYTES = 1024 * 1024;
const large = createTurns(3);

/**
 * @param {import("ampt-data").Data} data
 * @param {object} query see `queryOf`
 * @param {object} part
 * @param {number} part.limit
 * @param {string} [part.start]
 * @param {number} [part.skip] rows that are read over before those of the answer
 * @param {AbortSignal} part.signal
 * @param {boolean} [part.isPatient] waits for all, however long it takes
 * @returns {Promise<{ rows: object[], lastKey?: string, unreadable?: object[] }>} fewer rows than `limit` with a
 * `lastKey` if it took too long, or if they are too large
 */
export async function readRows(data, query, { limit, start, skip = 0, signal, isPatient = false }) {
	const rows = [];
	const unreadable = [];
	const end = performance.now() + PATIENCE_MS;
	let [lastKey, hasMore, left, bytes] = [start, true, skip, 0];
	await goOn(SMALL_BYTES);
	if (!isOver(MOST_BYTES)) await large.take(() => goOn(MOST_BYTES), { isWanted: () => !signal.aborted });
	return { rows, ...(lastKey !== undefined && { lastKey }), ...(unreadable.length > 0 && { unreadable }) };

	async function goOn(most) {
		while (!isOver(most)) {
			const wanted = { raw: true, ...query, limit: left + limit - rows.length, ...(lastKey && { start: lastKey }) };
			for await (const page of data.export(wanted).pages()) {
				take(page);
				if (isOver(most)) break;
			}
		}
	}

	function take(page) {
		// A raw export of everything has what is expired, too, and counts it.
		const now = Date.now();
		const found = page.items.filter((row) => !isExpired(row, now));
		const wanted = found.slice(left);
		left -= found.length - wanted.length;
		rows.push(...wanted);
		bytes += Buffer.byteLength(JSON.stringify(wanted));
		unreadable.push(...(page.unreadable ?? []));
		lastKey = page.lastKey;
		hasMore = lastKey !== undefined;
	}

	function isOver(most) {
		const isLate = !isPatient && performance.now() > end;
		return !hasMore || signal.aborted || rows.length >= limit || bytes >= most || isLate;
	}
}
