"use strict";

// Warnings about options and attributes that are ignored, but were surely meant to do something.

const { Data } = require("../..");
const { freshStore } = require("../support/store");

let data;
let emitted;

const hints = () => emitted.mock.calls.map(([message, { code }]) => [code, message]);

beforeEach(async () => {
	data = await freshStore();
	emitted = jest.spyOn(process, "emitWarning").mockImplementation(() => {});
	delete process[Symbol.for("ampt-data.hints")];
});

afterEach(() => {
	delete process.env.AMPT_DATA_WARNINGS;
	emitted.mockRestore();
});

test.each([
	["overwite", "overwrite", (options) => data.set("k", 1, options)],
	["labl1", "label1", (options) => data.set("k", 1, options)],
	["label6", "label1", (options) => data.set("k", 1, options)],
	["TTL", "ttl", (options) => data.set("k", 1, options)],
	["Meta", "meta", (options) => data.add("k", 1, options)],
	["limits", "limit", (options) => data.get("k:*", options)],
	["revers", "reverse", (options) => data.getByLabel("label1", "k", options)],
	["atributes", "attributes", (options) => data.scan(options)],
	["over_write", "overwrite", (options) => data.seed([], options)],
	["RAW", "raw", (options) => data.export(options).next()],
	["overWrite ", "overwrite", (options) => data.set([{ key: "k", value: 1 }], options)],
	["lable2", "label2", (options) => data.set([{ key: "k", value: 1, ...options }])],
	["time-out", "timeout", async (options) => data.on("created", options, () => {}).remove()],
])("the unknown option '%s' suggests '%s'", async (name, meant, call) => {
	for (let round = 0; round < 3; round++) await call({ [name]: 1 });
	expect(hints()).toEqual([
		["UNKNOWN_OPTION", expect.stringContaining(`'${name}', so it is ignored. Did you mean '${meant}'?`)],
	]);
});

test("an unknown option without a similar name lists the options", async () => {
	await data.get("k", { timeToLive: 5, ["x".repeat(1000)]: 1 });
	expect(hints()).toEqual([
		[
			"UNKNOWN_OPTION",
			"'get' has no option 'timeToLive', so it is ignored. It has: meta, version, limit, reverse, start, label, consistent, filter, labels, attributes, keysOnly.",
		],
		["UNKNOWN_OPTION", expect.stringMatching(/'x{40}…'/)],
	]);
});

test("known names give no hint, and neither does undefined", async () => {
	await data.set("k", { a: { $add: 1 } }, { meta: true, ttl: 5, label1: undefined, default: { created: 1 } });
	await data.set([{ key: "k", value: 1, ttl: 5, label5: null }], { overwrite: true, meta: false });
	await data.get("k:*", { limit: undefined, reverse: false, start: "", label: "" });
	await Promise.all(["k", "l"].map(data.get.bind(data)));
	data.on("created", { group: "g", timeout: 1, concurrency: 1, filter: {}, changed: ["a"] }, () => {}).remove();
	expect(hints()).toEqual([]);
});

test.each([
	["$inc", "$add"],
	["$Add", "$add"],
	["$ad", "$add"],
	["$push", "$append"],
	["$apend", "$append"],
	["$unshift", "$prepend"],
	["$addToSet", "$union"],
	["$pull", "$without"],
	["$set", "$merge"],
	["$Merge", "$merge"],
])("%s is stored as data, with a hint at %s", async (name, meant) => {
	const value = { visits: { [name]: 1 } };
	expect(await data.set("k", value)).toEqual(value);
	await data.set([{ key: "k", value }]);
	expect(hints()).toEqual([
		["UNKNOWN_OPERATOR", `'${name}' is not an operator, so it is stored as data. Did you mean '${meant}'?`],
	]);
});

test("operators give no hint", async () => {
	const inner = {
		a: { $add: 1 },
		b: { $append: [1] },
		c: { $prepend: [1] },
		d: { $union: ["x"] },
		e: { $without: ["y"] },
	};
	await data.set("k", { ...inner, nested: { $merge: inner } });
	expect(hints()).toEqual([]);
});

test("endless names are not compared", async () => {
	const name = `$ad${"d".repeat(50_000)}`;
	await data.set("k", { [name]: 1 });
	await data.get("k", { [name]: 1 });
	expect(hints()).toEqual([["UNKNOWN_OPTION", expect.stringMatching(/^.{0,200}$/)]]);
});

test("other attributes with a dollar give no hint", async () => {
	await data.set("k", { $schema: "x", $ref: "#/y", text: '"$inc":' });
	expect(hints()).toEqual([]);
});

test("an option that is ignored because of its value gives a hint", async () => {
	await data.set("k", 1, { overwrite: "true" });
	await data.set("k", 1, { created: 5 });
	await data.get("k:*", { limit: Number.NaN });
	await data.get("k", "meta");
	expect(hints()).toEqual([
		["OPTION_IGNORED", "'overwrite' is ignored: only 'true' switches it on, not a string."],
		["OPTION_IGNORED", "'created' is ignored: it is checked and kept only with 'overwrite: true'."],
		["OPTION_IGNORED", "'limit' is ignored: it is NaN."],
		["OPTION_IGNORED", "The options of 'get' are ignored: they are a string, not an object."],
	]);
});

test("AMPT_DATA_WARNINGS=off silences them", async () => {
	process.env.AMPT_DATA_WARNINGS = "off";
	await data.set("k", { a: { $increment: 1 } }, { overwriting: true, reverse: 1 });
	expect(hints()).toEqual([]);
});

describe("new Data", () => {
	test.each([["file:x"], [null], [[]], [5], [new URL("memory:")], [() => {}]])("refuses %p", (config) => {
		expect(() => new Data(config)).toThrow(expect.objectContaining({ name: "ValidationError", code: "INVALID_URL" }));
	});

	test("refuses unknown members", () => {
		expect(() => new Data({ uri: "memory:" })).toThrow(
			expect.objectContaining({ code: "INVALID_OPTION", message: "'new Data' has no 'uri'. Did you mean 'url'?" }),
		);
		expect(() => new Data({ url: "memory:", durability: "relaxed" })).toThrow("It has: url, table.");
	});

	test.each([[{ url: 5 }], [{ url: null }], [{ table: {} }], [{ url: new URL("memory:") }]])("refuses %p", (config) => {
		expect(() => new Data(config)).toThrow(expect.objectContaining({ name: "ValidationError", code: "INVALID_URL" }));
	});

	test("ignores undefined members", async () => {
		await new Data({ url: "memory:", table: undefined }).close();
		await new Data(undefined).close();
		await new Data({}).close();
	});
});
