"use strict";

// The calls of one handle on the native part: which are under way, and how they end.

const { Handlers } = require("./handlers");
const { openStore } = require("./native");
const { trustRootsFor } = require("./roots");
const { isTurnDue, turn } = require("./turns");
const { warnOnce } = require("./warnings");
const { WARNING_TICKET } = require("./wire");

/** Handles with calls under way, or with handlers of events. They must not be garbage collected. */
const kept = new Set();

/** Whether this realm has ended, and what belongs to it must not be used any more. */
let isOver = false;
if (globalThis.Deno !== undefined) {
	// When a realm ends, Deno frees the native part, and still runs what other threads have called.
	globalThis.addEventListener("unload", () => {
		isOver = true;
	});
	// When a thread ends, Deno frees nothing. Its handlers would count as present, and be given events.
	process.once("exit", () => {
		for (const { native } of kept) native.close();
	});
}

class Calls {
	#waiting = [];
	#underWay = 0;
	#handlers;

	constructor({ url, tables, table }) {
		trustRootsFor({ url, tables });
		// The native part keeps the function alive, so the function must not keep the handle alive.
		const self = new WeakRef(this);
		this.native = openStore(url, tables, table, () => {
			if (!isOver) self.deref()?.#settle();
		});
	}

	/** The handlers of `data.on`. */
	get handlers() {
		this.#handlers ??= new Handlers(this.native);
		return this.#handlers;
	}

	/** Lets the handle be garbage collected, unless calls are under way or handlers are registered. */
	keepAsNeeded() {
		if (this.#underWay > 0 || this.#handlers?.isEmpty === false) kept.add(this);
		else kept.delete(this);
	}

	/** Resolves to the answer of a call. An answer that is there may wait for a turn of the event loop. */
	finish(answer) {
		if (typeof answer !== "number") return isTurnDue(answer) ? turn().then(() => answer) : answer;
		this.#underWay++;
		kept.add(this);
		return new Promise((resolve) => {
			this.#waiting[answer] = resolve;
		});
	}

	#settle() {
		const settled = this.native.settled();
		for (let index = 0; index < settled.length; index += 2) {
			if (settled[index] === WARNING_TICKET) {
				const [code] = settled[index + 1].split(" ", 1);
				warnOnce(code, settled[index + 1].slice(code.length + 1));
				continue;
			}
			this.#underWay--;
			this.#waiting[settled[index]](settled[index + 1]);
		}
		this.#handlers?.dispatch();
		this.keepAsNeeded();
	}
}

module.exports = { Calls };
