"use strict";

// `data.events`: waits for events, handles them, and reports failures.

const { decode } = require("./decode");
const { plainError } = require("./errors");
const { bindMethods, methodsOf } = require("./methods");
const { replay } = require("./replay");

class Events {
	#data;
	#open;

	/** `open` returns the calls of the handle `data`. */
	constructor(data, open) {
		this.#data = data;
		this.#open = open;
		bindMethods(this, METHODS);
	}

	on(type, listener) {
		return this.#open().handlers.listen(type, listener);
	}

	async replay(expression) {
		return await replay(this.#data, this.#open().handlers, expression);
	}

	async groups(...others) {
		takesNoOptions("groups", others);
		const calls = this.#open();
		return groupsOf(decode(await calls.finish(calls.native.groups())));
	}

	async forget(group, ...others) {
		takesNoOptions("forget", others);
		if (typeof group !== "string") {
			throw plainError("'data.events.forget' needs the name of a group", "INVALID_OPTION");
		}
		const calls = this.#open();
		return decode(await calls.finish(calls.native.forgetGroup(group)));
	}

	async idle() {
		const calls = this.#open();
		decode(await calls.finish(calls.native.idle()));
		// The event loop may not have been woken yet for what was reported until then.
		calls.handlers.dispatch();
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

/** The groups of an answer, with dates. */
function groupsOf({ groups }) {
	return groups.map(({ oldest, ...group }) => (oldest === undefined ? group : { ...group, oldest: new Date(oldest) }));
}

function takesNoOptions(method, others) {
	if (others.some((other) => other !== undefined)) {
		throw plainError(`'data.events.${method}' takes no options`, "INVALID_OPTION");
	}
}

const METHODS = methodsOf(Events);

module.exports = { Events, groupsOf };
