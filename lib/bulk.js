"use strict";

// Exports, imports and seeds items. `open` returns the calls of the handle, and throws once it is closed.

const fs = require("node:fs/promises");
const { decode } = require("./decode");
const { ValidationError, plainError } = require("./errors");
const { encodeImport } = require("./import");
const { EXPORT, SEED, encodeItems, readOptions, withFirst, withLast } = require("./options");

/** Items that `import` passes to the native part at once. */
const IMPORT_AT_ONCE = 100;

async function* exportItems(open, options) {
	const given = readOptions(EXPORT, options);
	const raw = given === '{"raw":true}';
	const unreadable = [];
	let from = given;
	let page;
	do {
		const calls = open();
		page = decode(await calls.finish(calls.native.exportPage(from)), undefined, raw);
		yield* page.items;
		if (page.unreadable !== undefined) unreadable.push(...page.unreadable);
		from = withFirst("start", JSON.stringify(page.lastKey), given);
	} while (page.lastKey !== undefined);
	if (unreadable.length > 0) throw incomplete(unreadable);
}

async function importItems(open, items) {
	const isIterable = [Symbol.asyncIterator, Symbol.iterator].some((name) => typeof items?.[name] === "function");
	if (!isIterable || typeof items === "string") {
		throw new ValidationError("'import' needs items: an array, or what 'export()' yields.", "INVALID_VALUE");
	}
	let total = 0;
	let given = 0;
	let chunk = [];
	const flush = async () => {
		const calls = open();
		total += decode(await calls.finish(calls.native.importItems(encodeImport(chunk, given), given))).items;
		given += chunk.length;
		chunk = [];
	};
	for await (const item of items) {
		if (chunk.push(item) === IMPORT_AT_ONCE) await flush();
	}
	if (chunk.length > 0) await flush();
	return { items: total };
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
	return decode(await calls.finish(calls.native.seed(encodeItems(list), options)));
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

module.exports = { exportItems, importItems, seedItems };
