"use strict";

/** Where in a value the walk is, for messages: `'user.at'`. */

/** Characters of a place that a message shows. */
const SHOWN = 100;

class Trail {
	#names = [];

	/** Runs a step below an attribute or an element. */
	within(name, step) {
		this.#names.push(name);
		const result = step();
		// After an error the names stay, but the walk is over.
		this.#names.pop();
		return result;
	}

	toString() {
		if (this.#names.length === 0) return "The value";
		const [first, ...rest] = this.#names;
		const place = rest.reduce((path, name) => path + (typeof name === "number" ? `[${name}]` : `.${name}`), `${first}`);
		return place.length > SHOWN ? `'${place.slice(0, SHOWN).toWellFormed()}…'` : `'${place}'`;
	}
}

module.exports = { Trail };
