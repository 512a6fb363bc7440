"use strict";

// Exports and seeds items. `open` returns the calls of the handle, and throws once it is closed.

const fs = require("node:fs/promises");
const { decode } = require("./decode");
const { ValidationError, plainError } = require("./errors");
const { MAX_LIMIT } = require("./limits");
const { encodeItems } = require("./lists");
const { NativeSeed } = require("./native");
const { EXPORT, SEED } = require("./option-tables");
const { readOptions, totalOf, withFirst, withLast } = require("./options");
const { isTurnDue, turn } = require("./turns");
const { hintRange } = require("./unknown");

/** Items that `seed` passes to the native part at once. */
const SEED_AT_ONCE = 100;

/** What `data.export` returns: the items one by one, or their pages. */
function exportItems(open, options) {
	return Object.assign(items(open, options), { pages: () => pages(open, options) });
}

async function* items(open, options) {
	const unreadable = [];
	for await (const page of pages(open, options)) {
		if (page.unreadable !== undefined) unreadable.push(...page.unreadable);
		yield* page.items;
	}
	if (unreadable.length > 0) throw incomplete(unreadable);
}

async function* pages(open, options) {
	let left = totalOf(EXPORT, options);
	const given = readOptions(EXPORT, options);
	const raw = given?.startsWith('{"raw":true') === true;
	const read = async (from) => {
		const calls = open();
		return calls.finish(calls.native.exportPage(withFirst("limit", Math.min(MAX_LIMIT, left), from)));
	};
	let next = read(given);
	while (next !== undefined) {
		const answer = await next;
		// A page that was read ahead may be there as soon as the one before is consumed.
		if (isTurnDue(answer)) await turn();
		const page = decode(answer, undefined, raw);
		const { items, lastKey } = page;
		if (items.length === 0 && lastKey === undefined) hintRange(options?.expression);
		left -= items.length;
		next = lastKey === undefined || left === 0 ? undefined : read(withFirst("start", JSON.stringify(lastKey), given));
		// Until the application has consumed this page, nobody awaits the next one.
		next?.catch(() => {});
		yield page;
	}
}

async function seedItems(open, items, overwrite, removeNulls) {
	const calls = open();
	const list = typeof items === "string" ? await readSeed(items) : items;
	if (!Array.isArray(list)) {
		throw new ValidationError(
			"'seed' needs an array of items, or the path of a JSON file that holds one.",
			"INVALID_VALUE",
		);
	}
	const given = overwrite === true ? '{"overwrite":true}' : readOptions(SEED, overwrite);
	const options = removeNulls ? given : withLast("removeNulls", "false", given);
	const seed = new NativeSeed(options);
	for (let from = 0; from < list.length; from += SEED_AT_ONCE) {
		const { text } = encodeItems(list.slice(from, from + SEED_AT_ONCE));
		decode(seed.add(text));
		if (isTurnDue(text)) await turn();
	}
	return decode(await calls.finish(calls.native.seed(seed)));
}

async function readSeed(path) {
	let text;
	try {
		text = await fs.readFile(path, "utf8");
	} catch (error) {
		throw new ValidationError(`The file '${path}' cannot be read: ${error.code}.`, "INVALID_VALUE");
	}
	try {
		return JSON.parse(text);
	} catch {
		// The parser's message would show the content of the file.
		throw new ValidationError(`The file '${path}' is not JSON.`, "INVALID_VALUE");
	}
}

/** The error of an export that lacks items. It follows all other items. */
function incomplete(unreadable) {
	const error = plainError(
		`The export lacks ${unreadable.length} rows that cannot be read. The first: ${unreadable[0].message}`,
		"UNREADABLE_ROW",
	);
	return Object.assign(error, { unreadable });
}

module.exports = { exportItems, seedItems };
