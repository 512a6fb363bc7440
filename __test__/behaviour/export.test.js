"use strict";

// What an export selects, and its pages.

const { freshStore, onDynamo } = require("../support/store");

let data;
beforeEach(async () => {
	data = await freshStore();
	await data.seed([
		...Array.from({ length: 1200 }, (_, n) => ({ key: `n${n % 2}:${n}`, value: { n, text: "x".repeat(2000) } })),
		...Array.from({ length: 30 }, (_, n) => ({ key: `alone${n}`, value: n })),
		{ key: "orders:1", value: { total: 5 }, label1: "status:open", label2: "team:a" },
		{ key: "orders:2", value: { total: 50 }, label1: "status:open", label2: "team:b" },
		{ key: "orders:3", value: { total: 500 }, label1: "status:paid", label2: "team:a" },
	]);
});

const all = async (items) => {
	const list = [];
	for await (const item of items) list.push(item);
	return list;
};
const keys = async (options) => (await all(data.export(options))).map(({ key }) => key);
const rowKeys = async (options) =>
	(await all(data.export({ raw: true, ...options }))).map(({ pk, sk }) => `${pk.S}:${sk.S}`);

test("an expression, a label, a filter and labels select items, as rows too", async () => {
	for (const [options, selected] of [
		[{ expression: "orders:*" }, ["orders:1", "orders:2", "orders:3"]],
		[{ expression: "orders:>1" }, ["orders:2", "orders:3"]],
		[{ expression: "orders:2" }, ["orders:2"]],
		[{ expression: "status:open", label: "label1" }, ["orders:1", "orders:2"]],
		[{ filter: { total: { $gt: 10 } } }, ["orders:2", "orders:3"]],
		[{ expression: "orders:*", labels: { label2: "team:a" } }, ["orders:1", "orders:3"]],
		[{ labels: { label1: "status:paid" }, consistent: false }, ["orders:3"]],
		[{ expression: "orders:*", consistent: true, filter: { total: 5 } }, ["orders:1"]],
		[{ expression: "nothing:*" }, []],
	]) {
		expect((await keys(options)).sort()).toEqual(selected);
		expect((await rowKeys(options)).sort()).toEqual(selected);
	}
});

test("pages are small, and an export goes on behind any of them", async () => {
	const pages = await all(data.export({ raw: true }).pages());
	expect(pages.length).toBeGreaterThan(2);
	const whole = pages.flatMap(({ items }) => items);
	expect(whole).toHaveLength(1233);
	let seen = 0;
	for (const { items, lastKey } of pages) {
		seen += items.length;
		if (lastKey !== undefined) expect(await all(data.export({ raw: true, start: lastKey }))).toEqual(whole.slice(seen));
	}
	const first = await data.export({ expression: "n1:*" }).pages().next();
	expect(first.value.lastKey).toMatch(/^n1:/);
});

test("a limit ends an export, and the cursor of its last page goes on", async () => {
	const whole = await keys({ expression: "n1:*" });
	expect(whole).toHaveLength(600);
	for (const limit of [1, 7, 599, 600, 601, 5000]) {
		const pages = await all(data.export({ expression: "n1:*", limit }).pages());
		expect(pages.flatMap(({ items }) => items.map(({ key }) => key))).toEqual(whole.slice(0, limit));
		expect(pages.at(-1).lastKey === undefined).toBe(limit > 600);
	}
	const { items, lastKey } = (await data.export({ expression: "orders:*", limit: 2, raw: true }).pages().next()).value;
	expect(items.map(({ sk }) => sk.S)).toEqual(["1", "2"]);
	expect(await keys({ expression: "orders:*", limit: 2, start: lastKey })).toEqual(["orders:3"]);
	expect(await keys({ limit: 1100 })).toHaveLength(1100);
	expect(await keys({ expression: "n0:*", filter: { n: { $gte: 1100 } }, limit: 3 })).toEqual([
		"n0:1100",
		"n0:1102",
		"n0:1104",
	]);
	expect(await keys({ segment: 0, totalSegments: 1, limit: 4 })).toHaveLength(4);
});

test("a reversed export goes from the end, and on behind any of its pages", async () => {
	const reversed = (await keys({ expression: "n1:*" })).reverse();
	expect(await keys({ expression: "n1:*", reverse: true })).toEqual(reversed);
	const { items, lastKey } = (await data.export({ expression: "n1:*", reverse: true }).pages().next()).value;
	expect(lastKey).toBe(reversed[items.length - 1]);
	expect(await keys({ expression: "n1:*", reverse: true, start: lastKey })).toEqual(reversed.slice(items.length));
	expect(await rowKeys({ expression: "n1:*", reverse: true, limit: 2 })).toEqual(reversed.slice(0, 2));
	const byLabel = { expression: "status:*", label: "label1", reverse: true };
	expect(await keys({ ...byLabel, limit: 1 })).toEqual(["orders:3"]);
	expect(await keys({ labels: { label1: "status:*" }, reverse: true, limit: 1 })).toEqual(["orders:3"]);
});

test("segments share the items", async () => {
	const shares = await Promise.all([0, 1, 2].map((segment) => rowKeys({ segment, totalSegments: 3 })));
	expect(shares.filter((share) => share.length > 0).length).toBeGreaterThan(1);
	expect(shares.flat().sort()).toEqual((await rowKeys()).sort());
});

test("an embedded store keeps the order of attributes that are imported as rows", async () => {
	if (onDynamo) return; // DynamoDB keeps none.
	const value = { z: 1, a: { y: 1, b: [{ d: 1, c: 2 }] }, m: 3 };
	await data.set("order:1", value);
	const rows = await all(data.export({ expression: "order:1", raw: true }));
	await data.import(rows.map((row) => ({ ...row, sk: { S: "2" } })));
	await data.transaction((tx) => tx.import({ ...rows[0], sk: { S: "3" } }));
	for (const key of ["order:2", "order:3"]) expect(JSON.stringify(await data.get(key))).toBe(JSON.stringify(value));
});

test("options that exclude each other, and wrong ones, are refused", async () => {
	for (const [options, code] of [
		[{ expression: "orders:*", segment: 0, totalSegments: 2 }, "INVALID_OPTION"],
		[{ segment: 2, totalSegments: 2 }, "INVALID_OPTION"],
		[{ segment: 0 }, "INVALID_OPTION"],
		[{ label: "label1", consistent: true }, "INVALID_OPTION"],
		[{ expression: 7 }, "INVALID_KEY"],
		[{ expression: "" }, "INVALID_KEY"],
		[{ expression: null }, "INVALID_KEY"],
		[{ filter: { $nope: 1 } }, "INVALID_OPTION"],
		[{ expression: "orders:*", start: "n1:5" }, "INVALID_OPTION"],
		[{ reverse: true }, "INVALID_OPTION"],
		[{ reverse: true, segment: 0, totalSegments: 2 }, "INVALID_OPTION"],
		[{ limit: 0 }, "INVALID_OPTION"],
		[{ limit: 1.5 }, "INVALID_OPTION"],
		[{ limit: "5" }, "INVALID_OPTION"],
	]) {
		await expect(all(data.export(options))).rejects.toMatchObject({ code });
		await expect(all(data.export(options).pages())).rejects.toMatchObject({ code });
	}
});
