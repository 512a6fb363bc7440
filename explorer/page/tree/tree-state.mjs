// The one tree of the page. It stays as it is while other views are shown.

import { signal } from "@preact/signals";
import { get } from "../state/api.mjs";
import { isTable } from "../state/store.mjs";
import { SINGLES, Tree } from "./model.mjs";

/** Counting takes no more than one part of so many of the time. */
const SHARE = 50;
/** The milliseconds that counting has taken since `expiredAt`. */
let spent = 0;
let expiredAt = 0;

/** Rises when the tree has something new to show. */
export const treeTick = signal(0);

export const tree = new Tree(
	{
		level: (prefix, after) => (prefix === SINGLES ? singles(after) : get("level", { prefix, after })),
		count: async (prefix) => {
			const begin = performance.now();
			const { items } = await get("count", { expression: `${prefix}*` });
			spent += performance.now() - begin;
			return items;
		},
	},
	() => {
		treeTick.value++;
	},
);

/** The items without a colon, as children of their entry. */
async function singles(after) {
	const { keys, more } = await get("singles", { after });
	return { nodes: keys.map((key) => ({ name: key, prefix: key, isItem: true })), keys: 0, more };
}

/** Counts the items of entries that are looked at. On a table, counting costs as much as reading: it counts nothing there. */
export const wantCounts = (prefixes) => tree.want(isTable.value ? [] : prefixes);

export function expireTree() {
	[spent, expiredAt] = [0, performance.now()];
	tree.expire();
}

/** Another process may have changed something: as `expireTree`, as often as it costs little. */
export function followTree() {
	if (performance.now() - expiredAt >= spent * SHARE) expireTree();
}
