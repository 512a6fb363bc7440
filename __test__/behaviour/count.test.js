"use strict";

// `count`: how many items an expression selects.

const { refusal } = require("../support/refusal");
const { freshStore } = require("../support/store");

let data;
beforeAll(async () => {
	data = await freshStore();
	await data.seed([
		...Array.from({ length: 2100 }, (_, n) => ({
			key: `n:${n}`,
			value: { n },
			label1: `l:${n % 3}`,
			...(n < 10 && { label2: "few" }),
		})),
		{ key: "m:1", value: 1, label1: "l:0" },
		{ key: "m:2", value: 2, ttl: "2020-01-01", label1: "l:0" },
		{ key: "m:3", value: 3, ttl: "2090-01-01" },
		{ key: "simple", value: "x" },
	]);
}, 60_000);

test.each([
	["everything", undefined, undefined, 2103],
	["a collection", "n:*", undefined, 2100],
	["without expired items", "m:*", {}, 2],
	["a prefix", "n:20*", undefined, 111],
	["a range", "n:>=3", { consistent: true }, 777],
	["one item", "n:5", undefined, 1],
	["a key without a colon", "simple", undefined, 1],
	["a missing item", "n:none", undefined, 0],
	["an expired item", "m:2", undefined, 0],
	["no items", "none:*", undefined, 0],
	["a filter", "n:*", { filter: { n: { $lt: 7 } } }, 7],
	["a filter of everything", undefined, { filter: { $type: "number" } }, 2],
	["a filter that matches nothing", "n:*", { filter: { n: { $exists: false } } }, 0],
	["a filter of one item", "n:5", { filter: { n: 6 } }, 0],
	["what DynamoDB cannot count", "n:*", { filter: { $or: Array.from({ length: 400 }, (_, n) => ({ n })) } }, 400],
	["a label", "l:0", { label: "label1" }, 701],
	["all that have a label", undefined, { label: "label2" }, 10],
	["labels", undefined, { labels: { label1: "l:*", label2: "few" } }, 10],
	["labels in a collection", "n:*", { labels: { label1: "l:1", label2: "few" } }, 3],
	["labels and a filter", "l:*", { label: "label1", labels: { label2: "few" }, filter: { n: { $gt: 7 } } }, 2],
	["empty labels", "m:*", { labels: {} }, 2],
	["undefined options", "n:*", { filter: undefined, label: undefined, labels: undefined, consistent: undefined }, 2100],
])("counts %s", async (_, expression, options, expected) => {
	expect(await data.count(expression, options)).toBe(expected);
});

test("agrees with scan({ count: true })", async () => {
	expect(await data.scan({ count: true })).toEqual({ count: await data.count() });
	expect(await data.scan({ count: true, label: "label1", filter: { n: { $lt: 5 } } })).toEqual({ count: 5 });
});

test("counts items of more than a page can hold", async () => {
	const text = "x".repeat(390_000);
	await data.set(
		Array.from({ length: 50 }, (_, n) => ({ key: `big:${n}`, value: { n, text } })),
		{ overwrite: true },
	);
	expect(await data.count("big:*")).toBe(50);
	expect(await data.count("big:*", { filter: { n: { $gte: 48 } } })).toBe(2);
	await data.removeAll("big:*");
	expect(await data.count("big:*")).toBe(0);
}, 60_000);

describe("refuses", () => {
	test.each([
		["an unknown option", { filters: {} }],
		["an option of a page", { limit: 10 }],
		["an option of items", { meta: true }],
		["a filter of null", { filter: null }],
		["an unknown operator", { filter: { $like: "x" } }],
		["an unknown label", { label: "label6" }],
		["labels that are none", { labels: { label6: "x" } }],
		["a label without an expression", { labels: { label1: undefined } }],
		["a consistent label", { label: "label1", consistent: true }],
		["consistent as a text", { consistent: "yes" }],
		["true", true],
		["null", null],
		["an array", []],
		["a number", 5],
	])("%s", async (_, options) => {
		expect(await refusal(data.count("n:*", options))).toMatchObject({
			name: "ValidationError",
			code: "INVALID_OPTION",
		});
	});

	test("what is no expression", async () => {
		for (const expression of [null, "", 5, ["n:*"], {}, "n:", ":*"]) {
			const error = await refusal(data.count(expression));
			expect([expression, error.code]).toEqual([expression, "INVALID_KEY"]);
		}
	});
});
