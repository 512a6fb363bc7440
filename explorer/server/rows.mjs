// Reads a part of the rows of a query, and no more of the store than that needs.

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
	let lastKey;
	for await (const page of data.export({ raw: true, ...query, limit, ...(start && { start }) }).pages()) {
		rows.push(...page.items);
		unreadable.push(...(page.unreadable ?? []));
		lastKey = page.lastKey;
		if (signal.aborted || rows.length >= limit) break;
		if (!isPatient && lastKey !== undefined && performance.now() > end) break;
	}
	return { rows, ...(lastKey !== undefined && { lastKey }), ...(unreadable.length > 0 && { unreadable }) };
}

/** The row of one item, or `null`. */
export async function readRow(data, key, signal) {
	const { rows } = await readRows(data, { expression: key, consistent: true }, { limit: 1, signal, isPatient: true });
	return rows[0] ?? null;
}
