"use strict";

// `get` of any number of keys. The native part reads some at a time, so that the event loop is not blocked for long and
// no answer is too long for a string.

const { decode, joined } = require("./decode");
const { readBatchOptions, strings } = require("./options");

/** Keys that the native part gets at once. */
const KEYS_AT_ONCE = 1000;

/** The items of keys; `options` are as the application gave them. */
async function getMany(calls, given, options) {
	const keys = strings(given);
	const text = readBatchOptions(options);
	const begin = (from, to) => calls.finish(calls.native.getMany(keys.slice(from, to), text));
	if (keys.length <= KEYS_AT_ONCE || text?.includes('"atomic":true')) return decode(await begin(0));
	const parts = [];
	let next = begin(0, KEYS_AT_ONCE);
	for (let from = KEYS_AT_ONCE; next !== undefined; from += KEYS_AT_ONCE) {
		const answer = await next;
		// A table reads the next keys while these are decoded.
		next = from < keys.length ? begin(from, from + KEYS_AT_ONCE) : undefined;
		parts.push(decode(answer));
	}
	return withoutRepeated(joined(parts));
}

/** Leaves out what comes again: a key may be in several parts. */
function withoutRepeated(page) {
	for (const list of ["items", "unreadable"]) {
		if (page[list] !== undefined) page[list] = [...new Map(page[list].map((row) => [row.key, row])).values()];
	}
	return page;
}

module.exports = { getMany };
