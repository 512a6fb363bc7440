"use strict";

// Keys inside a collection, and the complete keys that they stand for.

/** The key of an item without a colon, which is in the collection of its name: see `src/model/key.rs`. */
const SIMPLE = "0";

class Keys {
	#name;

	constructor(name) {
		this.#name = name;
	}

	/** The complete key, or expression, of one inside the collection. The native part refuses what is no key. */
	complete(key) {
		return `${this.#name}:${typeof key === "string" ? key : ""}`;
	}

	/** The same for several, up to the first that is not a string, so that a huge array of nothing costs nothing. */
	completeAll(keys) {
		const complete = [];
		for (let index = 0; index < keys.length; index++) {
			complete.push(this.complete(keys[index]));
			if (typeof keys[index] !== "string") break;
		}
		return complete;
	}

	has(complete) {
		return complete === this.#name || complete.startsWith(`${this.#name}:`);
	}

	inside(complete) {
		return complete === this.#name ? SIMPLE : complete.slice(this.#name.length + 1);
	}

	/** An item with its key inside the collection. */
	item(item) {
		return { ...item, key: this.inside(item.key) };
	}

	/** The result of a read of several items, with keys inside the collection. It leaves out items of other ones. */
	page(page) {
		const own = page.items.filter(({ key }) => this.has(key));
		const result = { ...page, items: own.map((item) => this.item(item)) };
		if (page.unreadable !== undefined) result.unreadable = page.unreadable.map((row) => this.#row(row));
		if (page.next !== undefined) result.next = async () => this.page(await page.next());
		return result;
	}

	/** A row that cannot be read. */
	#row(row) {
		return row.key !== undefined && this.has(row.key) ? this.item(row) : row;
	}

	/** Gives an error of a call on `key` keys inside the collection. What others keep changing may be a marker. */
	error(error, key) {
		if (typeof error?.key !== "string") return error;
		error.key = this.has(error.key) ? this.inside(error.key) : key;
		if (error.item !== undefined) error.item.key = error.key;
		return error;
	}
}

/** A key as it is stored. */
function normalized(key) {
	return key
		.toWellFormed()
		.split(":")
		.map((part) => part.trim())
		.join(":");
}

/** Whether a key inside a collection selects several items. */
function isExpression(key) {
	return typeof key === "string" && /^[<>]|[*|]/.test(key.trim());
}

module.exports = { Keys, SIMPLE, isExpression, normalized };
