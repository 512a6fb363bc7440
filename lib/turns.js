"use strict";

// Turns of the event loop. An application that awaits immediate answers in a loop never leaves the microtask queue,
// and starves timers and sockets. So it waits for a turn from time to time.

// Imported early, before a test replaces it with a fake clock.
const { setImmediate } = require("node:timers");

/** Characters of immediate answers before the event loop gets a turn: a few hundred items, one to two milliseconds. */
const BUDGET = 800_000;
/** What an answer counts in addition to its text. */
const PER_ANSWER = 1000;

let left = BUDGET;

/** Counts an immediate answer. Returns whether the event loop is due for a turn. */
function isTurnDue(answer) {
	left -= PER_ANSWER + (typeof answer === "string" ? answer.length : 0);
	if (left > 0) return false;
	left = BUDGET;
	return true;
}

/** Resolves after a turn of the event loop. */
function turn() {
	return new Promise((resolve) => {
		setImmediate(resolve);
	});
}

module.exports = { isTurnDue, turn };
