"use strict";

// `watch`: an iterator over the items as they are, then over their changes. `open` returns the calls of the handle, and
// throws once it is closed.

const { onAbort } = require("./abort");
const { decode } = require("./decode");
const { ValidationError } = require("./errors");
const { NativeWatch } = require("./native");
const { WATCH } = require("./option-tables");
const { strictOptions, string } = require("./options");
const { warnOnce } = require("./warnings");

function watchItems(open, expression, options) {
	const given = strictOptions(WATCH, options);
	const signal = checkSignal(options?.signal);
	const watch = new NativeWatch(expression === undefined ? undefined : string(expression), given);
	decode(watch.check());
	const iterator = entries(open, watch, signal);
	const returned = iterator.return;
	// A generator that waits would return only when it has something to yield.
	iterator.return = (value) => {
		watch.end();
		return returned.call(iterator, value);
	};
	return iterator;
}

async function* entries(open, watch, signal) {
	const end = () => watch.end();
	if (signal?.aborted) end();
	const forget = signal && onAbort(signal, end);
	try {
		while (!watch.ended) {
			const calls = open();
			const changes = decode(await calls.finish(calls.native.watchNext(watch)));
			for (const { message } of changes?.unreadable ?? []) warnOnce("UNREADABLE_ROW", message);
			for (const entry of entriesOf(changes)) {
				if (watch.ended) return;
				yield entry;
			}
		}
	} finally {
		forget?.();
		end();
	}
}

function* entriesOf(changes) {
	yield* changes?.items ?? [];
	for (const key of changes?.gone ?? []) yield { key, deleted: true };
}

function checkSignal(signal) {
	const isSignal = typeof signal?.aborted === "boolean" && typeof signal.addEventListener === "function";
	if (signal === undefined || isSignal) return signal;
	throw new ValidationError(
		"'signal' must be an AbortSignal, such as the 'signal' of an AbortController.",
		"INVALID_OPTION",
	);
}

module.exports = { watchItems };
