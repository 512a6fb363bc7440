"use strict";

// `iterate`: everything that an expression selects, one after another or in pages.

const { refusal } = require("../support/refusal");
const { freshStore } = require("../support/store");

/** More than several pages. */
const MANY = 2500;

let data;
beforeAll(async () => {
	data = await freshStore();
	await data.seed([
		...Array.from({ length: MANY }, (_, n) => ({
			key: `n:${String(n).padStart(4, "0")}`,
			value: { n, isEven: n % 2 === 0 },
			label1: `l:${String(MANY - n).padStart(4, "0")}`,
			...(n % 100 === 0 && { label2: "hundred" }),
		})),
		{ key: "a", value: 1 },
		{ key: "m:1", value: "one", label1: "l:0000|x", label2: "hundred" },
		{ key: "m:2", value: "two", ttl: "2020-01-01", label1: "l:0000" },
		{ key: "m:3", value: "three", label1: "l:0000|x" },
	]);
}, 60_000);

async function all(iterable) {
	const items = [];
	for await (const item of iterable) items.push(item);
	return items;
}
const keysOf = (items) => items.map(({ key }) => key);
const numbers = Array.from({ length: MANY }, (_, n) => `n:${String(n).padStart(4, "0")}`);
/** Reads an iteration whose options may be refused at once. */
const read = async (...args) => all(data.iterate(...args));

describe("gives each item once", () => {
	test("of an expression, in the order of the keys", async () => {
		const items = await all(data.iterate("n:*"));
		expect(keysOf(items)).toEqual(numbers);
		expect(items[7]).toEqual({ key: "n:0007", value: { n: 7, isEven: false } });
	});

	test.each([
		["a range", "n:>=2400", numbers.slice(2400)],
		["an interval", "n:0100|0104", numbers.slice(100, 105)],
		["a prefix", "n:24*", numbers.slice(2400)],
		["one key", "n:0005", ["n:0005"]],
		["a key without a colon", "a", ["a"]],
		["a missing key", "n:9999", []],
		["an expired item", "m:2", []],
		["an empty collection", "z:*", []],
	])("of %s", async (_, expression, keys) => {
		expect(keysOf(await all(data.iterate(expression)))).toEqual(keys);
	});

	test("of everything", async () => {
		const keys = ["a", "m:1", "m:3", ...numbers];
		expect(keysOf(await all(data.iterate())).sort()).toEqual(keys);
		expect(keysOf(await all(data.iterate(undefined, {}))).sort()).toEqual(keys);
	});

	test("of a label, in its order", async () => {
		const byLabel = [...numbers].reverse();
		expect(keysOf(await all(data.iterate("l:>=0001", { label: "label1" })))).toEqual(byLabel);
		expect(keysOf(await all(data.iterate("hundred", { label: "label2" }))).sort()).toHaveLength(26);
		// Pages of `getByLabel` may begin with the last item of the page before, as those of the reference do.
		const withOperators = await all(data.iterate("l:0000*", { label: "label1" }));
		expect(keysOf(withOperators).sort()).toEqual(["m:1", "m:3"]);
	});

	test("that has a label, whatever its collection", async () => {
		expect(await all(data.iterate(undefined, { label: "label2" }))).toHaveLength(26);
	});

	test("that has all labels: the first of them is read, in its order", async () => {
		const labels = { label1: "l:*", label2: "hundred" };
		const found = keysOf(await all(data.iterate(undefined, { labels })));
		expect(found).toEqual(["m:1", ...numbers.filter((_, n) => n % 100 === 0).reverse()]);
		const other = { label2: "hundred", label1: "l:>=2400" };
		expect(keysOf(await all(data.iterate(undefined, { labels: other }))).sort()).toEqual(["n:0000", "n:0100"]);
	});
});

describe("takes the options of a page", () => {
	test("filter, also over many pages without a match", async () => {
		expect(keysOf(await all(data.iterate("n:*", { filter: { n: { $gte: MANY - 2 } } })))).toEqual(numbers.slice(-2));
		expect(await all(data.iterate("n:*", { filter: { isEven: true } }))).toHaveLength(MANY / 2);
		expect(await all(data.iterate(undefined, { filter: { $eq: "three" } }))).toEqual([{ key: "m:3", value: "three" }]);
	});

	test("attributes, keysOnly, meta and version", async () => {
		expect(await all(data.iterate("n:000*", { attributes: ["isEven"], limit: 1 }))).toEqual([
			{ key: "n:0000", value: { isEven: true } },
		]);
		expect(await all(data.iterate("n:000*", { keysOnly: true, limit: 1 }))).toEqual([{ key: "n:0000" }]);
		const metadata = { created: expect.any(Date), modified: expect.any(Date), label1: "l:2500", label2: "hundred" };
		expect(await all(data.iterate("n:000*", { meta: true, limit: 1 }))).toEqual([
			{ key: "n:0000", value: { n: 0, isEven: true }, ...metadata },
		]);
		expect(await all(data.iterate("n:000*", { version: true, keysOnly: true, limit: 1 }))).toEqual([
			{ key: "n:0000", ...metadata, version: expect.any(String) },
		]);
	});

	test.each([1, 99, 100, 101, 1100, MANY - 1, MANY, MANY + 1, 1e9])("limit %i in all", async (limit) => {
		expect(keysOf(await all(data.iterate("n:*", { limit })))).toEqual(numbers.slice(0, limit));
	});

	test("limit with a filter", async () => {
		const items = await all(data.iterate("n:*", { filter: { isEven: true }, limit: 700 }));
		expect([items.length, items.at(-1).key]).toEqual([700, "n:1398"]);
	});

	test("reverse", async () => {
		expect(keysOf(await all(data.iterate("n:<=2000", { reverse: true, consistent: true })))).toEqual(
			numbers.slice(0, 2001).reverse(),
		);
	});

	test("start", async () => {
		expect(keysOf(await all(data.iterate("n:*", { start: "n:2490" })))).toEqual(numbers.slice(2491));
		expect(keysOf(await all(data.iterate("n:*", { start: "n:0010", reverse: true })))).toEqual(
			numbers.slice(0, 10).reverse(),
		);
	});
});

