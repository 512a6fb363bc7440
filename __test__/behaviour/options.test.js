"use strict";

// Options: invalid ones are errors, empty ones count as not given.

const { freshStore, rows } = require("../support/store");

let data;
beforeEach(async () => {
	data = await freshStore();
});

/** The items of an iteration, which may refuse its options at once. */
async function all(iterate) {
	const items = [];
	for await (const item of iterate()) items.push(item);
	return items;
}

const nested = (levels) => (levels === 0 ? "x" : [nested(levels - 1)]);
class Late extends Date {
	toISOString() {}
	valueOf() {
		return 1;
	}
}
const circle = {};
circle.self = circle;

/** Values that only options of that type accept. */
const HOSTILE = [
	["a deep array", nested(5000)],
	["a circle", circle],
	["an object", {}],
	["an array", ["a", "b"]],
	["a function", () => "label1"],
	["a symbol", Symbol("x")],
	["an invalid Date", new Date(Number.NaN)],
	["an invalid Date that says otherwise", new Late(Number.NaN)],
	["Infinity", Number.POSITIVE_INFINITY],
	["a huge bigint", 10n ** 400n],
	["a fraction", 0.5],
	["text", "x"],
	["a lone surrogate", "\ud800"],
	["a Map", new Map([["a", 1]])],
	["an object that calls itself text", { toString: () => "label1", toJSON: () => "label1" }],
	["a proxy", new Proxy({}, {})],
];

