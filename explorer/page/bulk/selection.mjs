// The items that a dialog is about, in words.

import { print } from "../../query/index.mjs";
import { count } from "../parts/format.mjs";

/** The items in words: `{ words, query? }`, where `query` is a text of the query language. */
export function wordsOf({ keys, query }) {
	if (keys?.length === 1) return { words: "the item", query: keys[0] };
	if (keys !== undefined) return { words: `the ${count(keys.length)} selected items` };
	if (isWhole({ query })) return { words: "all items of the store" };
	return { words: "all items of the query", query: print(query) };
}

/** Whether it is about everything that is stored. */
export const isWhole = ({ query }) => query !== undefined && Object.values(query).every((part) => part === undefined);
