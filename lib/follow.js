"use strict";

// What `watch` and `changes` return: an iterator over what comes, until the loop, a signal or the handle ends it. `open`
// returns the calls of the handle, and throws once it is closed.

const { onAbort } = require("./abort");
const { decode } = require("./decode");
const { ValidationError } = require("./errors");
const { warnOnce } = require("./warnings");

/**
 * An iterator over the answers of `native`, a call that has not begun. `entriesOf` takes the entries of an answer; `raw` ones are
 * plain JSON.
 */
function follow(open, native, signal, entriesOf, raw = false) {
	checkSignal(signal);
	decode(native.check());
	const iterator = entries(open, native, signal, entriesOf, raw);
	const returned = iterator.return;
	// A generator that waits would return only when it has something to yield.
	iterator.return = (value) => {
		native.end();
		return returned.call(iterator, value);
	};
	return iterator;
}

async function* entries(open, native, signal, entriesOf, raw) {
	const end = () => native.end();
	if (signal?.aborted) end();
	const forget = signal && onAbort(signal, end);
	try {
		while (!native.ended) {
			const calls = open();
			const answer = decode(await calls.finish(calls.native.followNext(native)), undefined, raw);
			for (const { message } of answer?.unreadable ?? []) warnOnce("UNREADABLE_ROW", message);
			for (const entry of answer === undefined ? [] : entriesOf(answer)) {
				if (native.ended) return;
				yield entry;
			}
		}
	} finally {
		forget?.();
		end();
	}
}

function checkSignal(signal) {
	const isSignal = typeof signal?.aborted === "boolean" && typeof signal.addEventListener === "function";
	if (signal === undefined || isSignal) return;
	throw new ValidationError(
		"'signal' must be an AbortSignal, such as the 'signal' of an AbortController.",
		"INVALID_OPTION",
	);
}

module.exports = { follow };
