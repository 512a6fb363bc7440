"use strict";

// Documentation: "Pagination".

const { freshStore } = require("../support/store");

const next = expect.any(Function);

let data;

beforeEach(async () => {
	data = await freshStore();
	await data.set("foo:bar", "item1");
	await data.set("foo:bat", true);
	await data.set("foo:baz", 1234);
	await data.set("foo:qux", { some: "value" });
	await data.set("foo:zed", ["last"]);
});

const FIRST = [
	{ key: "foo:bar", value: "item1" },
	{ key: "foo:bat", value: true },
	{ key: "foo:baz", value: 1234 },
];
const REST = [
	{ key: "foo:qux", value: { some: "value" } },
	{ key: "foo:zed", value: ["last"] },
];

/** All pages from a first one, as the documented loop reads them. */
async function pagesFrom(result) {
	const pages = [];
	while (result) {
		pages.push(result.items.map(({ key }) => key));
		// An endless sequence of pages must fail, not hang.
		expect(pages.length).toBeLessThan(20);
		result = result.next ? await result.next() : null;
	}
	return pages;
}

test("a page with more items to come has lastKey and next", async () => {
	const result = await data.get("foo:*", { limit: 3 });

	expect(result).toStrictEqual({ items: FIRST, lastKey: "foo:baz", next });
});

test("a page with fewer items than its limit has neither", async () => {
	expect(await data.get("foo:*", { limit: 6 })).toStrictEqual({ items: [...FIRST, ...REST] });
	expect(await data.get("foo:*")).toStrictEqual({ items: [...FIRST, ...REST] });
});

test("lastKey as start returns the next page", async () => {
	const nextResult = await data.get("foo:*", { limit: 3, start: "foo:baz" });

	expect(nextResult).toStrictEqual({ items: REST });
});

test("next returns the next page", async () => {
	const result = await data.get("foo:*", { limit: 3 });

	expect(await result.next()).toStrictEqual({ items: REST });
});

test("the documented loop visits every item once", async () => {
	const seen = [];

	let result = await data.get("foo:*", { limit: 3 });

	while (result) {
		// do something with result.items
		seen.push(...result.items);
		expect(seen.length).toBeLessThan(20);
		result = result.next ? await result.next() : null;
	}

	expect(seen).toStrictEqual([...FIRST, ...REST]);
});

test.each([1, 2, 3, 4, 5, 6])("so does a loop with pages of %i", async (limit) => {
	const pages = await pagesFrom(await data.get("foo:*", { limit }));

	expect(pages.flat()).toStrictEqual(["foo:bar", "foo:bat", "foo:baz", "foo:qux", "foo:zed"]);
	expect(Math.max(...pages.map((page) => page.length))).toBe(Math.min(limit, 5));
});

test("pages have 100 items by default", async () => {
	await data.import(Array.from({ length: 250 }, (_, index) => ({ key: `many:${1000 + index}`, value: index })));

	const first = await data.get("many:*");
	const pages = await pagesFrom(first);

	expect(first.lastKey).toBe("many:1099");
	expect(pages.map((page) => page.length)).toStrictEqual([100, 100, 50]);
	expect(new Set(pages.flat()).size).toBe(250);
});

test("next keeps the other options", async () => {
	const result = await data.get("foo:*", { limit: 2, reverse: true, meta: true });
	const second = await result.next();

	expect(result).toMatchObject({ items: [{ key: "foo:zed" }, { key: "foo:qux" }], lastKey: "foo:qux" });
	expect(second.items.map(({ key }) => key)).toStrictEqual(["foo:baz", "foo:bat"]);
	expect(second.items[0]).toMatchObject({ created: expect.any(Date), modified: expect.any(Date) });
});

test("next does not change the caller's options", async () => {
	const options = { limit: 2 };

	await (await data.get("foo:*", options)).next();

	expect(options).toStrictEqual({ limit: 2 });
});

test("next can be called again and returns the same page", async () => {
	const result = await data.get("foo:*", { limit: 3 });

	expect(await result.next()).toStrictEqual(await result.next());
});

test("lastKey continues a page of any expression", async () => {
	expect(await pagesFrom(await data.get("foo:ba*", { limit: 2 }))).toStrictEqual([["foo:bar", "foo:bat"], ["foo:baz"]]);
	expect(await pagesFrom(await data.get("foo:>bar", { limit: 3 }))).toStrictEqual([
		["foo:bat", "foo:baz", "foo:qux"],
		["foo:zed"],
	]);
	expect(await data.get("foo:bat|qux", { limit: 2, start: "foo:baz" })).toStrictEqual({ items: [REST[0]] });
});

describe("by label", () => {
	beforeEach(async () => {
		for (const number of [1, 2, 3, 4, 5]) await data.set(`it:${number}`, number, { label1: "group:same" });
	});

	test("next visits items with the same label one by one", async () => {
		const pages = await pagesFrom(await data.getByLabel("label1", "group:*", { limit: 2 }));

		expect(pages).toStrictEqual([["it:1", "it:2"], ["it:3", "it:4"], ["it:5"]]);
	});

	test("lastKey as start returns the next page", async () => {
		const { lastKey } = await data.getByLabel("label1", "group:same", { limit: 2 });

		expect(await data.getByLabel("label1", "group:same", { start: lastKey })).toStrictEqual({
			items: [
				{ key: "it:3", value: 3 },
				{ key: "it:4", value: 4 },
				{ key: "it:5", value: 5 },
			],
		});
	});
});
