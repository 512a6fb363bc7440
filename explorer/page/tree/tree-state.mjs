// The one tree of the page. It stays as it is while other views are shown.

import { signal } from "@preact/signals";
import { get } from "../state/api.mjs";
import { isTable } from "../state/store.mjs";
import { Tree } from "./model.mjs";

/** Rises when the tree has something new to show. */
export const treeTick = signal(0);

export const tree = new Tree(
	{
		level: (prefix, after) => get("level", { prefix, after }),
		count: async (prefix) => (await get("count", { expression: `${prefix}*` })).items,
	},
	() => {
		treeTick.value++;
	},
);

/** Counts the items of entries that are looked at. On a table, counting costs as much as reading: it counts nothing there. */
export const wantCounts = (prefixes) => tree.want(isTable.value ? [] : prefixes);

export const expireTree = () => tree.expire();
