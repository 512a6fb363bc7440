"use strict";

// What a table shows of items: their columns, in which order, and each value on one line without losing digits.

const fc = require("fast-check");
const { Data } = require("../..");
const { load } = require("../support/modules.js");

const { preview, momentOf } = load("explorer/page/items/preview.mjs");
const columns = load("explorer/page/items/columns.mjs");
const { compareNumbers, compareTexts, compareValues } = load("explorer/page/items/order.mjs");
const { sizeOfRow } = load("explorer/page/values/size.mjs");

const row = (key, rest) => ({ pk: { S: "users" }, sk: { S: key }, ct: { N: "1" }, md: { N: "1700000000.5" }, ...rest });

describe("a preview", () => {
	test.each([
		[{ S: "a\nb" }, "string", "a↵b"],
		[{ S: "" }, "string", '""'],
		[{ N: "12345678901234567890.123456789" }, "number", "12345678901234567890.123456789"],
		[{ BOOL: false }, "boolean", "false"],
		[{ NULL: true }, "null", "null"],
		[{ L: [{ N: "1" }, { S: "a" }] }, "list", '[1, "a"]'],
		[{ L: [] }, "list", "[]"],
		[{ M: { city: { S: "Oslo" }, at: { M: { x: { N: "1" } } } } }, "object", '{city: "Oslo", at: {x: 1}}'],
		[{ NS: ["1", "2"] }, "set", "{1, 2}"],
		[{ B: "aGk=" }, "bytes", "68 69 (2 bytes)"],
		[{ B: Buffer.alloc(20).toString("base64") }, "bytes", `${Array(12).fill("00").join(" ")} … (20 bytes)`],
	])("of %j is a %s", (value, kind, text) => {
		expect(preview(value)).toMatchObject({ kind, text });
	});

	test("stays short, whatever the value", () => {
		const long = { M: Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`a${n}`, { S: "x".repeat(500) }])) };
		expect(preview(long).text.length).toBeLessThan(400);
		expect(preview({ S: "x".repeat(5000) }).text.length).toBeLessThan(200);
	});

	test("shows what breaks a line by its mark", () => {
		expect(preview({ S: "a\tb" }).text).toBe("a⇥b");
	});

	test("says which moment a number may mean", () => {
		expect(momentOf("1767225600")).toEqual({ text: "2026-01-01 00:00:00 UTC", unit: "seconds" });
		expect(momentOf("1767225600000")).toEqual({ text: "2026-01-01 00:00:00 UTC", unit: "milliseconds" });
		expect(momentOf("42")).toBeUndefined();
		expect(momentOf("1767225600.5")).toBeUndefined();
	});
});

describe("columns", () => {
	const rows = [
		row("a", { _name: { S: "Ada" }, _age: { N: "36" }, _tags: { L: [] } }),
		row("b", { _name: { S: "Bob" }, _age: { N: "41" }, pk2: { S: "team" }, sk2: { S: "core" } }),
		row("c", { val: { S: "single" } }),
	];
	const found = columns.survey(rows);

	test("are what the rows have, and what every item has", () => {
		expect(columns.firstColumns(found)).toEqual(["key", "val", "_name", "_age", "_tags", "label2", "md", "bytes"]);
		expect(columns.allColumns(found)).toEqual([
			...["key", "_age", "_name", "_tags", "val"],
			...["label1", "label2", "label3", "label4", "label5", "ttl", "ct", "md", "bytes"],
		]);
	});

	test("prefer single values that many rows have", () => {
		const wide = Array.from({ length: 12 }, (_, n) => [`_o${n}`, { M: {} }]);
		const many = columns.survey([row("a", { ...Object.fromEntries(wide), _name: { S: "Ada" } })]);
		expect(columns.firstColumns(many)).toContain("_name");
		expect(columns.firstColumns(many).filter((column) => column.startsWith("_"))).toHaveLength(7);
	});

	test("what most items have comes first", () => {
		const found = columns.survey([
			row("a", { _rare: { S: "x" } }),
			row("b", { _usual: { S: "y" } }),
			row("c", { _usual: { S: "z" } }),
		]);
		expect(columns.firstColumns(found)).toEqual(["key", "_usual", "_rare", "md", "bytes"]);
	});

	test("of numbers stand at the right", () => {
		expect(columns.isNumeric("_age", found)).toBe(true);
		expect(columns.isNumeric("_name", found)).toBe(false);
		expect(columns.isNumeric("bytes", found)).toBe(true);
	});

	test("hold fields of the item and attributes of its value", () => {
		expect(columns.cellOf(rows[1], "key")).toEqual({ S: "users:b" });
		expect(columns.cellOf(rows[1], "label2")).toEqual({ S: "team:core" });
		expect(columns.cellOf(rows[1], "_age")).toEqual({ N: "41" });
		expect(columns.cellOf(rows[1], "label1")).toBeUndefined();
	});
});

describe("the order", () => {
	test("of numbers is exact", () => {
		expect(compareNumbers("9007199254740993", "9007199254740992")).toBe(1);
		expect(compareNumbers("0.1", "1e-1")).toBe(0);
		expect(compareNumbers("-1e100", "-1e99")).toBeLessThan(0);
		expect(compareNumbers("0.10000000000000000000000001", "0.1")).toBe(1);
	});

	test("of texts is that of their bytes", () => {
		fc.assert(
			fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (a, b) => {
				expect(Math.sign(compareTexts(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
			}),
		);
		expect(compareTexts("\uff5e", "😀")).toBeLessThan(0);
	});

	test("puts kinds together, and what is missing last", () => {
		const values = [undefined, { S: "b" }, { N: "2" }, { NULL: true }, { N: "10" }, { S: "a" }];
		expect(values.sort(compareValues)).toEqual([
			{ N: "2" },
			{ N: "10" },
			{ S: "a" },
			{ S: "b" },
			{ NULL: true },
			undefined,
		]);
	});
});

test("the size of a row is what the store counts", async () => {
	const data = Data.open("memory:");
	await data.set("plain", 1);
	await data.set("users:ada", {
		name: "Ada Łovelace",
		age: 36,
		debt: -12.5,
		tags: ["a", { b: null }],
		at: { x: true },
	});
	await data.set("users:bob", new Set([1, 1000, 0.001]), { label1: "team:core", label2: "solo", ttl: 1000 });
	await data.set("users:cat", { bytes: Buffer.from("hello"), words: new Set(["a", "ü"]), big: 12345678901234567890n });
	const counted = new Map((await data.stat({ largest: 10 })).largest.map(({ key, bytes }) => [key, bytes]));
	let rows = 0;
	for await (const stored of data.export({ raw: true })) {
		const { S: key } = columns.cellOf(stored, "key");
		expect([key, sizeOfRow(stored)]).toEqual([key, counted.get(key)]);
		rows++;
	}
	expect(rows).toBe(4);
	await data.close();
});
