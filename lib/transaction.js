"use strict";

// Transactions: a function runs until what it has read is still there when its edits are committed.

const { readAddition } = require("./addition");
const { decode } = require("./decode");
const { encode } = require("./encode");
const { plainError } = require("./errors");
const { named, oneItem } = require("./import");
const { NativeTransaction } = require("./native");
const { CHECK, TX_ADD, TX_GET, TX_IMPORT, TX_REMOVE, TX_SET } = require("./option-tables");
const { readOptions, strictOptions, string, strings, writeOptions } = require("./options");
const { turn } = require("./turns");
const { hintOperators } = require("./unknown");

/**
 * Runs the function of a transaction, and again while others change what it has read. `open` returns the calls of the
 * handle; `complete` adds what the handle decides to the options of `set`.
 */
async function runTransaction(open, perform, complete) {
	if (typeof perform !== "function") {
		throw plainError(
			"'data.transaction' needs a function, as in data.transaction(async (tx) => { … })",
			"INVALID_OPTION",
		);
	}
	for (let number = 1; ; number++) {
		const run = new Run(open(), complete);
		let result;
		try {
			result = await perform(run.tx());
		} catch (error) {
			if (await run.abandon(number)) throw error;
			continue;
		}
		if (await run.commit(number)) return result;
	}
}

/** One run of the function. */
class Run {
	#calls;
	#native = new NativeTransaction();
	#complete;
	#ended = false;
	#reads = 0;

	constructor(calls, complete) {
		this.#calls = calls;
		this.#complete = complete;
	}

	/** What the function gets: its methods work without their object. */
	tx() {
		return Object.freeze({
			get: (key, options) => this.#get(key, options),
			set: (key, value, options) => {
				const text = encode(value, true);
				if (text?.includes("$")) hintOperators(text);
				const given = this.#complete(writeOptions(TX_SET, options));
				decode(this.#calls.native.setInRun(this.#open(), oneKey(key), text, given));
			},
			add: (key, ...args) => {
				const { name, delta, options } = readAddition(args);
				decode(this.#open().add(oneKey(key), name, delta, writeOptions(TX_ADD, options)));
			},
			import: (item, options) => {
				const given = strictOptions(TX_IMPORT, options);
				decode(this.#calls.native.importInRun(this.#open(), listOf(item), given));
			},
			remove: (key, options) => decode(this.#open().remove(oneKey(key), writeOptions(TX_REMOVE, options))),
			check: (key, options) => decode(this.#open().check(oneKey(key), writeOptions(CHECK, options))),
		});
	}

	/** Resolves to whether the edits are committed; if not, the function must run anew. */
	async commit(number) {
		this.#ended = true;
		if (this.#reads > 0) {
			throw plainError(
				"A 'tx.get' was still under way when the function of the transaction returned, so nothing is written. " +
					"Await every 'tx.get'.",
				"TRANSACTION_ENDED",
			);
		}
		const calls = this.#calls;
		return decode(await calls.finish(calls.native.commitRun(this.#native, number))) === undefined;
	}

	/** Resolves to whether the function has failed on items of one moment; if not, it must run anew. */
	async abandon(number) {
		this.#ended = true;
		const calls = this.#calls;
		return decode(await calls.finish(calls.native.abandonRun(this.#native, number))) === undefined;
	}

	async #get(key, options) {
		const run = this.#open();
		const given = readOptions(TX_GET, options);
		const { native } = this.#calls;
		this.#reads++;
		try {
			const answer = Array.isArray(key)
				? native.readManyInRun(run, strings(key), given)
				: native.readInRun(run, string(key), given);
			const text = await this.#calls.finish(answer);
			// An answer that is there at once would hide that nobody awaits it.
			if (typeof answer !== "number") await turn();
			return decode(text);
		} finally {
			this.#reads--;
		}
	}

	#open() {
		if (!this.#ended) return this.#native;
		throw plainError(
			"This transaction has ended. Use 'tx' only inside the function of the transaction, and await what it starts.",
			"TRANSACTION_ENDED",
		);
	}
}

/** The key of an edit, which concerns one item. */
function oneKey(key) {
	if (!Array.isArray(key)) return string(key);
	throw plainError("In a transaction, each call of 'set', 'remove' or 'check' concerns one item.", "INVALID_KEY");
}

/** The text of an item to import. Adds to an error what it is about, with the same words as `src/data/transaction`. */
function listOf(item) {
	try {
		return oneItem(item);
	} catch (error) {
		if (typeof error?.code === "string") error.message = `The item${named(item)} of 'tx.import': ${error.message}`;
		throw error;
	}
}

module.exports = { runTransaction };
