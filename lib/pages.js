"use strict";

// Pages of `get`, `getByLabel` and `scan`, each with the function that reads the next one.

const { decode } = require("./decode");
const { withFirst } = require("./options");
const { isTurnDue, turn } = require("./turns");

class Pages {
	#open;

	/** `open` gives the calls of the handle. */
	constructor(open) {
		this.#open = open;
	}

	/** A page of what a key or expression selects. `given` is the text of the options of the first page. */
	async read(key, given, from = given) {
		const calls = this.#open();
		const answer = calls.native.get(key, from);
		if (typeof answer === "number") return decode(await calls.finish(answer), this.nextOf(key, given));
		if (isTurnDue(answer)) await turn();
		return decode(answer, this.nextOf(key, given));
	}

	/** Makes the function that reads the page after a `lastKey`, with the options of the first page. */
	nextOf(key, given) {
		return (start) => () => this.read(key, given, startingAt(start, given));
	}

	/** A page of all items. */
	async scan(given, from = given) {
		const calls = this.#open();
		const answer = await calls.finish(calls.native.scan(from));
		return decode(answer, (start) => () => this.scan(given, startingAt(start, given)));
	}
}

function startingAt(start, options) {
	return withFirst("start", JSON.stringify(start), options);
}

module.exports = { Pages };