describe("invalid options are refused, and nothing is stored", () => {
	const set = (option) => (value) => data.set("k", 1, { [option]: value });
	const OPTIONS = [
		["exists", set("exists"), []],
		["removeNulls", set("removeNulls"), []],
		["created", set("created"), []],
		["ttl", set("ttl"), []],
		["idempotencyToken", set("idempotencyToken"), ["text", "a lone surrogate"]],
		["label1", set("label1"), ["text", "a lone surrogate"]],
		["a default label", (value) => data.set("k", 1, { label1: [value] }), ["text", "a lone surrogate"]],
		["an item's key", (value) => data.set([{ key: value, value: 1 }]), ["text", "a lone surrogate"]],
		["an item's label", (value) => data.set([{ key: "k", value: 1, label5: value }]), ["text", "a lone surrogate"]],
		["an item's ttl", (value) => data.set([{ key: "k", value: 1, ttl: value }]), []],
		["a seed's label", (value) => data.seed([{ key: "k", value: 1, label5: value }]), ["text", "a lone surrogate"]],
		["an item's exists", (exists) => data.set([{ key: "k", value: 1, exists }], { overwrite: false }), []],
		["atomic", (atomic) => data.set([{ key: "k", value: 1 }], { atomic }), []],
		["atomic of a read", (atomic) => data.get(["k"], { atomic }), []],
		["dryRun", (dryRun) => data.removeAll("k:*", { dryRun }), []],
		["the initial of watch", async (initial) => data.watch("k:*", { initial }), []],
		["the label of watch", async (label) => data.watch("k:*", { label }), []],
		["the filter of watch", async (filter) => data.watch("k:*", { filter }), ["an object", "a Map", "a proxy"]],
		["the signal of watch", async (signal) => data.watch("k:*", { signal }), ["undefined"]],
		["the if of import", (given) => data.import([], { if: given }), []],
		["the label of removeAll", (label) => data.removeAll("k:*", { label }), []],
		["a token of add", (value) => data.add("k", 1, { idempotencyToken: value }), ["text", "a lone surrogate"]],
		["if", set("if"), ["an object", "a Map", "a proxy"]],
		["an if of add", (value) => data.add("k", 1, { if: value }), ["an object", "a Map", "a proxy"]],
		["an if of remove", (value) => data.remove("k", { if: value }), ["an object", "a Map", "a proxy"]],
		["an exists of remove", (exists) => data.remove("k", { exists }), []],
		["limit", (limit) => data.get("k:*", { limit }), []],
		["start", (start) => data.get("k:*", { start }), []],
		["a start of labels", (start) => data.getByLabel("label1", "k:*", { start }), []],
		["label", (label) => data.get("k", { label }), []],
		["the label of getByLabel", (label) => data.getByLabel(label, "k"), []],
		["consistent", (consistent) => data.get("k", { consistent }), []],
		["segment", (segment) => data.scan({ segment, totalSegments: 4 }), []],
		["totalSegments", (totalSegments) => data.scan({ segment: 0, totalSegments }), []],
		["attributes", (attributes) => data.scan({ attributes }), ["an array"]],
		["count", (count) => data.scan({ count }), []],
		[
			"a filter of on",
			async (filter) => data.on("*", { filter }, () => {}).remove(),
			["an object", "a Map", "a proxy"],
		],
		["changed", async (changed) => data.on("*", { changed }, () => {}).remove(), ["an array"]],
		["timeout", async (timeout) => data.on("*", { timeout }, () => {}).remove(), []],
		["group", async (group) => data.on("*", { group }, () => {}).remove(), ["text", "a lone surrogate"]],
		["filter", (filter) => data.get("k:*", { filter }), ["an object", "a Map", "a proxy"]],
		["a filter of labels", (filter) => data.getByLabel("label1", "k", { filter }), ["an object", "a Map", "a proxy"]],
		["a filter of scan", (filter) => data.scan({ filter }), ["an object", "a Map", "a proxy"]],
		["a filter of count", (filter) => data.count("k:*", { filter }), ["an object", "a Map", "a proxy"]],
		["a filter of iterate", (filter) => all(() => data.iterate("k:*", { filter })), ["an object", "a Map", "a proxy"]],
		["labels", (labels) => data.get("k:*", { labels }), ["an object", "a proxy"]],
		["labels of count", (labels) => data.count("k:*", { labels }), ["an object", "a proxy"]],
		["a label among labels", (label1) => data.get("k:*", { labels: { label1 } }), ["text", "a lone surrogate"]],
		["attributes of get", (attributes) => data.get("k", { attributes }), ["an array"]],
		["a limit of iterate", (limit) => all(() => data.iterate("k:*", { limit })), []],
		["a start of iterate", (start) => all(() => data.iterate("k:*", { start })), []],
		["the label of iterate", (label) => all(() => data.iterate("k:*", { label })), []],
		["the label of count", (label) => data.count("k:*", { label }), []],
		["consistent of count", (consistent) => data.count("k:*", { consistent }), []],
	];

	test.each(OPTIONS)("%s", async (_, call, fine) => {
		for (const [name, value] of HOSTILE) {
			if (fine.includes(name)) continue;
			const outcome = await call(value).then(
				(result) => ({ name, result }),
				({ name: error, code }) => ({ name, error, code }),
			);
			expect(outcome).toEqual({
				name,
				error: "ValidationError",
				code: expect.stringMatching(/^INVALID_(OPTION|KEY)$/),
			});
		}
		expect(await rows(data)).toEqual([]);
	});

	test.each([
		["exists", true],
		["exists", false],
		["created", 1],
		["idempotencyToken", "t"],
	])("a batch that replaces refuses %s, beside its items and in them", async (name, value) => {
		await data.set("k", "before");
		const items = [{ key: "k", value: "after" }];
		for (const call of [
			() => data.set(items, { overwrite: true, [name]: value }),
			() => data.set([{ ...items[0], [name]: value }], { overwrite: true }),
		]) {
			await expect(call()).rejects.toMatchObject({ code: "INVALID_OPTION", message: expect.stringContaining(name) });
		}
		expect(await data.get("k")).toBe("before");
	});

	test.each([["x"], [[]], [1], [() => 1], [Symbol("x")], [1n]])("%p as the options of a write", async (options) => {
		const calls = [data.set("k", 1, options), data.add("k", 1, options)];
		// `keys.map(data.remove)` passes numbers.
		if (typeof options !== "number") calls.push(data.remove("k", options));
		for (const call of calls) {
			await expect(call).rejects.toMatchObject({
				name: "Error",
				code: "INVALID_OPTION",
				message: "'options' must be a boolean or object",
			});
		}
		expect(await rows(data)).toEqual([]);
	});

	test("a getter and a proxy that throw", async () => {
		const mine = new Error("mine");
		const fail = () => {
			throw mine;
		};
		const getter = Object.defineProperty({ meta: true }, "ttl", { get: fail, enumerable: true });
		const proxy = new Proxy({}, { get: fail, has: fail, ownKeys: fail });
		for (const options of [getter, proxy]) {
			await expect(data.set("k", 1, options)).rejects.toBe(mine);
			await expect(data.set("k", 1, { if: options })).rejects.toBe(mine);
			await expect(data.set([{ key: "k", value: 1 }, options])).rejects.toBe(mine);
		}
		await expect(data.get("k", proxy)).rejects.toBe(mine);
		await expect(data.getByLabel("label1", "k", proxy)).rejects.toBe(mine);
		await expect(data.scan(proxy)).rejects.toBe(mine);
		await expect(data.add("k", 1, proxy)).rejects.toBe(mine);
		expect(await rows(data)).toEqual([]);
	});
});

