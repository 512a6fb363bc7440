"use strict";

// The options `filter`, `labels`, `attributes` and `keysOnly` of the reads of pages, and of one item where they apply.

const { refusal } = require("../support/refusal");
const { freshStore } = require("../support/store");

let data;
beforeAll(async () => {
	data = await freshStore();
	await data.seed([
		{ key: "o:1", value: { status: "open", total: 5, by: { name: "ada" } }, label1: "s:open", label2: "d:2026-01" },
		{ key: "o:2", value: { status: "open", total: 50, by: { name: "bob" } }, label1: "s:open", label2: "d:2026-02" },
		{ key: "o:3", value: { status: "closed", total: 500 }, label1: "s:closed", label2: "d:2026-03" },
		{ key: "o:4", value: { status: "open", total: 5000 }, label1: "s:open" },
		{ key: "o:5", value: 5 },
		{ key: "o:6", value: ["open"], label2: "d:2026-06" },
		{ key: "o:7", value: { status: "open", total: 7 }, ttl: "2020-01-01", label1: "s:open", label2: "d:2026-07" },
		{ key: "p:1", value: { status: "open", total: 1 }, label1: "s:open", label2: "d:2026-01" },
	]);
});

const keysOf = ({ items }) => items.map(({ key }) => key);

/** Every way to read a page of the orders or more, with the options. */
const READS = {
	"get of an expression": (options) => data.get("o:*", options),
	"get by label": (options) => data.get("s:*", { label: "label1", ...options }),
	getByLabel: (options) => data.getByLabel("label1", "s:*", options),
	scan: (options) => data.scan(options),
	"scan by label": (options) => data.scan({ label: "label1", ...options }),
};
const eachRead = test.each(Object.entries(READS));

describe("filter", () => {
	test.each([
		["an equal attribute", { status: "open" }, ["o:1", "o:2", "o:4"]],
		["a comparison", { total: { $gte: 50, $lt: 5000 } }, ["o:2", "o:3"]],
		["a nested attribute", { by: { name: { $startsWith: "a" } } }, ["o:1"]],
		["a missing attribute", { by: { $exists: false } }, ["o:3", "o:4", "o:5", "o:6"]],
		["either of two", { $or: [{ total: 5 }, { status: "closed" }] }, ["o:1", "o:3"]],
		["a single value", { $eq: 5 }, ["o:5"]],
		["a kind", { $type: "array" }, ["o:6"]],
		["an element of a single value", { $contains: "open" }, ["o:6"]],
		["what DynamoDB cannot count", { by: { $size: { $gt: 0 } } }, ["o:1", "o:2"]],
		["everything", {}, ["o:1", "o:2", "o:3", "o:4", "o:5", "o:6"]],
		["nothing", { total: { $gt: 5000 } }, []],
	])("by %s", async (_, filter, keys) => {
		const page = await data.get("o:*", { filter });
		expect(keysOf(page)).toEqual(keys);
		expect(page).not.toHaveProperty("lastKey");
		expect(page).not.toHaveProperty("next");
	});

	eachRead("%s gives the items that match, whole", async (_, read) => {
		const { items } = await read({ filter: { total: { $gte: 50 }, status: "open" } });
		expect(items.sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
			{ key: "o:2", value: { status: "open", total: 50, by: { name: "bob" } } },
			{ key: "o:4", value: { status: "open", total: 5000 } },
		]);
	});

	test("an expression that is too long for DynamoDB", async () => {
		const many = Array.from({ length: 400 }, (_, total) => ({ total, status: "open" }));
		expect(keysOf(await data.get("o:*", { filter: { $or: many } }))).toEqual(["o:1", "o:2"]);
	});

	test("'limit' counts what matches, and the pages continue with the filter", async () => {
		const options = { filter: { status: "open" }, limit: 2, meta: true };
		const page = await data.get("o:*", options);
		options.filter = { status: "closed" };
		expect([keysOf(page), page.lastKey]).toEqual([["o:1", "o:2"], "o:2"]);
		expect(page.items[0]).toMatchObject({ label1: "s:open", created: expect.any(Date) });
		const last = await page.next();
		expect([keysOf(last), last.lastKey]).toEqual([["o:4"], undefined]);
		const again = await data.get("o:*", { filter: { status: "open" }, limit: 2, start: page.lastKey });
		expect(keysOf(again)).toEqual(["o:4"]);
	});

	test("a page that is exactly full has a 'lastKey'", async () => {
		const page = await data.get("o:*", { filter: { status: "open" }, limit: 3 });
		expect([keysOf(page), page.lastKey]).toEqual([["o:1", "o:2", "o:4"], "o:4"]);
		expect(await page.next()).toEqual({ items: [] });
	});

	test("in descending order, by label, within a range", async () => {
		const filter = { status: "open" };
		expect(keysOf(await data.get("o:>=2", { filter, reverse: true }))).toEqual(["o:4", "o:2"]);
		expect(keysOf(await data.getByLabel("label2", "d:<=2026-02", { filter, reverse: true }))).toHaveLength(3);
		expect(keysOf(await data.get("d:2026-02", { label: "label2", filter }))).toEqual(["o:2"]);
		expect(keysOf(await data.get("d:2026-03", { label: "label2", filter }))).toEqual([]);
	});

	test("with the version of each item, on which it can be removed", async () => {
		await data.set("gone:1", { n: 1 });
		const { items } = await data.get("gone:*", { filter: { n: 1 }, version: true });
		expect(await data.remove("gone:1", { version: items[0].version })).toBe(true);
	});

	test("undefined counts as not given", async () => {
		expect(keysOf(await data.get("o:*", { filter: undefined, labels: undefined, attributes: undefined }))).toHaveLength(
			6,
		);
		expect(await data.get("o:5", { filter: undefined, labels: undefined, keysOnly: undefined })).toBe(5);
	});
});

