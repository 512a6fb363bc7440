"use strict";

// seed, truncate, export, import, scan: many items at once.

const fs = require("node:fs");
const path = require("node:path");
const { freshStore, rows, temporaryFolder } = require("../support/store");

let data;
beforeEach(async () => {
	data = await freshStore();
});

const all = async (items) => {
	const list = [];
	for await (const item of items) list.push(item);
	return list;
};

test("seed takes more items than a batch, and stores the last item of each key", async () => {
	const items = Array.from({ length: 2500 }, (_, index) => ({ key: `n:${index}`, value: { index }, label1: "all" }));
	expect(await data.seed([...items, { key: "n:7", value: "last" }])).toEqual({ items: 2500 });
	expect(await data.scan({ count: true })).toEqual({ count: 2500 });
	expect(await data.get("n:7")).toBe("last");
	expect((await data.getByLabel("label1", "all", { limit: 1000 })).items).toHaveLength(1000);
});

test("a batch returns what is stored, as copies", async () => {
	const plain = { list: [{ x: 1 }], zero: -0 };
	const { items } = await data.set([
		{ key: "a:1", value: plain },
		{ key: "a:2", value: 2, label1: "l" },
		{ key: "a:3", value: -0 },
	]);
	expect(items).toEqual([
		{ key: "a:1", value: { list: [{ x: 1 }], zero: 0 } },
		{ key: "a:2", value: 2 },
		{ key: "a:3", value: 0 },
	]);
	expect(items[0].value.list[0]).not.toBe(plain.list[0]);
	const others = [
		{ key: "b:1", value: { broken: "\ud800", text: "$x" } },
		{ key: "b : 2", value: { gone: null, kept: [null] } },
		{ key: "b:3", value: new Map([["m", new Set([1])]]), label1: undefined },
		{ key: "b:4", value: undefined, default: "d" },
	];
	const stored = [
		{ key: "b:1", value: { broken: "\ufffd", text: "$x" } },
		{ key: "b:2", value: { kept: [null] } },
		{ key: "b:3", value: { m: new Set([1]) } },
		{ key: "b:4", value: "d" },
	];
	expect((await data.set(others)).items).toEqual(stored);
	for (const [index, item] of others.entries()) expect((await data.set([item])).items).toEqual([stored[index]]);
	expect((await data.get("b:*")).items).toEqual(stored);
});

test("seed reads a JSON file", async () => {
	const file = path.join(temporaryFolder(), "seed.json");
	fs.writeFileSync(file, JSON.stringify([{ key: "a:1", value: { x: 1 }, label2: "l:1", ttl: 3600 }]));
	expect(await data.seed(file)).toEqual({ items: 1 });
	expect(await data.get("a:1", true)).toMatchObject({ value: { x: 1 }, label2: "l:1", ttl: expect.any(Date) });
	fs.writeFileSync(file, "{");
	await expect(data.seed(file)).rejects.toThrow(/seed\.json/);
	await expect(data.seed(`${file}.missing`)).rejects.toMatchObject({ name: "ValidationError" });
});

test("a seed with an invalid item changes nothing, even with overwrite", async () => {
	await data.set("keep", 1);
	const wrong = [
		{ key: "new", value: 1 },
		{ key: "bad:*", value: 1 },
	];
	await expect(data.seed(wrong, true)).rejects.toMatchObject({ code: "INVALID_KEY" });
	for (const items of [5, "", undefined, [1], [null], [[]], [{ key: "a" }], [{ value: 1 }]]) {
		await expect(data.seed(items, true)).rejects.toMatchObject({ name: "ValidationError" });
	}
	expect((await data.scan()).items).toEqual([{ key: "keep", value: 1 }]);
});

/** A row with 'md' in whole seconds: an export shows versions only to who asks for them. */
const withoutVersion = (row) => ({ ...row, md: { N: row.md.N.split(".")[0] } });

test("export and import copy a store", async () => {
	await data.set("a", { x: [1, new Uint8Array([1, 2])], s: new Set(["q"]), b: 2n ** 70n }, { label3: "l:1" });
	await data.set("b:1", "text", { ttl: "2090-01-01", label1: "m" });
	await data.set("b:0", null, { removeNulls: false });
	await data.import([{ key: "old", value: 1, created: "2020-02-03T04:05:06.000Z", modified: 1_600_000_000 }]);
	const copy = await freshStore();
	expect(await copy.import(data.export())).toEqual({ items: 4 });
	expect((await rows(copy)).map(withoutVersion)).toEqual((await rows(data)).map(withoutVersion));
	expect(await copy.get("old", true)).toMatchObject({
		created: new Date("2020-02-03T04:05:06.000Z"),
		modified: new Date(1_600_000_000_000),
	});
});

test("exported items survive JSON if their values are plain", async () => {
	await data.set("a:1", { x: 1 }, { label1: "l", ttl: "2090-01-01" });
	const text = JSON.stringify(await all(data.export()));
	const copy = await freshStore();
	await copy.import(JSON.parse(text));
	expect((await rows(copy)).map(withoutVersion)).toEqual((await rows(data)).map(withoutVersion));
});

