"use strict";

// `removeAll`: what an expression selects, and nothing else.

const { freshStore } = require("../support/store");

let data;
beforeAll(async () => {
	data = await freshStore();
});
beforeEach(() => data.truncate());

async function keys() {
	const found = [];
	for await (const { key } of data.export()) found.push(key);
	return found.sort();
}

const fill = (...names) => data.seed(names.map((key) => ({ key, value: { key } })));

describe("removes", () => {
	test.each([
		["a collection", "x:*", ["x", "x:1", "x:2", "x:3"]],
		["a prefix", "x:1*", ["x:1"]],
		["a range", "x:>=2", ["x:2", "x:3"]],
		["an interval", "x:1|2", ["x:1", "x:2"]],
		["one item", "x:2", ["x:2"]],
		["a key without a colon", "x", ["x"]],
		["nothing", "z:*", []],
		["a missing item", "x:4", []],
	])("%s", async (_, expression, gone) => {
		const all = ["x", "x:1", "x:2", "x:3", "xy:1", "y:1"];
		await fill(...all);
		expect(await data.removeAll(expression, { dryRun: true })).toEqual({ removed: gone.length });
		expect(await keys()).toEqual(all);
		expect(await data.removeAll(expression, { dryRun: false })).toEqual({ removed: gone.length });
		expect(await keys()).toEqual(all.filter((key) => !gone.includes(key)));
		expect(await data.removeAll(expression)).toEqual({ removed: 0 });
	});

	test("by a label", async () => {
		for (const [index, label1] of ["open:1", "open:2", "closed:1", undefined].entries()) {
			await data.set(`t:${index}`, index, { label1, label2: "other:1" });
		}
		expect(await data.removeAll("open:*", { label: "label1" })).toEqual({ removed: 2 });
		expect(await keys()).toEqual(["t:2", "t:3"]);
		expect(await data.removeAll("closed:1", { label: "label1" })).toEqual({ removed: 1 });
		expect(await keys()).toEqual(["t:3"]);
		expect(await data.removeAll("other:*", { label: "label1" })).toEqual({ removed: 0 });
		expect(await data.removeAll("other:*", { label: "label2" })).toEqual({ removed: 1 });
	});

	test("what a filter matches", async () => {
		for (const n of [1, 2, 3, 4]) await data.set(`f:${n}`, { n, tag: n % 2 ? "odd" : "even" }, { label1: `g:${n}` });
		await data.set("f:5", 5);
		expect(await data.removeAll("f:*", { filter: { n: { $gt: 3 } }, dryRun: true })).toEqual({ removed: 1 });
		expect(await data.removeAll("f:*", { filter: { n: { $gt: 3 } } })).toEqual({ removed: 1 });
		expect(await data.removeAll("g:>=2", { label: "label1", filter: { tag: "odd" } })).toEqual({ removed: 1 });
		expect(await data.removeAll("f:1", { filter: { n: 2 } })).toEqual({ removed: 0 });
		expect(await keys()).toEqual(["f:1", "f:2", "f:5"]);
		expect(await data.removeAll("f:*", { filter: { tag: { $exists: false } } })).toEqual({ removed: 1 });
		expect(await data.removeAll("f:*", { filter: {} })).toEqual({ removed: 2 });
	});

	test("thousands of items, page by page, and each once", async () => {
		const names = Array.from({ length: 3210 }, (_, index) => `m:${index}`);
		await fill(...names, "o:1");
		const newer = fill("m:9999");
		const { removed } = await data.removeAll("m:*");
		await newer;
		expect([3210, 3211]).toContain(removed);
		expect((await keys()).filter((key) => key !== "m:9999")).toEqual(["o:1"]);
	}, 60_000);

	test("no item that is expired, and counts none", async () => {
		await data.set("e:1", 1, { ttl: "2020-01-01" });
		await data.set("e:2", 1);
		expect(await data.removeAll("e:*")).toEqual({ removed: 1 });
	});
});

test("fires an event for each item", async () => {
	await fill("v:1", "v:2", "w:1");
	const fired = [];
	const handler = data.on("deleted:v:*", ({ item }) => {
		fired.push(item.key);
	});
	await data.removeAll("v:*");
	await data.events.idle();
	handler.remove();
	expect(fired.sort()).toEqual(["v:1", "v:2"]);
});

describe("refuses", () => {
	test.each([
		["an unknown option", { filters: {} }],
		["another case", { dryrun: true }],
		["an option of a page", { limit: 10 }],
		["an undefined filter", { filter: undefined }],
		["a filter of null", { filter: null }],
		["an unknown operator", { filter: { $like: "x" } }],
		["an undefined label", { label: undefined }],
		["an empty label", { label: "" }],
		["an undefined dryRun", { dryRun: undefined }],
		["a dryRun of null", { dryRun: null }],
		["a number", 5],
		["null", null],
		["true", true],
		["an array", []],
	])("%s, and removes nothing", async (_, options) => {
		await fill("x:1");
		await expect(data.removeAll("x:*", options)).rejects.toMatchObject({
			name: "ValidationError",
			code: "INVALID_OPTION",
		});
		expect(await keys()).toEqual(["x:1"]);
	});

	test("what is no expression", async () => {
		for (const expression of [undefined, null, "", ["x:*"], 5, "x:", ":*"]) {
			const call = data.removeAll(expression).catch((error) => error.code);
			expect([expression, await call]).toEqual([expression, "INVALID_KEY"]);
		}
	});
});

test("'remove' of an expression stays refused, and names 'removeAll'", async () => {
	await fill("x:1");
	for (const call of [data.remove("x:*"), data.remove(["x:*"])]) {
		await expect(call).rejects.toMatchObject({ code: "INVALID_KEY", hint: expect.stringContaining("removeAll") });
	}
	expect(await keys()).toEqual(["x:1"]);
});
