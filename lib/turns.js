"use strict";

// Turns of the event loop. Answers that are there at once let an application run on and on in the
// microtask queue, where no timer and no socket is served. So it gets a turn from time to time.

// As it was before a test put a false clock in its place.
const { setImmediate } = require("node:timers");

/** What is answered at once before the event loop has its turn, in characters: a few hundred items, one to two milliseconds. */
const BUDGET = 800_000;
/** What an answer costs beside its text. */
const PER_ANSWER = 1000;

let left = BUDGET;

/** Counts an answer that was there at once; tells whether the event loop is to have its turn. */
function isTurnDue(answer) {
	left -= PER_ANSWER + (typeof answer === "string" ? answer.length : 0);
	if (left > 0) return false;
	left = BUDGET;
	return true;
}

/** Resolves when the event loop has had its turn. */
function turn() {
	return new Promise((resolve) => {
		setImmediate(resolve);
	});
}

module.exports = { isTurnDue, turn };