describe("pages", () => {
	test("hold the same items, and continue from a 'lastKey'", async () => {
		const pages = await all(data.iterate("n:*").pages());
		expect(keysOf(pages.flatMap(({ items }) => items))).toEqual(numbers);
		expect(pages.length).toBeGreaterThan(2);
		for (const [index, { lastKey }] of pages.entries()) {
			if (lastKey === undefined) expect(index).toBe(pages.length - 1);
			else
				expect(keysOf(await all(data.iterate("n:*", { start: lastKey })))).toEqual(
					keysOf(pages.slice(index + 1).flatMap(({ items }) => items)),
				);
		}
	});

	test("of everything and of a label continue, too", async () => {
		for (const [expression, options] of [
			[undefined, {}],
			[undefined, { label: "label1" }],
			["l:*", { label: "label1" }],
			[undefined, { labels: { label1: "l:*" } }],
		]) {
			const expected = keysOf(await all(data.iterate(expression, options))).sort();
			for await (const { items, lastKey } of data.iterate(expression, options).pages()) {
				const rest = await all(data.iterate(expression, { ...options, start: lastKey }));
				expect(keysOf([...items, ...rest]).sort()).toEqual(expected);
				break;
			}
		}
	});
});

describe("a loop", () => {
	test("ends with 'break', and the next one begins anew", async () => {
		const iteration = data.iterate("n:*");
		for (const most of [1, 150, 1200]) {
			const found = [];
			for await (const { key } of iteration) {
				found.push(key);
				if (found.length === most) break;
			}
			expect(found).toEqual(numbers.slice(0, most));
		}
	});

	test("may write and remove what it reads", async () => {
		await data.seed(Array.from({ length: 300 }, (_, n) => ({ key: `own:${1000 + n}`, value: n })));
		const found = [];
		for await (const { key } of data.iterate("own:*")) {
			found.push(key);
			await data.remove(key);
			await data.set("own:0", "behind");
		}
		expect(found).toEqual(Array.from({ length: 300 }, (_, n) => `own:${1000 + n}`));
		expect(keysOf(await all(data.iterate("own:*")))).toEqual(["own:0"]);
		await data.remove("own:0");
	});

	test("may ask for several items at once", async () => {
		const iterator = data.iterate("n:*")[Symbol.asyncIterator]();
		const results = await Promise.all(Array.from({ length: 1500 }, () => iterator.next()));
		expect(results.map(({ value }) => value.key)).toEqual(numbers.slice(0, 1500));
		expect(await iterator.return()).toEqual({ value: undefined, done: true });
		expect(await iterator.next()).toEqual({ value: undefined, done: true });
	});

	test("works without the object 'data'", async () => {
		const { iterate } = data;
		expect(await all(iterate("m:*"))).toHaveLength(2);
	});

	test("rejects once the handle is closed", async () => {
		const other = await freshStore();
		await other.close();
		expect((await refusal((async () => all(other.iterate("n:*")))())).code).toBe("CLOSED");
	});
});

describe("refuses", () => {
	test.each([
		["an unknown option", { filters: {} }],
		["another case", { keysonly: true }],
		["an option of scan", { segment: 0, totalSegments: 2 }],
		["a filter of null", { filter: null }],
		["an unknown operator", { filter: { $like: "x" } }],
		["a limit of 0", { limit: 0 }],
		["a negative limit", { limit: -1 }],
		["a fraction as the limit", { limit: 1.5 }],
		["a text as the limit", { limit: "5" }],
		["NaN as the limit", { limit: Number.NaN }],
		["an unknown label", { label: "label6" }],
		["labels that are none", { labels: { label6: "x" } }],
		["attributes of keys", { keysOnly: true, attributes: ["n"] }],
		["a consistent label", { label: "label1", consistent: true }],
		["a start of another expression", { start: "m:1" }],
		["true", true],
		["null", null],
		["an array", []],
		["a number", 5],
	])("%s", async (_, options) => {
		expect(await refusal(read("n:*", options))).toMatchObject({ name: "ValidationError", code: "INVALID_OPTION" });
	});

	test("'reverse' of everything, which has no order", async () => {
		const error = await refusal(read(undefined, { reverse: true }));
		expect([error.code, error.message]).toEqual(["INVALID_OPTION", expect.stringContaining("'reverse'")]);
	});

	test("consistent reads of the label that 'labels' makes it read", async () => {
		expect((await refusal(read(undefined, { labels: { label1: "l:*" }, consistent: true }))).code).toBe(
			"INVALID_OPTION",
		);
	});

	test("what is no expression", async () => {
		for (const expression of [null, "", 5, ["n:*"], {}, "n:", ":*"]) {
			const error = await refusal(read(expression));
			expect([expression, error.code]).toEqual([expression, "INVALID_KEY"]);
		}
	});

	test("an inverted range", async () => {
		expect((await refusal(read("n:2|1"))).code).toBe("VALIDATION_EXCEPTION");
	});
});