test("options are read once, and inherited ones count", async () => {
	let reads = 0;
	class Options {
		get label1() {
			reads++;
			return "l:1";
		}
	}
	await data.set("k", 1, new Options());
	expect(reads).toBe(1);
	expect((await data.get("k", true)).label1).toBe("l:1");
});

test("next() uses the options of the first page, even if the caller changes them", async () => {
	for (let index = 0; index < 5; index++) await data.set(`n:${index}`, index, { label1: `l:${index}` });
	for (const read of [(o) => data.get("n:*", o), (o) => data.getByLabel("label1", "l:*", o), (o) => data.scan(o)]) {
		const options = { limit: 2, meta: true, start: undefined, filter: { $gte: 0 }, labels: { label1: "l:*" } };
		let page = await read(options);
		Object.assign(options.filter, { $gte: 9 });
		Object.assign(options.labels, { label1: "x" });
		Object.assign(options, { limit: 1, meta: false, start: "x" });
		const items = [...page.items];
		while (page.next) {
			page = await page.next();
			items.push(...page.items);
		}
		expect(items.map((item) => item.value)).toEqual([0, 1, 2, 3, 4]);
		expect(items.every((item) => item.created instanceof Date)).toBe(true);
	}
});

describe("options from query strings", () => {
	beforeEach(async () => {
		for (const index of [1, 2, 3]) await data.set(`n:${index}`, index, { label1: `l:${index}` });
	});

	test.each([
		[{ limit: "" }],
		[{ limit: null }],
		[{ limit: 0 }],
		[{ limit: false }],
		[{ limit: Number("many") }],
		[{ start: "" }],
		[{ start: null }],
		[{ start: false }],
		[{ label: "" }],
		[{ label: null }],
		[{ reverse: "true" }],
		[{ reverse: 1 }],
		[{ meta: "true" }],
		["text"],
		[5],
		[["reverse"]],
		[() => ({ reverse: true })],
	])("%p counts as not given", async (options) => {
		const items = [1, 2, 3].map((index) => ({ key: `n:${index}`, value: index }));
		expect(await data.get("n:*", options)).toEqual({ items });
		expect(await data.getByLabel("label1", "l:*", options)).toEqual({ items });
	});

	test("a text as limit is refused", async () => {
		await expect(data.get("n:*", { limit: "2" })).rejects.toThrow(/^'limit' must be between 1 and 1000, .*Number/);
	});

	test("methods can be passed to map() directly", async () => {
		expect(await Promise.all(["n:1", "n:2"].map(data.get.bind(data)))).toEqual([1, 2]);
	});

	test("getByLabel requires a label", async () => {
		for (const label of ["", undefined, null, "label6"]) {
			await expect(data.getByLabel(label, "l:1")).rejects.toThrow(
				"Labels must be specified as 'label1' through 'label5'.",
			);
		}
	});
});

