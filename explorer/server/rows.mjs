// Reads a part of the rows of a query, and no more of the store than that needs.

import { isExpired } from "../../transfer/whole.mjs";

/** A filter may let few items through. After so many milliseconds, the answer is what was found so far. */
const PATIENCE_MS = 1500;

/**
 * @param {import("ampt-data").Data} data
 * @param {object} query see `queryOf`
 * @param {{ limit: number, start?: string, signal: AbortSignal, isPatient?: boolean }} part `isPatient` waits for all
 * @returns {Promise<{ rows: object[], lastKey?: string, unreadable?: object[] }>} fewer rows than `limit` with a
 * `lastKey` if it took too long
 */
export async function readRows(data, query, { limit, start, signal, isPatient = false }) {
	const rows = [];
	const unreadable = [];
	const end = performance.now() + PATIENCE_MS;
	let lastKey = start;
	do {
		const wanted = { raw: true, ...query, limit: limit - rows.length, ...(lastKey && { start: lastKey }) };
		for await (const page of data.export(wanted).pages()) {
			// A raw export of everything has what is expired, too, and counts it.
			const now = Date.now();
			rows.push(...page.items.filter((row) => !isExpired(row, now)));
			unreadable.push(...(page.unreadable ?? []));
			lastKey = page.lastKey;
			if (isEnough()) break;
		}
	} while (lastKey !== undefined && !isEnough());
	return { rows, ...(lastKey !== undefined && { lastKey }), ...(unreadable.length > 0 && { unreadable }) };

	function isEnough() {
		return signal.aborted || rows.length >= limit || (!isPatient && performance.now() > end);
	}
}
