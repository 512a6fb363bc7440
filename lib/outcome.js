"use strict";

// What came of a function of the application: nothing that it returns or throws may end or fill the process.

const { inspect } = require("node:util");

/** Thenables within thenables that are waited for. */
const MAX_DEPTH = 100;
/** Most attributes of a thrown object that are shown. */
const MAX_NAMES = 100;
/** Most characters that are kept of what was thrown. */
const MAX_TEXT = 2000;

/**
 * Calls `done` once `result` is settled, `failed` with the text of what it was rejected with: one of them,
 * once. A result that is not thenable calls `done` before this returns.
 */
function settle(result, done, failed, depth = 0) {
	let isOpen = true;
	const once = (call) => (value) => {
		if (!isOpen) return;
		isOpen = false;
		call(value);
	};
	const fail = once((error) => failed(describe(error)));
	const next = once((value) => {
		if (depth < MAX_DEPTH) settle(value, done, failed, depth + 1);
		else failed("It returned a thenable that never ends: each resolves with another.");
	});
	let then;
	try {
		// Read once, as promises do: a getter may say something else the next time.
		then = result !== null && (typeof result === "object" || typeof result === "function") && result.then;
		if (typeof then === "function") {
			then.call(result, next, fail);
			return;
		}
	} catch (error) {
		fail(error);
		return;
	}
	done();
}

/** What was thrown, whatever it is, as text of a bounded length. */
function describe(error) {
	try {
		return text(error).slice(0, MAX_TEXT);
	} catch {
		return "It threw something that cannot be shown.";
	}
}

function text(error) {
	if (typeof error === "string") return error;
	const message = error?.message;
	if (typeof message !== "string") return show(error);
	return `${String(error.name ?? "Error").slice(0, MAX_TEXT)}: ${message.slice(0, MAX_TEXT)}`;
}

/** A value, which may be as large as memory. */
function show(value) {
	// The elements of these are counted without listing them.
	const isList = Array.isArray(value) || ArrayBuffer.isView(value);
	if (value !== null && typeof value === "object" && !isList && Object.keys(value).length > MAX_NAMES)
		return "It threw a large object.";
	return inspect(value, { customInspect: false, depth: 0, maxArrayLength: 10, maxStringLength: MAX_TEXT });
}

module.exports = { describe, settle };