describe("labels", () => {
	test.each([
		["a whole label", { label1: "s:open" }, ["o:1", "o:2", "o:4"]],
		["all labels of a collection", { label2: "d:*" }, ["o:1", "o:2", "o:3", "o:6"]],
		["a range", { label2: "d:>=2026-02" }, ["o:2", "o:3", "o:6"]],
		["an interval", { label2: "d:2026-02|2026-03" }, ["o:2", "o:3"]],
		["a prefix", { label1: "s:clo*" }, ["o:3"]],
		["two labels", { label1: "s:open", label2: "d:<2026-02" }, ["o:1"]],
		["a label that nothing has", { label5: "s:*" }, []],
		["a collection that no label has", { label1: "t:*" }, []],
		["none", {}, ["o:1", "o:2", "o:3", "o:4", "o:5", "o:6"]],
	])("by %s", async (_, labels, keys) => {
		expect(keysOf(await data.get("o:*", { labels }))).toEqual(keys);
	});

	eachRead("%s gives the items that have the label as well", async (_, read) => {
		const page = await read({ labels: { label2: "d:>=2026-02" }, filter: { status: { $exists: true } } });
		expect(keysOf(page).sort()).toEqual(["o:2", "o:3"]);
	});

	test("beside a filter and the label that is read, also the same one", async () => {
		const labels = { label1: "s:o*", label2: "d:2026-01" };
		expect(keysOf(await data.getByLabel("label1", "s:*", { labels }))).toEqual(["o:1", "p:1"]);
		expect(keysOf(await data.getByLabel("label1", "s:*", { labels, filter: { total: 1 } }))).toEqual(["p:1"]);
		expect(keysOf(await data.getByLabel("label2", "d:*", { labels: { label2: "d:2026-06" } }))).toEqual(["o:6"]);
	});

	test("of keys without a colon", async () => {
		await data.set("r:1", 1, { label3: "red" });
		await data.set("r:2", 2, { label3: "reddish" });
		expect(keysOf(await data.get("r:*", { labels: { label3: "red" } }))).toEqual(["r:1"]);
	});

	test("with pages", async () => {
		const page = await data.get("o:*", { labels: { label1: "s:open" }, limit: 2 });
		expect([keysOf(page), page.lastKey]).toEqual([["o:1", "o:2"], "o:2"]);
		expect(keysOf(await page.next())).toEqual(["o:4"]);
	});
});

