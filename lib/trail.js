"use strict";

/** Where in a value the walk is, for messages: `'user.at'`. */

/** Characters of a place that a message shows. */
const SHOWN = 100;

class Trail {
	#names = [];

	/** Goes to an attribute or an element. After an error the walk is over, and the trail tells where. */
	push(name) {
		this.#names.push(name);
	}

	pop() {
		this.#names.pop();
	}

	toString() {
		if (this.#names.length === 0) return "The value";
		const [first, ...rest] = this.#names;
		const place = rest.reduce((path, name) => path + (typeof name === "number" ? `[${name}]` : `.${name}`), `${first}`);
		return place.length > SHOWN ? `'${place.slice(0, SHOWN).toWellFormed()}…'` : `'${place}'`;
	}
}

module.exports = { Trail };
