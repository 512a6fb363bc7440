"use strict";

// The calls of one handle on the native part: those that are under way, and how they end.

const { NativeStore } = require("./native");

/** Handles with calls under way: a promise that somebody waits for must not be collected. */
const busy = new Set();

class Calls {
	#waiting = [];
	#underWay = 0;

	constructor({ url, tables, table }) {
		// The native part holds on to the function, so the function must not hold on to the handle.
		const self = new WeakRef(this);
		this.native = new NativeStore(url, tables, table, () => self.deref()?.#settle());
	}

	/** The answer of a call: as it is, or once it comes. */
	finish(answer) {
		if (typeof answer !== "number") return answer;
		if (this.#underWay++ === 0) busy.add(this);
		return new Promise((resolve) => {
			this.#waiting[answer] = resolve;
		});
	}

	#settle() {
		const settled = this.native.settled();
		for (let index = 0; index < settled.length; index += 2) {
			this.#waiting[settled[index]](settled[index + 1]);
		}
		this.#underWay -= settled.length / 2;
		if (this.#underWay === 0) busy.delete(this);
	}
}

module.exports = { Calls };