describe("attributes", () => {
	test("keep these root attributes of objects, and single values whole", async () => {
		expect(await data.get("o:*", { attributes: ["by", "total", "missing"] })).toEqual({
			items: [
				{ key: "o:1", value: { total: 5, by: { name: "ada" } } },
				{ key: "o:2", value: { total: 50, by: { name: "bob" } } },
				{ key: "o:3", value: { total: 500 } },
				{ key: "o:4", value: { total: 5000 } },
				{ key: "o:5", value: 5 },
				{ key: "o:6", value: ["open"] },
			],
		});
	});

	eachRead("%s filters by attributes that it does not keep, and shows metadata", async (_, read) => {
		const { items } = await read({ attributes: ["total"], filter: { status: "closed" }, meta: true });
		expect(items).toEqual([
			{
				key: "o:3",
				value: { total: 500 },
				created: expect.any(Date),
				modified: expect.any(Date),
				label1: "s:closed",
				label2: "d:2026-03",
			},
		]);
	});

	test("of one item", async () => {
		expect(await data.get("o:1", { attributes: ["total"] })).toEqual({ total: 5 });
		expect(await data.get("o:1", { attributes: ["missing"], consistent: true })).toEqual({});
		expect(await data.get("o:5", { attributes: ["total"] })).toBe(5);
		expect(await data.get("o:6", { attributes: ["length", "0"] })).toEqual(["open"]);
		expect(await data.get("o:9", { attributes: ["total"] })).toBeUndefined();
		expect(await data.get("o:7", { attributes: ["total"] })).toBeUndefined();
		expect(await data.get("o:1", { attributes: ["total"], version: true })).toMatchObject({
			key: "o:1",
			value: { total: 5 },
			label1: "s:open",
			version: expect.any(String),
		});
	});

	test("of any name", async () => {
		const value = JSON.parse('{"__proto__":1,"a.b":2,"":3,"name":4,"size":5,"#x":6,"ż":7,"_val":8,"val":9}');
		await data.set("names:1", value, { overwrite: true });
		for (const name of Object.keys(value)) {
			const kept = await data.get("names:1", { attributes: [name] });
			expect(Object.entries(kept)).toEqual([[name, value[name]]]);
			const { items } = await data.get("names:*", { attributes: [name] });
			expect(Object.entries(items[0].value)).toEqual([[name, value[name]]]);
		}
		expect(await data.get("names:1", { attributes: Object.keys(value) })).toEqual(value);
	});

	test("as many as an object has, more than a projection holds", async () => {
		const value = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`attribute${index}`, index]));
		await data.set("wide:1", value);
		const { attribute0: _, ...rest } = value;
		expect((await data.get("wide:*", { attributes: Object.keys(rest) })).items).toEqual([
			{ key: "wide:1", value: rest },
		]);
	});
});

describe("keysOnly", () => {
	test("gives items without their values", async () => {
		expect(await data.get("o:>=5", { keysOnly: true })).toEqual({ items: [{ key: "o:5" }, { key: "o:6" }] });
	});

	eachRead("%s with a filter", async (_, read) => {
		expect(await read({ keysOnly: true, filter: { status: "closed" } })).toEqual({ items: [{ key: "o:3" }] });
	});

	test("with metadata and with versions", async () => {
		const metadata = { created: expect.any(Date), modified: expect.any(Date), label2: "d:2026-06" };
		const { items } = await data.get("o:6*", { keysOnly: true, meta: true });
		expect(items).toEqual([{ key: "o:6", ...metadata }]);
		const { version } = await data.get("o:6", { version: true });
		expect(await data.get("o:6*", { keysOnly: true, version: true })).toEqual({
			items: [{ key: "o:6", ...metadata, version }],
		});
	});

	test("in pages", async () => {
		const page = await data.get("o:*", { keysOnly: true, limit: 4 });
		expect([page.items.length, page.lastKey]).toEqual([4, "o:4"]);
		expect(await page.next()).toEqual({ items: [{ key: "o:5" }, { key: "o:6" }] });
	});

	test("not beside a count, which would ignore it", async () => {
		await expect(data.scan({ count: true, keysOnly: true })).rejects.toMatchObject({ code: "INVALID_OPTION" });
	});

	test("false counts as not given", async () => {
		expect(await data.get("o:>=6", { keysOnly: false, attributes: ["x"] })).toEqual({
			items: [{ key: "o:6", value: ["open"] }],
		});
	});
});

