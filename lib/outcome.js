"use strict";

// The outcome of an application's function. Nothing that it returns or throws may crash the process or fill its memory.

const { inspect } = require("node:util");

/** Most thenables that resolve to another, one after the other. */
const MAX_DEPTH = 100;
/** Most attributes of a thrown object that are shown. */
const MAX_NAMES = 100;
/** Most characters of a description. */
const MAX_TEXT = 2000;
/** Most characters of a code. */
const MAX_CODE = 100;

/**
 * Calls `done` when `result` resolves, or `failed` with a description of the error and its code when it rejects: one of them, once.
 * If `result` is not thenable, calls `done` before it returns.
 */
function settle(result, done, failed, depth = 0) {
	let isOpen = true;
	const once = (call) => (value) => {
		if (!isOpen) return;
		isOpen = false;
		call(value);
	};
	const fail = once((error) => failed(describe(error), codeOf(error)));
	const next = once((value) => {
		if (depth < MAX_DEPTH) settle(value, done, failed, depth + 1);
		else failed("It returned a thenable that never ends: each resolves with another.");
	});
	let then;
	try {
		// Read once, as promises do: a getter may return something else the next time.
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

/** The `code` of anything that was thrown, if it is text. */
function codeOf(error) {
	try {
		const code = error?.code;
		return typeof code === "string" ? code.slice(0, MAX_CODE).toWellFormed() : undefined;
	} catch {
		return undefined;
	}
}

/** Describes anything that was thrown, in a text of bounded length. */
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

/** Describes a value of any size. */
function show(value) {
	// `inspect` bounds the elements of these without listing them all.
	const isList = Array.isArray(value) || ArrayBuffer.isView(value);
	if (value !== null && typeof value === "object" && !isList && Object.keys(value).length > MAX_NAMES)
		return "It threw a large object.";
	return inspect(value, { customInspect: false, depth: 0, maxArrayLength: 10, maxStringLength: MAX_TEXT });
}

module.exports = { codeOf, describe, settle };
