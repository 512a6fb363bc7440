"use strict";

// Warnings of the process. A hint is for the programmer, so it comes once and can be switched off. A failure without a
// listener causes a warning every time.

/** Most hints of a process: names from outside must fill neither its log nor its memory. */
const MAX_HINTS = 200;

/** On `process`, so that a module that is loaded twice hints only once. */
const GIVEN = Symbol.for("ampt-data.hints");

/** Warns of a likely mistake, once in a process; never under `AMPT_DATA_WARNINGS=off`. */
function warnOnce(code, message) {
	if (process.env.AMPT_DATA_WARNINGS === "off") return;
	process[GIVEN] ??= new Set();
	const given = process[GIVEN];
	const hint = `${code} ${message}`;
	if (given.size >= MAX_HINTS || given.has(hint)) return;
	given.add(hint);
	warn(code, message);
}

/** Warns of a failure. */
function warn(code, message) {
	process.emitWarning(message, { type: "AmptDataWarning", code });
}

module.exports = { warn, warnOnce };
