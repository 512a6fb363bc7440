"use strict";

// The place in a value that a walk has reached, for messages: `'user.at'`.

/** Most characters of a place that a message shows. */
const SHOWN = 100;

class Trail {
	#names = [];

	/** Enters an attribute or an element. An error ends the walk, and the trail keeps its place. */
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