describe("a page after whose reading little has matched", () => {
	const COUNT = 60;
	const text = "x".repeat(390_000);
	beforeAll(async () => {
		const items = Array.from({ length: COUNT }, (_, n) => ({
			key: `big:${String(n).padStart(2, "0")}`,
			value: { n, text },
			label1: `big:${n}`,
		}));
		await data.set(items, { overwrite: true });
	}, 60_000);
	afterAll(() => data.removeAll("big:*"));

	const reads = {
		"by key": (options) => data.get("big:*", options),
		"by label": (options) => data.getByLabel("label1", "big:*", options),
		all: (options) => data.scan(options),
	};
	test.each(Object.entries(reads))(
		"ends short, with a 'lastKey' (%s)",
		async (_, read) => {
			for (const given of [{ filter: { n: COUNT } }, { labels: { label2: "none:*" } }]) {
				const page = await read({ ...given, attributes: ["n"] });
				expect(page).toEqual({ items: [], lastKey: expect.any(String), next: expect.any(Function) });
				const more = await read({ ...given, attributes: ["n"], start: page.lastKey });
				expect(more).toEqual({ items: [] });
			}
			const found = [];
			for (
				let page = await read({ filter: { n: { $in: [0, COUNT - 1] } }, attributes: ["n"] });
				;
				page = await page.next()
			) {
				found.push(...page.items.map(({ value }) => value.n));
				if (page.next === undefined) break;
				expect(page.items.length).toBeLessThan(2);
			}
			expect(found.sort((a, b) => a - b)).toEqual([0, COUNT - 1]);
		},
		60_000,
	);
});

describe("refused", () => {
	const filter = { status: "open" };
	const labels = { label1: "s:*" };

	test.each([
		["filter", { filter }],
		["filter", { filter: {} }],
		["labels", { labels }],
		["keysOnly", { keysOnly: true }],
	])("'%s' for one key: it selects among several", async (name, options) => {
		for (const key of ["o:1", "o", "missing:1"]) {
			expect(await refusal(data.get(key, options))).toMatchObject({
				name: "ValidationError",
				code: "INVALID_OPTION",
				message: expect.stringContaining(`'${name}'`),
			});
		}
	});

	test.each([
		["filter", { filter }],
		["labels", { labels }],
		["attributes", { attributes: ["a"] }],
		["keysOnly", { keysOnly: true }],
	])("'%s' for several keys", async (name, options) => {
		const error = await refusal(data.get(["o:1", "o:2"], options));
		expect([error.code, error.message]).toEqual(["INVALID_OPTION", `Invalid options for batch get request: ${name}`]);
	});

	eachRead("'keysOnly' with 'attributes' (%s)", async (_, read) => {
		expect(await refusal(read({ keysOnly: true, attributes: ["total"] }))).toMatchObject({
			code: "INVALID_OPTION",
			message: expect.stringMatching(/'attributes'.*'keysOnly'/),
		});
	});

	test.each([
		["an unknown operator", { total: { $like: 5 } }, /\$like/],
		["an explicit undefined", { total: undefined }, /undefined/],
		["an empty object", { by: {} }, /empty/],
		["null", null, /filter/],
		["an array", [], /filter/],
		["a text", "status", /filter/],
	])("%s as the filter", async (_, filter, message) => {
		for (const read of Object.values(READS)) {
			expect(await refusal(read({ filter }))).toMatchObject({
				name: "ValidationError",
				code: "INVALID_OPTION",
				message: expect.stringMatching(message),
			});
		}
	});

	test.each([
		["an unknown label", { label6: "s:*" }],
		["a name that is no label", { status: "open" }],
		["an undefined expression", { label1: undefined }],
		["an expression of null", { label1: null }],
		["a number as the expression", { label1: 5 }],
		["an array of expressions", { label1: ["s:open"] }],
		["an empty expression", { label1: "" }],
		["an expression without a name", { label1: ":*" }],
		["an array", ["label1"]],
		["a text", "label1"],
	])("%s as the labels", async (_, labels) => {
		for (const read of Object.values(READS)) {
			expect(await refusal(read({ labels }))).toMatchObject({
				name: "ValidationError",
				code: expect.stringMatching(/^INVALID_(OPTION|KEY)$/),
			});
		}
	});

	test("an inverted range of a label, as everywhere", async () => {
		for (const call of [
			() => data.getByLabel("label2", "d:2|1"),
			() => data.get("o:*", { labels: { label2: "d:2|1" } }),
		]) {
			expect((await refusal(call())).code).toBe("VALIDATION_EXCEPTION");
		}
	});
});
