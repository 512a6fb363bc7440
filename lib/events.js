"use strict";

// `data.events`: waits for events, handles them, and reports failures.

const { decode } = require("./decode");

class Events {
	#open;

	/** `open` returns the calls of the handle. */
	constructor(open) {
		this.#open = open;
		// The methods work without their object, like those of `data`.
		for (const name of ["on", "idle", "run"]) this[name] = this[name].bind(this);
	}

	on(type, listener) {
		return this.#open().handlers.listen(type, listener);
	}

	async idle() {
		const calls = this.#open();
		decode(await calls.finish(calls.native.idle()));
	}

	async run() {
		const calls = this.#open();
		// A second signal has no listener left, so it ends the process at once.
		const stop = () => calls.finish(calls.native.stopEvents());
		process.once("SIGINT", stop).once("SIGTERM", stop);
		try {
			decode(await calls.finish(calls.native.runEvents()));
		} finally {
			process.off("SIGINT", stop).off("SIGTERM", stop);
		}
	}
}

module.exports = { Events };
