"use strict";

// `data.clock`: the clock of a store in memory, which a test sets and advances.

const { decode } = require("./decode");
const engine = require("./engine");
const { plainError } = require("./errors");
const { bindMethods, methodsOf } = require("./methods");

/** The last millisecond of the year 9999. An item has no later date. */
const LAST = Date.UTC(10_000, 0) - 1;

class Clock {
	#open;

	/** `open` returns the calls of the handle. */
	constructor(open) {
		this.#open = open;
		bindMethods(this, METHODS);
	}

	now() {
		const time = this.#open().native.time();
		return typeof time === "number" ? time : decode(time);
	}

	async set(time) {
		// Another kind of store refuses every time.
		this.now();
		const at = engine.types.isDate(time) ? engine.timeOf(time) : time;
		if (!isTime(at)) {
			throw plainError(
				"'clock.set' needs a Date, or a whole number of milliseconds since 1970, up to the year 9999.",
				"INVALID_OPTION",
			);
		}
		await this.#finish((native) => native.stopClock(at));
	}

	async advance(milliseconds) {
		const now = this.now();
		if (!isTime(milliseconds) || !isTime(now + milliseconds)) {
			throw plainError(
				"'clock.advance' needs a whole number of milliseconds, not below 0, as in clock.advance(60_000); the clock " +
					"ends with the year 9999.",
				"INVALID_OPTION",
			);
		}
		await this.#finish((native) => native.advanceClock(milliseconds));
	}

	async reset() {
		await this.#finish((native) => native.startClock());
	}

	async #finish(call) {
		const calls = this.#open();
		decode(await calls.finish(call(calls.native)));
	}
}

function isTime(milliseconds) {
	return Number.isInteger(milliseconds) && milliseconds >= 0 && milliseconds <= LAST;
}

const METHODS = methodsOf(Clock);

module.exports = { Clock };
