"use strict";

// Going to a key in a list of which any row can be read, and what a document shows of a value.

const fc = require("fast-check");
const { load } = require("../support/modules.js");

const { compareWith, firstNotBefore, wholeKey } = load("explorer/page/items/place.mjs");
const { linesOf } = load("explorer/page/items/lines.mjs");
const { toRow } = load("formats/rows.mjs");

const byBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const lineOf = async (rows, text, order) => {
	const compare = compareWith(text, order);
	return firstNotBefore(rows.length, async (index) => compare(rows[index]) < 0);
};

describe("the line of a key", () => {
	test("is where it is, or would be, in either direction", async () => {
		const name = fc
			.string({ unit: "grapheme", minLength: 1 })
			.filter((text) => text.trim() === text && !/^[<>]|[*|]/.test(text));
		await fc.assert(
			fc.asyncProperty(fc.uniqueArray(name, { maxLength: 30 }), name, async (names, wanted) => {
				const sorted = names.toSorted(byBytes);
				const rows = sorted.map((text) => toRow({ key: `users:${text}`, value: 1 }));
				const before = sorted.filter((text) => byBytes(text, wanted) < 0).length;
				const behind = sorted.filter((text) => byBytes(text, wanted) > 0).length;
				expect(await lineOf(rows, `users:${wanted}`, {})).toBe(before);
				expect(await lineOf(rows.toReversed(), `users:${wanted}`, { isReverse: true })).toBe(behind);
			}),
		);
	});

	test("is found in few reads among millions", async () => {
		let reads = 0;
		const line = await firstNotBefore(10_000_000, async (index) => {
			reads++;
			return index < 7_654_321;
		});
		expect([line, reads <= 24]).toEqual([7_654_321, true]);
	});

	test("is that of the label where a label orders", async () => {
		const rows = ["core:a", "core:b", "edge:a"].map((label2, index) =>
			toRow({ key: `users:${9 - index}`, value: 1, label2 }),
		);
		expect(await lineOf(rows, "core:b", { label: "label2" })).toBe(1);
		expect(await lineOf(rows, "zone", { label: "label2" })).toBe(3);
	});

	test("needs a key", () => {
		expect(() => compareWith("users:", {})).toThrow(RangeError);
	});

	test("may be typed without its collection", () => {
		expect(wholeKey("ada", "users:*")).toBe("users:ada");
		expect(wholeKey("users:ada", "users:>=a")).toBe("users:ada");
		expect(wholeKey("users:ada")).toBe("users:ada");
	});
});

describe("a document", () => {
	const shown = (value, most = 20) =>
		linesOf(value, most).map(({ depth, name, value: inner }) => [depth, name, inner && Object.keys(inner)[0]]);

	test("has a line for each attribute, and nests what does not fit on one", () => {
		const long = { S: "a text that is so long that it needs a line of its own" };
		const value = {
			M: { name: { S: "Ada" }, tags: { L: [{ S: "a" }] }, moves: { L: [{ M: { to: long } }, { N: "1" }] } },
		};
		expect(shown(value)).toEqual([
			[0, "name", "S"],
			[0, "tags", "L"],
			[0, "moves", undefined],
			[1, "1.", undefined],
			[2, "to", "S"],
			[1, "2.", "N"],
		]);
		expect(shown(value, 4)).toHaveLength(4);
	});

	test("of a single value has one line", () => {
		expect(shown({ N: "42" })).toEqual([[0, undefined, "N"]]);
		expect(shown({ M: {} })).toEqual([]);
	});
});
