"use strict";

// Iteration over a collection, with keys inside it.

const { Items } = require("../iterate");

/** What `iterate` of a collection returns. Each loop over it begins anew. */
class CollectionIteration {
	#iteration;
	#keys;

	/** `iteration` is that of `data`, with complete keys. */
	constructor(iteration, keys) {
		this.#iteration = iteration;
		this.#keys = keys;
	}

	[Symbol.asyncIterator]() {
		return new Items(this.pages());
	}

	async *pages() {
		for await (const page of this.#iteration.pages()) yield this.#keys.page(page);
	}
}

module.exports = { CollectionIteration };
