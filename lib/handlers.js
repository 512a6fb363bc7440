"use strict";

// The handlers of one handle. The native part decides which handler runs with which event; this part calls it and
// catches its errors.

const { AsyncResource } = require("node:async_hooks");
// Not the global ones, which the fake timers of a test runner replace.
const { clearTimeout, setTimeout } = require("node:timers");
const { decode, decodeEvent, decodeReport } = require("./decode");
const { plainError } = require("./errors");
const { DEFAULT_TIMEOUT, EVENT_LIFETIME, MAX_EVENT_NAMES } = require("./limits");
const { HANDLER } = require("./option-tables");
const { encodeMembers, string } = require("./options");
const { codeOf, describe, settle } = require("./outcome");
const { warn, warnOnce } = require("./warnings");

/** Rounds of handlers without an `await` before the event loop gets a turn. */
const ROUNDS = 64;
const HOURS = EVENT_LIFETIME / 3_600_000;

/** An event name as a message shows it, without the content of an object. */
function shown(name) {
	const isLarge = (typeof name === "object" && name !== null) || ["function", "bigint"].includes(typeof name);
	return isLarge ? `a value of type ${typeof name}` : String(name);
}

class Handlers {
	#native;
	/** Whether the clock of the store may stand still. */
	#isSettable;
	/** By their ids: `call`, `names`, `group`, `identity` and `timeout`. */
	#handlers = new Map();
	#listeners = { retry: new Set(), dropped: new Set(), gap: new Set() };
	/** Groups whose events come from an AWS Lambda function. */
	#ofFunction = new Set();
	#last = 0;
	#dispatching = false;
	#again = false;

	constructor(native) {
		this.#native = native;
		this.#isSettable = typeof native.time() === "number";
	}

	get isEmpty() {
		return this.#handlers.size === 0;
	}

	/** Adds a handler. Returns the function that removes it. */
	add(names, config, handler) {
		if (names.length > MAX_EVENT_NAMES) {
			throw plainError(`Invalid event name: 'on' takes at most ${MAX_EVENT_NAMES} names`, "INVALID_EVENT_NAME");
		}
		const wrong = Array.from(names).filter((name) => typeof name !== "string");
		if (names.length === 0 || wrong.length > 0) {
			throw plainError(`Invalid event name: ${wrong.map(shown).join(", ")}`, "INVALID_EVENT_NAME");
		}
		const options = encodeMembers(HANDLER, config);
		const { group = "default", timeout = DEFAULT_TIMEOUT, deadLetter } = JSON.parse(options);
		const identity = deadLetter === undefined ? "" : this.#identify(group, names, deadLetter);
		const id = this.#last++;
		const inFunction = Boolean(process.env.AWS_LAMBDA_FUNCTION_NAME) || this.#ofFunction.has(group);
		decode(this.#native.subscribe(id, names, identity, options, inFunction));
		// The handler runs with the `AsyncLocalStorage` of the place that registered it.
		const resource = new AsyncResource("ampt-data.on");
		const call = (event) => resource.runInAsyncScope(handler, undefined, event);
		this.#handlers.set(id, { call, names: Array.from(names), group, identity, timeout });
		return () => {
			if (this.#handlers.delete(id)) this.#native.unsubscribe(id, group);
		};
	}

	/**
	 * What tells a handler from the others of its group that have dead letters, also after a restart: its names, their
	 * collection, and a number if others have the same.
	 */
	#identify(group, names, deadLetter) {
		// Loaded by the first handler that needs it: that takes longer than to load this package.
		const { createHash } = require("node:crypto");
		const digest = createHash("sha256")
			.update([deadLetter, ...names].join("\n"))
			.digest("hex")
			.slice(0, 16);
		for (let number = 1; ; number++) {
			const identity = `${digest}-${number}`;
			if (this.find(group, identity) === undefined) return identity;
		}
	}

	/** The handler of a group with this identity. */
	find(group, identity) {
		return this.#ofGroup(group).find((handler) => handler.identity === identity);
	}

	/** The only handler of a group with these names and without dead letters of its own; `undefined` if several are. */
	findPlain(group, names) {
		const given = names.join("\n");
		const found = this.#ofGroup(group).filter(
			(handler) => handler.identity === "" && handler.names.join("\n") === given,
		);
		return found.length === 1 ? found[0] : undefined;
	}

	#ofGroup(group) {
		return [...this.#handlers.values()].filter((handler) => handler.group === group);
	}

	/** Whether one of the event names is that of an event of this kind and key. */
	covers(names, kind, key) {
		return this.#native.covers(names, kind, key);
	}

