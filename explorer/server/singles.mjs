// The items that are in no collection, because their keys have no colon. They lie between the collections of an embedded
// store, over which this leaps.

import { badRequest } from "./refusal.mjs";

/** Keys and collections that one call passes. */
const MOST_STEPS = 2000;
/** Keys that are read at once while they are single ones. A leap reads one. */
const MOST_AT_ONCE = 250;
/** Behind every name of a collection. */
const LAST = "\u{10ffff}";

/**
 * @param {import("ampt-data").Data} data
 * @param {{ after?: string, limit: number, signal: AbortSignal }} wanted `after` is the `more` of the call before
 * @returns {Promise<{ keys: string[], more?: string }>} `more` if there may be more
 */
export async function singlesOf(data, { after, limit, signal }) {
	if (after === "") throw badRequest("'after' must be the 'more' of an answer.");
	const keys = [];
	let start = after;
	let size = 1;
	for (let steps = 0; steps < MOST_STEPS && keys.length < limit && !signal.aborted; ) {
		const { items, lastKey } = await data.scan({ keysOnly: true, limit: size, start });
		size = Math.min(size * 4, MOST_AT_ONCE);
		let leap;
		for (const { key } of items) {
			steps++;
			const colon = key.indexOf(":");
			if (colon >= 0) {
				leap = `${key.slice(0, colon)}:${LAST}`;
				break;
			}
			keys.push(key);
			start = key;
			if (keys.length === limit) break;
		}
		if (leap !== undefined) [start, size] = [leap, 1];
		else if (lastKey === undefined) return { keys };
	}
	return { keys, more: start };
}
