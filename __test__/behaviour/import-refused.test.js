"use strict";

// The input of `import` comes from outside. Rows that no table can hold are refused, with their number and key, before
// anything of their batch is written. Everything written can be read.

const fc = require("fast-check");
const { freshStore, onDynamo, rows } = require("../support/store");
const { run } = require("../support/random");

let data;
beforeEach(async () => {
	data = await freshStore();
});

const row = (columns) => ({ pk: { S: "c" }, sk: { S: "1" }, ct: { N: "1" }, md: { N: "2" }, ...columns });
const nested = (levels) => (levels === 0 ? { S: "x" } : { L: [nested(levels - 1)] });

describe("a row that no table can hold is refused", () => {
	test.each([
		["a set with null", row({ val: { BS: [null] } }), "its column 'val' is not DynamoDB's JSON"],
		[
			"a set of numbers with a text",
			row({ _a: { NS: ["secret"] } }),
			"'_a' holds a set of numbers with another value in it",
		],
		["an empty set", row({ val: { SS: [] } }), "'val' holds an empty set"],
		[
			"a set with an element twice",
			row({ _a: { SS: ["secret", "secret"] } }),
			"'_a' holds a set with an element twice",
		],
		["bytes that are not base64", row({ val: { B: "*secret*" } }), "'val' holds bytes that are not base64"],
		["a number that is none", row({ _a: { M: { x: { N: "secret" } } } }), "'_a' holds a number that DynamoDB"],
		["a number of a million digits", row({ _a: { N: "7".repeat(1_000_000) } }), "'_a' holds a number that DynamoDB"],
		["a number with a huge exponent", row({ _a: { N: "1e999999999" } }), "'_a' holds a number that DynamoDB"],
		["an unknown type", row({ _a: { X: "secret" } }), "'_a' holds a value of a type"],
		[
			"a name that is empty below the root",
			row({ _a: { M: { "": { S: "secret" } } } }),
			"'_a' holds a map with an empty",
		],
		["too deep", row({ _a: nested(32) }), "'_a' is nested too deep"],
		["endless", row({ _a: nested(5000) }), ""],
		["a pk with a colon", row({ pk: { S: "c:d" } }), "its key is invalid"],
		["an sk that breaks pages", row({ sk: { S: "a|b" } }), "its key is invalid"],
		["an sk that is an expression", row({ sk: { S: "a*" } }), "Invalid key"],
		["an sk that is not trimmed", row({ sk: { S: " a" } }), "Invalid key"],
		["a time that is none", row({ ct: { S: "secret" } }), "its column 'ct' must be a number of epoch seconds"],
		["a time beyond all dates", row({ ttl: { N: "1e300" } }), "its column 'ttl' must be a number of epoch seconds"],
		["a column that the schema lacks", row({ name: { S: "secret" } }), "the schema has no column 'name'"],
		[
			"a row of two kinds",
			row({ val: { N: "1" }, _a: { S: "secret" } }),
			"it has the column 'val' beside attributes of an object",
		],
		["an empty label", row({ pk2: { S: "" }, sk2: { S: "secret" } }), "one of its labels is invalid"],
		["a label with a colon", row({ pk2: { S: "a:b" }, sk2: { S: "secret" } }), "one of its labels is invalid"],
		["half a label", row({ pk2: { S: "secret" } }), "it lacks one of the columns 'pk2' and 'sk2'"],
		["a row without a key", { pk: { S: "c" }, val: { S: "secret" } }, "it lacks the columns 'pk' and 'sk'"],
		["an item without a value", { key: "c:1" }, "it has no 'value'"],
		["an item without a key", { value: 1 }, "Invalid key"],
		["an item with a date that is none", { key: "c:1", value: 1, created: "secret" }, "'created' must be a date"],
		["an item that cannot be stored", { key: "c:1", value: Symbol("secret") }, "The value is a symbol"],
		["no item", null, "it must be an object"],
		["too large", { key: "c:1", value: "x".repeat(500_000) }, "Item size of 488"],
		["a row too large", row({ val: { S: "x".repeat(500_000) } }), "Item size of 488"],
	])("%s", async (_, bad, message) => {
		const before = Array.from({ length: 100 }, (_, index) => ({ key: `b:${index}`, value: index }));
		const good = { key: "a:1", value: 1 };
		const error = await data.import([...before, good, bad]).catch((error) => error);
		expect(error.code).toMatch(/^(INVALID_VALUE|INVALID_KEY|ITEM_TOO_LARGE)$/);
		expect(error.message).toContain(message);
		expect(error.message).toMatch(/^Item 102( \('c:[^']*'\))? of the import: /);
		expect(error.message).toContain("The first 100 items are written, nothing after them.");
		expect(error.message).not.toContain("secret");
		expect(error.message.length).toBeLessThan(1000);
		expect(await data.get("a:*")).toEqual({ items: [] });
		expect(await data.get("c:*")).toEqual({ items: [] });
		expect((await data.scan({ count: true })).count).toBe(100);
		await expect(data.import([bad])).rejects.toThrow("Nothing is written.");
	});
});

test("everything that import accepts can be read, however the rows were mutated", async () => {
	for (const [index, value] of [
		1,
		"x",
		{ a: { b: [1, new Set(["s"]), new Uint8Array([1])] } },
		[2n ** 70n, 0.1],
	].entries()) {
		await data.set(`c:${index}`, value, { label1: `l:${index}`, ttl: 3600 });
	}
	const exported = await rows(data);
	const places = exported.flatMap((row, index) => pathsOf(row).map((path) => [index, ...path]));
	const junk = fc.oneof(
		fc.constantFrom(undefined, null, true, 0, "", "x", "a:b", "a|b", "***", "1e999", [], {}, [null], ["x", "x"], {
			S: "x",
		}),
		...[
			fc.constantFrom(
				{ N: "x" },
				{ NS: [] },
				{ BS: ["AA=="] },
				{ M: { "": { S: "" } } },
				{ NULL: false },
				{ BOOL: "true" },
				nested(40),
			),
		],
		fc.constantFrom(...["N", "S", "B", "SS", "NS", "BS", "M", "L", "BOOL", "NULL"].map((kind) => ({ [kind]: ["1"] }))),
	);
	await run(
		fc.asyncProperty(fc.constantFrom(...places), junk, async ([index, ...path], value) => {
			await data.truncate();
			const changed = structuredClone(exported);
			const last = path.pop();
			path.reduce((inner, name) => inner[name], changed[index])[last] = value;
			const error = await data.import(changed).then(
				() => undefined,
				(error) => error,
			);
			if (error !== undefined) {
				expect(error.code).toMatch(/^INVALID_/);
				expect(await rows(data)).toEqual([]);
				return;
			}
			const { items } = await data.get("c:*", { meta: true });
			expect((await data.scan({ meta: true })).items).toHaveLength(exported.length);
			for (const item of items) expect(await data.get(item.key, true)).toEqual(item);
			for (let page = await data.getByLabel("label1", "l:*", { limit: 1 }); page?.next; ) page = await page.next();
			const again = await rows(data);
			await data.truncate();
			await data.import(again);
			expect(await rows(data)).toEqual(again);
		}),
		{ numRuns: onDynamo ? 60 : 300 },
	);
});

function pathsOf(tree) {
	if (tree === null || typeof tree !== "object") return [];
	return Object.entries(tree).flatMap(([name, inner]) => [[name], ...pathsOf(inner).map((path) => [name, ...path])]);
}

test("a row without dates gets the current time", async () => {
	await data.import([{ pk: { S: "a" }, sk: { S: "0" }, kv: { BOOL: true }, val: { N: "1.50" } }]);
	const item = await data.get("a", true);
	expect(item.value).toBe(1.5);
	expect(Math.abs(Date.now() - item.created.getTime())).toBeLessThan(60_000);
	expect(item.modified).toEqual(item.created);
});
