"use strict";

// `cursors`: the places behind each so many items, from which numbered pages begin.

const fc = require("fast-check");
const { run } = require("../support/random");
const { refusal } = require("../support/refusal");
const { freshStore } = require("../support/store");

let data;
beforeAll(async () => {
	data = await freshStore();
});
beforeEach(() => data.truncate());

const keysOf = async (items) => {
	const keys = [];
	for await (const { key } of items) keys.push(key);
	return keys;
};

const part = fc.constantFrom("a", "b", "ż", "🚀", "a:b", "0", "00", "a\0", "a b");
const item = fc.record({
	key: fc.oneof(
		{ weight: 4, arbitrary: fc.tuple(fc.constantFrom("n", "m"), part, fc.nat(9)).map((parts) => parts.join(":")) },
		fc.constantFrom("single", "n", "m"),
	),
	value: fc.oneof(fc.record({ a: fc.nat(3) }), fc.nat(3)),
	label1: fc.option(
		fc.tuple(fc.constantFrom("l", "k"), fc.constantFrom("a", "b", "a\0", "x|y")).map((parts) => parts.join(":")),
		{ nil: undefined },
	),
	label2: fc.option(fc.constantFrom("few", "few:1"), { nil: undefined }),
	ttl: fc.constantFrom(undefined, undefined, undefined, "2090-01-01", "2020-01-01"),
});
const selection = fc.constantFrom(
	[undefined, {}],
	["n:*", {}],
	["n:a*", { consistent: true }],
	["n:>a", { filter: { a: { $gt: 1 } } }],
	["m", {}],
	["none:*", {}],
	["l:*", { label: "label1" }],
	["l:a", { label: "label1" }],
	["l:*", { label: "label1", labels: { label2: "few" } }],
	[undefined, { label: "label1", filter: { $type: "object" } }],
	[undefined, { labels: { label1: "l:*" } }],
	["n:*", { labels: { label2: "few" } }],
	["n:*", { filter: { $or: Array.from({ length: 300 }, (_, n) => ({ a: n })) } }],
);

/** The items of a seed, each key once: `n:0` and `n` are one item. */
const stored = (items) => [...new Map(items.map((one) => [one.key.replace(/:0$/, ""), one])).values()];

test("each cursor begins a page, and all pages together are the selection", async () => {
	const cases = fc.tuple(
		fc.array(item, { maxLength: 60, size: "max" }),
		fc.array(fc.tuple(selection, fc.integer({ min: 1, max: 20 })), { minLength: 6, maxLength: 12 }),
	);
	await run(
		fc.asyncProperty(cases, async ([items, asked]) => {
			await data.truncate();
			await data.import(stored(items).map(({ ttl, ...rest }) => ({ ...rest, ...(ttl && { ttl }) })));
			for (const [[expression, options], every] of asked) {
				const whole = await keysOf(data.iterate(expression, options));
				const { items: counted, cursors } = await data.cursors(expression, { every, ...options });
				expect(counted).toBe(whole.length);
				expect(cursors).toHaveLength(Math.max(Math.ceil(whole.length / every) - 1, 0));
				const pages = [];
				for (const start of [undefined, ...cursors]) {
					pages.push(await keysOf(data.iterate(expression, { ...options, limit: every, start })));
				}
				expect(pages.flat()).toEqual(whole);
				const exported = { ...options, ...(expression !== undefined && { expression }), start: cursors.at(-1) };
				expect(await keysOf(data.export(exported))).toEqual(pages.at(-1));
			}
		}),
		{ numRuns: 25 },
	);
}, 120_000);

test("are those of thousands of items, and the `lastKey` of the pages before", async () => {
	await data.seed(
		Array.from({ length: 60_000 }, (_, n) => ({
			key: `n:${100_000 + n}`,
			value: n,
			...(n % 3 === 0 && { label1: "l" }),
		})),
	);
	const { items, cursors } = await data.cursors("n:*", { every: 1000 });
	expect([items, cursors.length]).toEqual([60_000, 59]);
	expect(cursors).toEqual(Array.from({ length: 59 }, (_, page) => `n:${100_999 + page * 1000}`));
	const first = await data.get("n:*", { limit: 1000 });
	expect(first.lastKey).toBe(cursors[0]);
	const numbered = await data.get("n:*", { limit: 2, start: cursors[41] });
	expect(numbered.items.map(({ value }) => value)).toEqual([42_000, 42_001]);
	expect((await data.cursors(undefined, { every: 1_000_000 })).cursors).toEqual([]);
	const filtered = await data.cursors("n:*", { every: 100, filter: { $gte: 59_700 } });
	expect(filtered).toEqual({ items: 300, cursors: ["n:159799", "n:159899"] });
	const labelled = await data.cursors("l", { every: 10_000, label: "label1" });
	expect(labelled).toEqual({ items: 20_000, cursors: ["n:129997|l:0"] });
	expect((await data.cursors("n:*", { every: 1 })).cursors).toHaveLength(59_999);
}, 120_000);

describe("refuses", () => {
	test.each([
		["no options", undefined],
		["no 'every'", {}],
		["0", { every: 0 }],
		["a fraction", { every: 1.5 }],
		["a text", { every: "5" }],
		["null", { every: null }],
		["NaN", { every: Number.NaN }],
		["more than a million", { every: 1_000_001 }],
		["an unknown option", { every: 5, limit: 2 }],
		["a consistent label", { every: 5, label: "label1", consistent: true }],
		["an unknown operator", { every: 5, filter: { $like: "x" } }],
	])("%s", async (_, options) => {
		expect(await refusal(data.cursors("n:*", options))).toMatchObject({
			name: "ValidationError",
			code: "INVALID_OPTION",
		});
	});

	test("what is no expression", async () => {
		for (const expression of [null, "", 5, ["n:*"], "n:", ":*"]) {
			const error = await refusal(data.cursors(expression, { every: 5 }));
			expect([expression, error.code]).toEqual([expression, "INVALID_KEY"]);
		}
	});
});
