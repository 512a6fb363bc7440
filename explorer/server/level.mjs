// One level of the tree below a prefix. It leaps from one child to the next, whatever is inside of them.

import { badRequest } from "./refusal.mjs";

/** Keys that one call looks at. A level with more single items is gone through in several calls. */
const MOST_KEYS = 2000;
/** Keys that are read at once while they are single items. A leap reads one. */
const MOST_AT_ONCE = 250;
/** The sort key of an item without a colon. */
const SIMPLE = "0";
/** The character behind the colon. */
const BEHIND_COLON = ";";

/**
 * The children of a prefix that go deeper, and how many keys do not.
 *
 * @param {import("ampt-data").Data} data
 * @param {{ prefix: string, after?: string, limit: number, signal: AbortSignal }} wanted `after` is the `more` of the call before
 * @returns {Promise<{ nodes: { name: string, prefix: string }[], keys: number, more?: string }>} `more` if there may be more
 */
export async function levelOf(data, { prefix, after, limit, signal }) {
	const colon = prefix.indexOf(":") + 1;
	if (colon === 0 || prefix.startsWith(":"))
		throw badRequest("'prefix' must begin with a collection, such as 'orders:'.");
	if (after !== undefined && !/^>/.test(after)) throw badRequest("'after' must be the 'more' of an answer.");
	const level = { nodes: [], keys: 0 };
	let place = after ?? (prefix.length === colon ? "*" : `>=${prefix.slice(colon)}`);
	let size = 1;
	for (let seen = 0; seen < MOST_KEYS && level.nodes.length < limit && !signal.aborted; ) {
		const { items, lastKey } = await data.get(`${prefix.slice(0, colon)}${place}`, { keysOnly: true, limit: size });
		seen += items.length;
		let leaps = false;
		for (const { key } of items) {
			// The item that has only the name of the collection is among its items, as one of this name.
			if (!key.includes(":")) {
				place = `> ${SIMPLE}`;
				continue;
			}
			if (!key.startsWith(prefix)) return level;
			const end = key.indexOf(":", prefix.length);
			leaps = end >= 0;
			if (leaps) {
				level.nodes.push({ name: key.slice(prefix.length, end), prefix: key.slice(0, end + 1) });
				place = `>=${key.slice(colon, end)}${BEHIND_COLON}`;
				break;
			}
			level.keys++;
			// With a space, because a name may begin with "=".
			place = `> ${key.slice(colon)}`;
		}
		if (!leaps && lastKey === undefined) return level;
		size = leaps ? 1 : Math.min(size * 4, MOST_AT_ONCE, MOST_KEYS - seen);
	}
	return { ...level, more: place };
}
