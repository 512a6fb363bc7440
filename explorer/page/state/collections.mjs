// The collections of the store: their names at once, or on a table when somebody has agreed to what listing them costs.

import { signal } from "@preact/signals";
import { get } from "./api.mjs";

/** `[{ name, items? }]`; `undefined` until they are here. The name `null` is that of the items without a colon. */
export const collections = signal(undefined);
/** What listing the collections of a table costs: `{ items, bytes, readUnits }`. */
export const listCost = signal(undefined);
/** `"no"`, `"running"`, or what went wrong. */
export const listing = signal("no");

/** Names that are listed again by themselves at most. */
const MOST_FOLLOWED = 1000;

/** Lists the collections again, because other processes may make some. Only what is new changes anything. */
export async function followCollections() {
	if (collections.value === undefined || collections.value.length > MOST_FOLLOWED) return;
	const { collections: list } = await get("collections");
	if (JSON.stringify(list) !== JSON.stringify(collections.value)) collections.value = list;
}

/** Lists the collections. `isAgreed`: even if that is a scan. */
export async function listCollections({ isAgreed = false } = {}) {
	listing.value = "running";
	try {
		const { collections: list, scan } = await get("collections", { scan: isAgreed });
		listCost.value = scan;
		if (list !== null) collections.value = list;
		listing.value = "no";
	} catch (error) {
		listing.value = error;
	}
}
