"use strict";

// Iteration: pages that are read when they are needed, one ahead, and their items one after another.

const { decode, warnOfUnreadable } = require("./decode");
const { MAX_LIMIT } = require("./limits");
const { ITERATE } = require("./option-tables");
const { string, strictOptions, totalOf, withFirst } = require("./options");
const { isTurnDue, turn } = require("./turns");
const { hintRange } = require("./unknown");

/** Items of the first page. Many loops end in it; the others get the largest pages. */
const FIRST_PAGE = 100;

/** What `data.iterate` returns. Each loop over it begins anew. */
class Iteration {
	#open;
	#expression;
	#options;
	#limit;

	constructor(open, expression, options) {
		this.#open = open;
		this.#expression = expression === undefined ? undefined : string(expression);
		this.#limit = totalOf(ITERATE, options);
		this.#options = strictOptions(ITERATE, options);
	}

	[Symbol.asyncIterator]() {
		return new Items(this.pages());
	}

	async *pages() {
		let next = this.#read(FIRST_PAGE, this.#limit);
		while (next !== undefined) {
			const { page, left } = await next;
			const { lastKey } = page;
			next = lastKey === undefined || left === 0 ? undefined : this.#read(MAX_LIMIT, left, lastKey);
			// A loop that ends before never looks at the error.
			next?.catch(() => {});
			yield page;
		}
	}

	/** Reads a page, and how many items may follow it. */
	async #read(most, left, lastKey) {
		const calls = this.#open();
		let options = withFirst("limit", Math.min(most, left), this.#options);
		if (lastKey !== undefined) options = withFirst("start", JSON.stringify(lastKey), options);
		let answer = calls.native.iterate(this.#expression, options);
		if (typeof answer === "number") answer = await calls.finish(answer);
		else if (isTurnDue(answer)) await turn();
		const page = decode(answer);
		warnOfUnreadable(page);
		if (page.items.length === 0 && lastKey === undefined) hintRange(this.#expression);
		return { page, left: left - page.items.length };
	}
}

/** The items of pages. An async generator would take longer for each item than the store does. */
class Items {
	#pages;
	#items = [];
	#at = 0;
	/** Resolves when the page that is being read is there. */
	#turning;

	constructor(pages) {
		this.#pages = pages;
	}

	next() {
		if (this.#at < this.#items.length) return Promise.resolve({ value: this.#items[this.#at++], done: false });
		this.#turning ??= this.#turnPage().finally(() => {
			this.#turning = undefined;
		});
		// Calls that nobody waits for, too, get one item each.
		return this.#turning.then((isDone) => (isDone ? { value: undefined, done: true } : this.next()));
	}

	async return(value) {
		this.#items = [];
		await this.#pages.return();
		return { value, done: true };
	}

	[Symbol.asyncIterator]() {
		return this;
	}

	/** Resolves to whether there is no other page. */
	async #turnPage() {
		const { value, done } = await this.#pages.next();
		this.#items = done ? [] : value.items;
		this.#at = 0;
		return done;
	}
}

module.exports = { Items, Iteration };
