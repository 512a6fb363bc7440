"use strict";

// Keys inside a collection, and the complete keys that they stand for.

const { ValidationError } = require("../errors");

/** The key of an item without a colon, which is in the collection of its name: see `src/model/key.rs`. */
const SIMPLE = "0";

class Keys {
	#name;

	constructor(name) {
		this.#name = name;
	}

	/** The complete key, or expression, of one inside the collection. The native part refuses texts that are none. */
	complete(key) {
		if (typeof key === "string") return `${this.#name}:${key}`;
		throw new ValidationError(
			`A key in '${this.#name}', or an expression, is a string, and this is ${kindOf(key)}.`,
			"INVALID_KEY",
		);
	}

	/** The complete key of one item. */
	completeOne(verb, key) {
		if (!isExpression(key)) return this.complete(key);
		throw new ValidationError(
			`'${verb}' of '${this.#name}' takes the key of one item. For several, iterate over them.`,
			"INVALID_KEY",
		);
	}

	completeAll(keys) {
		return Array.from(keys, (key) => this.complete(key));
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

/** What a value is that is not what it should be. */
function kindOf(value) {
	if (value === null || value === undefined) return String(value);
	const kind = Array.isArray(value) ? "array" : typeof value;
	return `${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind}`;
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

module.exports = { Keys, SIMPLE, isExpression, kindOf, normalized };
