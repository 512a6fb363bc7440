"use strict";

// Property tests in JavaScript. A run prints its seed; AMPT_TEST_SEED repeats it.

const fc = require("fast-check");

/** Checks a property. The error of a failure contains the seed and the smallest case. */
async function run(property, parameters) {
	const seed = Number(process.env.AMPT_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
	await fc.assert(property, { ...parameters, seed });
}

/** Random numbers below 1, determined by the seed. */
function randomOf(state) {
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

module.exports = { randomOf, run };