test("a lone surrogate becomes U+FFFD in every text", async () => {
	const [broken, mended] = ["a\ud800", "a\ufffd"];
	await data.set(`${broken}:k`, { [broken]: broken }, { label1: `${broken}:1`, label2: [broken] });
	await data.set([{ key: `${broken}:l`, value: broken, label1: `${broken}:2` }]);
	await data.seed([{ key: `${broken}:m`, value: new Set([broken]) }]);
	await data.add(`${broken}:n`, broken, 1);
	const items = [
		{ key: `${mended}:k`, value: { [mended]: mended } },
		{ key: `${mended}:l`, value: mended },
		{ key: `${mended}:m`, value: new Set([mended]) },
		{ key: `${mended}:n`, value: { [mended]: 1 } },
	];
	expect(await data.get(`${broken}:*`)).toEqual({ items });
	expect(await data.get(`${broken}:*`, { start: `${broken}:k` })).toEqual({ items: items.slice(1) });
	expect(await data.get([`${broken}:k`, `${mended}:l`])).toEqual({ items: items.slice(0, 2) });
	expect(await data.getByLabel("label1", `${broken}:*`)).toEqual({ items: items.slice(0, 2) });
	expect(await data.getByLabel("label2", broken)).toEqual({ items: items.slice(0, 1) });
	expect((await data.scan({ attributes: [broken] })).items).toContainEqual(items[0]);
	expect(await data.remove(items.map((item) => item.key.replace(mended, broken)))).toBe(true);
	expect(await rows(data)).toEqual([]);
});

test("a Date is recognized whatever its properties say", async () => {
	const { ttl } = await data.set("k", 1, { ttl: new Late("2090-01-01"), meta: true });
	expect(ttl).toEqual(new Date("2090-01-01"));
});

describe("null and undefined beside a default", () => {
	const value = () => ({ o: { u: undefined, n: null, a: [{ u: undefined }] }, r: undefined, l: [{ u: undefined }] });
	const defaults = { o: { u: 1, n: 1, d: 1, a: 1 }, r: 1, x: 1 };
	const stored = { o: { n: null, a: [{}], d: 1 }, l: [{}], x: 1 };

	test.each([[{}], [{ overwrite: true }]])("are not replaced by a default, at any depth (%p)", async (options) => {
		expect(await data.set("k", value(), { ...options, default: defaults })).toEqual(stored);
		expect(await data.get("k")).toStrictEqual(stored);
	});

	test("nor in a batch or a seed", async () => {
		await data.set([{ key: "k", value: value(), default: defaults }]);
		await data.seed([{ key: "l", value: value(), default: defaults }]);
		expect(await data.get("k")).toStrictEqual(stored);
		expect(await data.get("l")).toStrictEqual(stored);
	});

	test("without a default, undefined stores nothing", async () => {
		const { d, ...o } = stored.o;
		expect(await data.set("k", value())).toStrictEqual({ o, l: [{}] });
		expect(await data.set("k", value(), { default: undefined })).toStrictEqual({ o, l: [{}] });
		expect(await data.set("l", [{ u: undefined }], { default: [] })).toStrictEqual([{}]);
		expect(await data.set("n", { n: { $add: 1, u: undefined } })).toStrictEqual({ n: 1 });
		expect(JSON.stringify(await rows(data))).not.toContain("u000");
	});
});

test("an array of holes is refused at once, however long it is", async () => {
	const nothing = new Array(2 ** 32 - 1);
	await expect(data.get(nothing)).rejects.toMatchObject({ code: "INVALID_KEY" });
	await expect(data.remove(nothing)).rejects.toMatchObject({ code: "INVALID_KEY" });
	await expect(data.set(nothing)).rejects.toMatchObject({ code: "INVALID_VALUE" });
	await expect(data.seed(nothing)).rejects.toMatchObject({ code: "INVALID_VALUE" });
	await expect(data.scan({ attributes: nothing })).rejects.toMatchObject({ code: "INVALID_OPTION" });
});