	/** Forgets all handlers when the store is closed. */
	clear() {
		this.#handlers.clear();
	}

	listen(type, listener) {
		const listeners = Object.hasOwn(this.#listeners, type) ? this.#listeners[type] : undefined;
		if (listeners === undefined || typeof listener !== "function") {
			throw plainError("'data.events.on' needs 'retry', 'dropped' or 'gap', and a function", "INVALID_OPTION");
		}
		listeners.add(listener);
		return { remove: () => void listeners.delete(listener) };
	}

	/** Lets an AWS Lambda function supply the events of a group. */
	becomeFunction(group) {
		decode(this.#native.becomeFunction(string(group)));
		this.#ofFunction.add(group);
	}

	/** Runs the handlers that are due, and passes on the reports. */
	dispatch() {
		this.#again = true;
		if (this.#dispatching) return;
		this.#dispatching = true;
		try {
			for (let round = 0; this.#again && round < ROUNDS; round++) {
				this.#again = false;
				const runs = this.#native.runs();
				for (let index = 0; index < runs.length; index += 4) {
					this.#run(runs[index], runs[index + 1], this.#handlers.get(runs[index + 2]), runs[index + 3]);
				}
			}
		} finally {
			this.#dispatching = false;
		}
		if (this.#again) this.#native.nudge();
		for (const text of this.#native.reports()) this.#report(text);
	}

	#run(session, run, handler, text) {
		let event;
		try {
			event = decodeEvent(text);
		} catch {
			// A retry cannot read it either, so it must not hold up the events after it.
			this.#native.giveUp(session, run);
			this.#again = true;
			return;
		}
		const end = (failure, code) => {
			clearTimeout(timer);
			this.#native.ran(session, run, failure, code);
			this.dispatch();
		};
		const timer = this.#isSettable && handler !== undefined ? limit(handler, end) : undefined;
		let result;
		try {
			// Another handler of the same round may have removed this one.
			result = handler?.call(event);
		} catch (error) {
			end(describe(error), codeOf(error));
			return;
		}
		settle(result, () => end(), end);
	}

	#report(text) {
		const { type, ...report } = decodeReport(text);
		const listeners = [...(this.#listeners[type] ?? [])];
		for (const listener of listeners) {
			try {
				settle(listener(report), () => {}, warnOfListener);
			} catch (error) {
				warnOfListener(describe(error));
			}
		}
		if (listeners.length === 0) warnOfReport(type, report);
	}
}

/**
 * Ends a handler after its timeout by the machine's clock. The native part measures by the clock of the store, which may
 * stand still, and ignores the second of two ends.
 */
function limit({ timeout }, end) {
	return setTimeout(() => end(`The handler did not finish within ${timeout} ms.`), timeout).unref();
}

/** Warns of a report that has no listener, so that it is not lost silently. */
function warnOfReport(type, report) {
	const { group, event, attempts, error, delay, deadLetter, changes, reason, own, others, code, message } = report;
	const what = event && `'${event.name}' of '${event.item.key}' (group '${group}')`;
	switch (type) {
		case "retry":
			if (attempts > 1) return;
			warn(
				"HANDLER_FAILED",
				`A handler failed and will be retried in ${delay} ms, for ${HOURS} hours or its 'attempts' at most: ${what}: ${error}`,
			);
			return;
		case "dropped":
			// A dead letter is kept, and says why.
			if (deadLetter !== undefined) return;
			warn(
				"EVENT_DROPPED",
				attempts > 0
					? `A handler gave an event up after ${attempts} attempts: ${what}.`
					: `An event was dropped after ${HOURS} hours without an attempt. No program that wants it was running, or an ` +
							`earlier handler failed: ${what}.`,
			);
			return;
		case "gap":
			warn("EVENTS_MISSED", `The group '${group}' has missed ${changes ?? "some"} changes: ${reason}`);
			return;
		case "differs":
			warnOnce(
				"GROUP_DIFFERS",
				`The programs of the group '${group}' have different handlers: this one wants ${own}; others of the last 24 hours ` +
					`want ${others}. On DynamoDB, one of them reads each event and cannot hand it over. Give each ` +
					"program a group of its own: data.on(name, { group: 'mails' }, handler).",
			);
			return;
		default:
			warn(
				code,
				code === "STORE_GONE"
					? `The events of the group '${group}' cannot be handled any more: ${message}`
					: `The events of the group '${group}' cannot be handled now: ${message} This will be retried.`,
			);
	}
}

function warnOfListener(error) {
	warn("LISTENER_FAILED", `A function of 'data.events.on' failed: ${error}`);
}

module.exports = { Handlers };
