"use strict";

// `import`: items as `export` yields them, or rows.

const { decode } = require("./decode");
const { encodeRow } = require("./encode");
const { ValidationError } = require("./errors");
const { listText, snapshot } = require("./lists");
const { IMPORT, TABLES } = require("./option-tables");
const { strictOptions } = require("./options");
const { isTurnDue, turn } = require("./turns");

/** Items of a list. A list is checked before it is written, and those before a refused one stay written. */
const LIST = 100;
/** Characters of the lists that wait for those that are being written. */
const MOST_WAITING = 8 * 1024 * 1024;

async function importItems(open, items, options) {
	const given = strictOptions(IMPORT, options);
	const isIterable = [Symbol.asyncIterator, Symbol.iterator].some((name) => typeof items?.[name] === "function");
	if (!isIterable || typeof items === "string") {
		throw new ValidationError("'import' needs items: an array, or what 'export()' yields.", "INVALID_VALUE");
	}
	// The native part refuses options before anything is read.
	const written = given === undefined ? { items: 0 } : await writeLists(open, [], 0, given);
	const writer = new ListWriter(open, given, written);
	try {
		let list = [];
		for await (const item of items) {
			list.push(snapshotAt(item, writer.taken, list.length));
			if (list.length < LIST) continue;
			await writer.put(list);
			list = [];
		}
		await writer.put(list);
	} catch (error) {
		await writer.end();
		throw error;
	}
	return await writer.end();
}

/**
 * Writes lists of items one after another. While some are being written, the next ones gather, so that a slow source
 * waits for no others and a fast one shares commits.
 */
class ListWriter {
	/** Items of all lists. */
	taken = 0;
	#open;
	#options;
	#waiting = [];
	#characters = 0;
	#written;
	#given = 0;
	#underWay;
	#failure;

	/** `options` is the text of those of the call, `written` the numbers to which those of its items are added. */
	constructor(open, options, written) {
		this.#open = open;
		this.#options = options;
		this.#written = written;
	}

	/** Takes a list. Resolves when there is room for the next one. */
	async put(list) {
		if (list.length === 0) return;
		const text = listText(TABLES.EXPORTED, list);
		this.taken += list.length;
		this.#waiting.push(text);
		this.#characters += text.length;
		if (isTurnDue(text)) await turn();
		if (this.#characters >= MOST_WAITING) await this.#underWay;
		if (this.#failure !== undefined) throw this.#failure;
		if (this.#underWay === undefined) this.#begin();
	}

	/** Resolves to the numbers of items when all are written. */
	async end() {
		while (this.#underWay !== undefined && this.#failure === undefined) await this.#underWay;
		if (this.#failure !== undefined) throw this.#failure;
		return this.#written;
	}

	#begin() {
		const lists = this.#waiting;
		const before = this.#given;
		this.#waiting = [];
		this.#characters = 0;
		this.#given = this.taken;
		this.#underWay = this.#write(lists, before);
	}

	/** Writes lists, then begins with those that have gathered meanwhile. Never rejects. */
	async #write(lists, before) {
		try {
			const written = await writeLists(this.#open, lists, before, this.#options);
			for (const name in written) this.#written[name] += written[name];
		} catch (error) {
			this.#failure = error;
		}
		this.#underWay = undefined;
		if (this.#failure === undefined && this.#waiting.length > 0) this.#begin();
	}
}

async function writeLists(open, lists, before, options) {
	const calls = open();
	return decode(await calls.finish(calls.native.importItems(lists, before, options)));
}

function snapshotAt(item, before, index) {
	try {
		return snapshotOf(item);
	} catch (error) {
		throw located(error, before, index, item);
	}
}

/** The text of a list of one item, which may be a row. */
function oneItem(item) {
	return listText(TABLES.EXPORTED, [snapshotOf(item)]);
}

function snapshotOf(item) {
	if (item === null || typeof item !== "object" || Array.isArray(item)) {
		throw new ValidationError(
			"it must be an object with a 'key' and a 'value', or a row with a 'pk' and an 'sk'",
			"INVALID_VALUE",
		);
	}
	return Object.hasOwn(item, "pk") ? encodeRow(item) : snapshot(TABLES.EXPORTED, item);
}

/** Adds to an error which item it is about, with the same words as `src/data/import.rs`. */
function located(error, before, index, item) {
	if (typeof error?.code !== "string") return error;
	const written = before === 0 ? "Nothing is written" : `The first ${before} items are written, nothing after them`;
	const fault = error.message.replace(/\.$/, "");
	error.message = `Item ${before + index + 1}${named(item)} of the import: ${fault}. ${written}.`;
	return error;
}

/** The key of an item, for messages. */
function named(item) {
	return typeof item?.key === "string" ? ` ('${item.key}')` : "";
}

module.exports = { importItems, named, oneItem };