test("raw rows are attribute values, survive JSON, and import completely", async () => {
	await data.set("a", { n: 1.5, b: new Uint8Array([255]), "\0m": { "\0B": 1 }, s: new Set([1n]) }, { label5: "x:y" });
	await data.set("gone", 1, { ttl: "2020-01-01" });
	const raw = await all(data.export({ raw: true }));
	expect(raw).toHaveLength(2);
	expect(raw[0]).toMatchObject({
		pk: { S: "a" },
		sk: { S: "0" },
		kv: { BOOL: true },
		_n: { N: "1.5" },
		_b: { B: "/w==" },
		"_\0m": { M: { "\0B": { N: "1" } } },
		_s: { NS: ["1"] },
		pk5: { S: "x" },
		sk5: { S: "y" },
	});
	const copy = await freshStore();
	await copy.import(JSON.parse(JSON.stringify(raw)));
	expect(await rows(copy)).toEqual(await rows(data));
	expect(await copy.get("a")).toEqual(await data.get("a"));
});

test("import keeps dates before 1970", async () => {
	const dates = { created: -1, modified: -1_000_000_000_000 };
	await data.import([{ key: "old", value: 1, ...dates }]);
	const { created, modified } = await data.get("old", { meta: true });
	expect({ created: created / 1000, modified: modified / 1000 }).toEqual(dates);
});

test("import ignores undefined", async () => {
	await data.import([{ key: "a", value: { a: 1, u: undefined, o: { u: undefined } } }]);
	expect(await data.get("a")).toEqual({ a: 1, o: {} });
	expect(await rows(data)).toEqual([expect.objectContaining({ _a: { N: "1" }, _o: { M: {} } })]);
});

test("import refuses invalid items", async () => {
	for (const items of [undefined, 5, [5], [{}], [{ key: "a" }], [{ pk: { S: "a" } }], [{ pk: 1, sk: 2, val: 3 }]]) {
		await expect(data.import(items)).rejects.toMatchObject({ name: "ValidationError" });
	}
	const date = [{ key: "a", value: 1, created: "yesterday" }];
	await expect(data.import(date)).rejects.toThrow("Item 1 ('a') of the import: 'created' must be a date");
	expect(await rows(data)).toEqual([]);
});

test("exports and scans of thousands of items return each item once", async () => {
	const items = Array.from({ length: 2345 }, (_, index) => ({ key: `p${index % 7}:${index}`, value: index }));
	await data.seed(items);
	expect(new Set((await all(data.export())).map((item) => item.key)).size).toBe(2345);
	expect(await all(data.export({ raw: true }))).toHaveLength(2345);
	let page = await data.scan({ limit: 1000, meta: true });
	const values = [];
	while (page) {
		expect(page.items[0].created).toBeInstanceOf(Date);
		values.push(...page.items.map((item) => item.value));
		page = page.next && (await page.next());
	}
	expect(values.sort((a, b) => a - b)).toEqual(items.map((item) => item.value));
	expect(await data.truncate()).toEqual({ total: 2345 });
	expect(await rows(data)).toEqual([]);
});

test("large pages end early, and the next page continues", async () => {
	const text = "x".repeat(390_000);
	for (let index = 0; index < 60; index++) await data.set(`big:${String(index).padStart(2, "0")}`, text);
	let page = await data.get("big:*");
	const keys = [];
	while (page) {
		keys.push(...page.items.map((item) => item.key));
		page = page.next && (await page.next());
	}
	expect(keys).toHaveLength(60);
	expect(new Set(keys).size).toBe(60);
});

test("start survives a round trip as text, and a start from another query is refused", async () => {
	for (const [index, key] of ["a:1", "a:2", "a|b"].entries()) await data.set(key, 1, { label1: `l|m:${index}` });
	const { lastKey } = await data.get("a:*", { limit: 1 });
	const start = new URLSearchParams(new URLSearchParams({ lastKey }).toString()).get("lastKey");
	expect((await data.get("a:*", { start })).items.map((item) => item.key)).toEqual(["a:2"]);
	let page = await data.getByLabel("label1", "l|m:*", { limit: 1 });
	const keys = [];
	while (page) {
		keys.push(...page.items.map((item) => item.key));
		page = page.lastKey && (await data.getByLabel("label1", "l|m:*", { limit: 1, start: page.lastKey }));
	}
	expect(keys).toEqual(["a:1", "a:2", "a|b"]);
	await expect(data.get("a:*", { start: "b:1" })).rejects.toMatchObject({ code: "INVALID_OPTION" });
	await expect(data.get("a:*", { start: 5 })).rejects.toMatchObject({ code: "INVALID_OPTION" });
	await expect(data.getByLabel("label1", "l:*", { start: "a:1" })).rejects.toMatchObject({ code: "INVALID_OPTION" });
});
