// The items that a job is about: those of a query, or those with some keys. They are read page by page, so that memory does
// not grow with their number.

import { isExpired } from "../../../transfer/whole.mjs";
import { queryOfObject } from "../query.mjs";
import { badRequest } from "../refusal.mjs";
import { checkKeys, pagesOfKeys } from "../stored.mjs";

/** What a job is about: `keys` or a `query`, never everything because both were forgotten. */
export function selectedBy({ keys, query }) {
	if ((keys === undefined) === (query === undefined)) {
		throw badRequest("Name the items with 'keys' or with 'query', and not with both. An empty query selects all.");
	}
	return keys === undefined ? new QueriedItems(queryOfObject(query)) : new KeyedItems(checkKeys(keys));
}

/** The items of a query. */
export class QueriedItems {
	#query;

	constructor(query) {
		this.#query = query;
	}

	/** How many they are, if that is known without reading. */
	known = undefined;

	/** Whether an item may come to another place of what is read while it is read. */
	get canMove() {
		return this.#query.label !== undefined;
	}

	/** Counts them. */
	async count(data) {
		const { expression, ...options } = this.#query;
		return await data.count(expression, options);
	}

	/** What a copy reads instead of the whole store. */
	asSource(data) {
		return { export: (options) => data.export({ ...options, ...this.#query }) };
	}

	/** Pages of `{ rows, unreadable, missing }`. */
	async *pages(data) {
		for await (const { items, unreadable = [] } of data.export({ raw: true, ...this.#query }).pages()) {
			const now = Date.now();
			yield { rows: items.filter((row) => !isExpired(row, now)), unreadable: unreadable.length, missing: 0 };
		}
	}
}

/** The items with some keys. */
export class KeyedItems {
	#keys;

	constructor(keys) {
		this.#keys = keys;
	}

	get known() {
		return this.#keys.length;
	}

	canMove = false;

	/** Whether there is an item under each key is only known when it is read. */
	async count() {
		return undefined;
	}

	asSource(data) {
		return { export: () => ({ pages: () => pagesOfKeys(data, this.#keys) }) };
	}

	async *pages(data) {
		for await (const { items, unreadable, missing } of pagesOfKeys(data, this.#keys)) {
			yield { rows: items, unreadable: unreadable.length, missing };
		}
	}
}
