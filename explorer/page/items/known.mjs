// What the page has seen of the store, for completion: collections, and the names of attributes of the loaded items.

import { collections } from "../state/collections.mjs";
import { results } from "./results.mjs";

export function known() {
	const attributes = [...(results.value?.found.keys() ?? [])].filter((column) => column.startsWith("_"));
	return {
		collections: (collections.value ?? []).flatMap(({ name }) => name ?? []),
		attributes: attributes.map((column) => column.slice(1)),
	};
}
