"use strict";

// Watches that an AbortSignal ends. All watches of a signal share one listener: Node warns of more than ten.

/** By signal: the functions that run when it aborts. A signal that is no longer used takes them with it. */
const ENDS = new WeakMap();

/** Runs `end` when the signal aborts, unless the function that this returns is called before. */
function onAbort(signal, end) {
	let ends = ENDS.get(signal);
	if (ends === undefined) {
		const run = () => {
			ENDS.delete(signal);
			for (const one of ends.all) one();
		};
		ends = { all: new Set(), run };
		ENDS.set(signal, ends);
		signal.addEventListener("abort", run, { once: true });
	}
	ends.all.add(end);
	return () => {
		ends.all.delete(end);
		if (ends.all.size > 0 || ENDS.get(signal) !== ends) return;
		ENDS.delete(signal);
		signal.removeEventListener("abort", ends.run);
	};
}

module.exports = { onAbort };
