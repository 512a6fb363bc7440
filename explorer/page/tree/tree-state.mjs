// The one tree of the page. It stays as it is while other views are shown.

import { signal } from "@preact/signals";
import { get } from "../state/api.mjs";
import { isTable } from "../state/store.mjs";
import { SINGLES, Tree } from "./model.mjs";

/** Rises when the tree has something new to show. */
export const treeTick = signal(0);

export const tree = new Tree(
	{
		level: (prefix, after) => (prefix === SINGLES ? singles(after) : get("level", { prefix, after })),
		count: async (prefix) => (await get("count", { expression: `${prefix}*` })).items,
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

export const expireTree = () => tree.expire();
