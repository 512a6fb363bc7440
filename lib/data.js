"use strict";

const { types } = require("node:util");
const { readAddition } = require("./addition");
const { getMany } = require("./batches");
const { exportItems, seedItems } = require("./bulk");
const { Calls } = require("./calls");
const { followChanges } = require("./changes");
const { Clock } = require("./clock");
const { Collection } = require("./collection");
const { checkConfig, invalidUrl } = require("./config");
const { backup, compact } = require("./copy");
const { countItems, cursorsOf, listCollections } = require("./counts");
const { decode } = require("./decode");
const { encodeAndCopy, encodeRecords } = require("./encode");
const { plainError } = require("./errors");
const { Events } = require("./events");
const { importItems } = require("./import");
const { Iteration } = require("./iterate");
const { encodeLists, withValues } = require("./lists");
const { bindMethods, methodsOf } = require("./methods");
const { closed } = require("./native");
const { ADD, GET, REMOVE_ALL, SCAN, SET, SET_MANY } = require("./option-tables");
const {
	readOptions,
	removeOptions,
	strictOptions,
	string,
	strings,
	withFirst,
	withLast,
	writeOptions,
} = require("./options");
const { Pages } = require("./pages");
const { runTransaction } = require("./transaction");
const { isTurnDue, turn } = require("./turns");
const { hintOperators, hintRange } = require("./unknown");
const { checkStore, statOf } = require("./walk");
const { watchItems } = require("./watch");

/** The handles of `Data.table`: a name means one store, also in memory. */
const tables = new Map();

class Data {
	#config;
	#calls;
	#clock;
	#closed = false;
	#events;
	#pages = new Pages(() => this.#open());
	#removeNulls = true;

	constructor(config = {}) {
		const { url, table } = checkConfig(config);
		this.#config = { url, table };
		bindMethods(this, METHODS);
		// The first call reads the environment, so that the program may set it until then.
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
		if (Array.isArray(key)) return await getMany(calls, key, options);
		const given = readOptions(GET, options);
		let answer = calls.native.get(string(key), given);
		// No `await` if the answer is there: a turn of the microtask queue costs as much as a read.
		if (typeof answer === "number") answer = await calls.finish(answer);
		else if (isTurnDue(answer)) await turn();
		if (answer === undefined) hintRange(key);
		return decode(answer, this.#pages.nextOf(string(key), given));
	}

	async getByLabel(label, key, options) {
		const given = withFirst("label", JSON.stringify(string(label)), readOptions(GET, options));
		return this.#pages.read(string(key), given);
	}

	async set(key, value, options) {
		const calls = this.#open();
		if (Array.isArray(key)) {
			const { texts, given } = encodeLists(key);
			const written = decode(await calls.finish(calls.native.setMany(texts, this.#setOptions(SET_MANY, value))));
			return withValues(written, given);
		}
		const { text, copy } = encodeAndCopy(value, true);
		if (text?.includes("$")) hintOperators(text);
		const answer = await calls.finish(calls.native.set(string(key), text, this.#setOptions(SET, options)));
		// The value is stored as it was given, so its text need not come back.
		return answer === true ? (copy ?? JSON.parse(text)) : decode(answer);
	}

	async add(key, ...args) {
		const calls = this.#open();
		const { name, delta, options } = readAddition(args);
		const answer = calls.native.add(string(key), name, delta, writeOptions(ADD, options));
		return decode(await calls.finish(answer));
	}

	async remove(key, options) {
		const calls = this.#open();
		const given = removeOptions(options);
		const answer = Array.isArray(key)
			? calls.native.removeMany(strings(key), given)
			: calls.native.remove(string(key), given);
		return decode(await calls.finish(answer));
	}

	async transaction(run, ...others) {
		if (others.some((other) => other !== undefined)) {
			throw plainError("'data.transaction' takes a function and no options.", "INVALID_OPTION");
		}
		return runTransaction(
			() => this.#open(),
			run,
			(given) => this.#withRemoveNulls(given),
		);
	}

	async removeAll(expression, options) {
		const calls = this.#open();
		const answer = calls.native.removeAll(string(expression), strictOptions(REMOVE_ALL, options));
		return decode(await calls.finish(answer));
	}

	iterate(expression, options) {
		return new Iteration(() => this.#open(), expression, options);
	}

	async count(expression, options) {
		return await countItems(this.#open(), expression, options);
	}

	async cursors(expression, options) {
		return await cursorsOf(this.#open(), expression, options);
	}

	async *collections(options) {
		yield* listCollections(this.#open(), options);
	}

	collection(name, options) {
		return new Collection(this, name, options);
	}

	async scan(options) {
		return this.#pages.scan(readOptions(SCAN, options));
	}

	async seed(items, overwrite = false) {
		return seedItems(() => this.#open(), items, overwrite, this.#removeNulls);
	}

	async truncate() {
		const calls = this.#open();
		return decode(await calls.finish(calls.native.truncate()));
	}

	export(options) {
		return exportItems(() => this.#open(), options);
	}

	async import(items, options) {
		return importItems(() => this.#open(), items, options);
	}

	async stat(options) {
		return statOf(() => this.#open(), options);
	}

	async check(options) {
		return checkStore(() => this.#open(), options);
	}

	async backup(target, options) {
		return backup(this.#open(), target, options);
	}

	async compact(options) {
		return compact(this.#open(), options);
	}

	usage(...others) {
		if (others.some((other) => other !== undefined)) throw plainError("'usage' takes no options", "INVALID_OPTION");
		return decode(this.#open().native.usage());
	}

	watch(expression, options) {
		return watchItems(() => this.#open(), expression, options);
	}

	changes(expression, options) {
		return followChanges(() => this.#open(), expression, options);
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
		if (types.isGeneratorFunction(handler)) {
			throw plainError("'data.on' needs a function that runs when it is called, not a generator", "INVALID_OPTION");
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
		this.#events ??= new Events(this, () => this.#open());
		return this.#events;
	}

	get clock() {
		this.#clock ??= new Clock(() => this.#open());
		return this.#clock;
	}

	streamHandler(config) {
		const { group = "default" } = config ?? {};
		this.#open().handlers.becomeFunction(group);
		return async (event) => {
			const calls = this.#open();
			const failed = decode(await calls.finish(calls.native.handleRecords(group, encodeRecords(event?.Records))));
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
		if (this.#closed) decode(closed());
		this.#calls ??= new Calls({
			// An empty variable counts as not set.
			url: this.#config.url ?? (process.env.AMPT_DATA_URL || undefined),
			tables: process.env.AMPT_DATA_TABLES || undefined,
			table: this.#config.table,
		});
		return this.#calls;
	}

	#setOptions(verb, options) {
		return this.#withRemoveNulls(writeOptions(verb, options));
	}

	#withRemoveNulls(given) {
		return this.#removeNulls ? given : withLast("removeNulls", "false", given);
	}
}

const METHODS = methodsOf(Data);

module.exports = { Data };
