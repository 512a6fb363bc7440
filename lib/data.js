"use strict";

const fs = require("node:fs/promises");
const { Calls } = require("./calls");
const { decode } = require("./decode");
const { encode, encodeAndCopy } = require("./encode");
const { ValidationError, plainError } = require("./errors");
const { Events } = require("./events");
const { encodeImport } = require("./import");
const { encodeItems, encodeOptions, string, toOptions } = require("./options");
const { isTurnDue, turn } = require("./turns");

/** Items that `import` hands to the native part at once. */
const IMPORT_AT_ONCE = 100;

/** The handles of `Data.table`, so that a name means one store, in memory too. */
const tables = new Map();

class Data {
	#config;
	#calls;
	#closed = false;
	#events;
	#removeNulls = true;

	constructor({ url, table } = {}) {
		this.#config = { url, table };
		// The environment is read by the first call, so that a program may still set it.
		if (url !== undefined || table !== undefined) decode(this.#open().native.check());
	}

	static open(url) {
		const text = typeof url?.href === "string" ? url.href : url;
		if (typeof text !== "string") throw invalidUrl("'Data.open' needs the URL of a store, as in 'file:./.ampt/data'.");
		return new Data({ url: text });
	}

	static async createTable(url) {
		const data = Data.open(url);
		const calls = data.#open();
		decode(await calls.finish(calls.native.createTable()));
		await data.close();
	}

	static table(name) {
		if (typeof name !== "string") throw invalidUrl("'Data.table' needs the name of a table.");
		let data = tables.get(name);
		if (data === undefined) {
			data = new Data({ table: name });
			tables.set(name, data);
		}
		return data;
	}

	get removeNulls() {
		return this.#removeNulls;
	}

	set removeNulls(value) {
		if (typeof value !== "boolean") throw plainError("removeNulls must be a boolean value", "INVALID_OPTION");
		this.#removeNulls = value;
	}

	async get(key, options) {
		const calls = this.#open();
		const given = toOptions(options);
		const text = given && encodeOptions(given);
		const answer = Array.isArray(key)
			? calls.native.getMany(key.map(string), text)
			: calls.native.get(string(key), text);
		const next = (start) => () => this.get(key, { ...given, start });
		// No `await` where the answer is there: a turn of the microtask queue costs as much as a read.
		if (typeof answer === "number") return decode(await calls.finish(answer), next);
		if (isTurnDue(answer)) await turn();
		return decode(answer, next);
	}

	async getByLabel(label, key, options) {
		return this.get(key, { ...toOptions(options), label: string(label) });
	}

	async set(key, value, options) {
		const calls = this.#open();
		if (Array.isArray(key)) {
			return decode(await calls.finish(calls.native.setMany(encodeItems(key), this.#setOptions(value))));
		}
		const { text, copy } = encodeAndCopy(value);
		const answer = await calls.finish(calls.native.set(string(key), text, this.#setOptions(options)));
		// What is stored is what was given, so its text need not come back to be read.
		return answer === true ? (copy ?? JSON.parse(text)) : decode(answer);
	}

	async add(key, ...args) {
		const calls = this.#open();
		const name = typeof args[0] === "string" ? args.shift() : undefined;
		const [delta, options] = args;
		if (typeof delta !== "bigint" && (typeof delta !== "number" || Number.isNaN(delta))) {
			throw plainError("Values must be numeric", "INVALID_VALUE");
		}
		const given = toOptions(options);
		const answer = calls.native.add(string(key), name, encode(delta), given && encodeOptions(given));
		return decode(await calls.finish(answer));
	}

	async remove(key) {
		const calls = this.#open();
		const answer = Array.isArray(key) ? calls.native.removeMany(key.map(string)) : calls.native.remove(string(key));
		return decode(await calls.finish(answer));
	}

	async scan(options) {
		const calls = this.#open();
		const given = toOptions(options);
		const answer = await calls.finish(calls.native.scan(given && encodeOptions(given)));
		return decode(answer, (start) => () => this.scan({ ...given, start }));
	}

	async seed(items, overwrite = false) {
		const calls = this.#open();
		const list = typeof items === "string" ? await readSeed(items) : items;
		if (!Array.isArray(list)) {
			throw new ValidationError(
				"'seed' needs an array of items, or the path of a JSON file that holds one.",
				"INVALID_VALUE",
			);
		}
		const options = toOptions(overwrite);
		const replaceAll = overwrite === true || options?.overwrite === true;
		const answer = calls.native.seed(encodeItems(list), replaceAll, this.#removeNulls);
		return decode(await calls.finish(answer));
	}

	async truncate() {
		const calls = this.#open();
		return decode(await calls.finish(calls.native.truncate()));
	}

	async *export(options) {
		const raw = toOptions(options)?.raw === true;
		const unreadable = [];
		let start;
		do {
			const calls = this.#open();
			const answer = await calls.finish(calls.native.exportPage(encodeOptions({ raw, start })));
			const page = decode(answer, undefined, raw);
			yield* page.items;
			if (page.unreadable !== undefined) unreadable.push(...page.unreadable);
			start = page.lastKey;
		} while (start !== undefined);
		if (unreadable.length > 0) throw incomplete(unreadable);
	}

	async import(items) {
		if (!items?.[Symbol.asyncIterator] && !items?.[Symbol.iterator]) {
			throw new ValidationError("'import' needs items: an array, or what 'export()' gives.", "INVALID_VALUE");
		}
		let total = 0;
		let given = 0;
		let chunk = [];
		const flush = async () => {
			const calls = this.#open();
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

	on(names, ...args) {
		const handler = args.pop();
		const config = args[0] ?? {};
		if (typeof handler !== "function" || typeof config !== "object") {
			throw plainError(
				"'data.on' needs the name of an event and a function, as in data.on('created', handler)",
				"INVALID_OPTION",
			);
		}
		const calls = this.#open();
		const remove = calls.handlers.add(Array.isArray(names) ? names : [names], config, handler);
		calls.keepAsNeeded();
		return {
			remove() {
				remove();
				calls.keepAsNeeded();
			},
		};
	}

	get events() {
		this.#events ??= new Events(() => this.#open());
		return this.#events;
	}

	streamHandler({ group = "default" } = {}) {
		this.#open().handlers.becomeFunction(group);
		return async (event) => {
			const calls = this.#open();
			const failed = decode(
				await calls.finish(calls.native.handleRecords(group, JSON.stringify(event?.Records ?? null))),
			);
			return { batchItemFailures: failed === undefined ? [] : [{ itemIdentifier: failed }] };
		};
	}

	async close() {
		const calls = this.#calls;
		this.#closed = true;
		this.#calls = undefined;
		if (tables.get(this.#config.table) === this) tables.delete(this.#config.table);
		if (calls === undefined) return;
		decode(await calls.finish(calls.native.close()));
		calls.handlers.clear();
		calls.keepAsNeeded();
	}

	#open() {
		if (this.#closed) {
			throw plainError("This 'data' is closed. Open the store again with 'Data.open(url)'.", "CLOSED");
		}
		this.#calls ??= new Calls({
			// A variable that is set to nothing is not set.
			url: this.#config.url ?? (process.env.AMPT_DATA_URL || undefined),
			tables: process.env.AMPT_DATA_TABLES || undefined,
			table: this.#config.table,
		});
		return this.#calls;
	}

	#setOptions(options) {
		const given = toOptions(options);
		if (this.#removeNulls || typeof given?.removeNulls === "boolean") return given && encodeOptions(given);
		return encodeOptions({ ...given, removeNulls: false });
	}
}

async function readSeed(path) {
	try {
		return JSON.parse(await fs.readFile(path, "utf8"));
	} catch (error) {
		throw new ValidationError(`The file '${path}' cannot be read as JSON: ${error.message}`, "INVALID_VALUE");
	}
}

/** The error of an export that lacks items: all others were given. */
function incomplete(unreadable) {
	const error = plainError(
		`The export lacks ${unreadable.length} rows that cannot be read. The first: ${unreadable[0].message}`,
		"UNREADABLE_ROW",
	);
	return Object.assign(error, { unreadable });
}

function invalidUrl(message) {
	return new ValidationError(message, "INVALID_URL");
}

module.exports = { Data };
