"use strict";

// Property tests in JavaScript. A run prints its seed; AMPT_TEST_SEED repeats it.

const fc = require("fast-check");

/** Checks a property. The error of a failure contains the seed and the smallest case. */
async function run(property, parameters) {
	const seed = Number(process.env.AMPT_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
	await fc.assert(property, { ...parameters, seed });
}

module.exports = { run };
