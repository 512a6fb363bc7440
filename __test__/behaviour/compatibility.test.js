"use strict";

// The rows of docs/differences.md: the cases where this package deviates from the reference on purpose.

const { freshStore } = require("../support/store");

const seconds = (date) => Math.floor(date.getTime() / 1000);
const now = () => seconds(new Date());

let data;
beforeEach(async () => {
	data = await freshStore();
});

test("false as options means no metadata", async () => {
	expect(await data.set("k", 1, false)).toBe(1);
	expect(await data.get("k", false)).toBe(1);
});

test("an addition with the sum 0 resolves to 0", async () => {
	await data.set("n", 5);
	expect(await data.add("n", -5)).toBe(0);
	expect(await data.get("n")).toBe(0);
	expect(await data.add("o", "n", 0)).toEqual({ n: 0 });
});

test("removing several keys resolves to true once all are removed", async () => {
	await data.set("a", 1);
	await data.set("b:1", 2);
	expect(await data.remove(["a", "b:1", "never-there"])).toBe(true);
	expect(await data.get(["a", "b:1"])).toEqual({ items: [] });
});

test("several keys return items in the requested order, without expired items", async () => {
	for (const key of ["a", "b:1", "c", "d:4"]) await data.set(key, key);
	await data.set("gone", 1, { ttl: "2020-01-01" });
	const keys = ["d:4", "gone", "a", "missing", "c", "b:1"];
	const { items } = await data.get(keys);
	expect(items.map((item) => item.key)).toEqual(["d:4", "a", "c", "b:1"]);
});

describe("expired items", () => {
	beforeEach(async () => {
		for (let index = 0; index < 30; index++) {
			const options = { label1: `l:${index % 3}` };
			if (index % 3 !== 0) options.ttl = "2020-01-01";
			await data.set(`n:${String(index).padStart(2, "0")}`, index, options);
		}
	});

	test.each([[false], [true]])("do not shorten pages of a collection (reverse: %s)", async (reverse) => {
		const first = await data.get("n:*", { limit: 4, reverse });
		const living = [0, 3, 6, 9, 12, 15, 18, 21, 24, 27];
		if (reverse) living.reverse();
		expect(first.items.map((item) => item.value)).toEqual(living.slice(0, 4));
		const second = await first.next();
		expect(second.items.map((item) => item.value)).toEqual(living.slice(4, 8));
		const third = await second.next();
		expect(third.items.map((item) => item.value)).toEqual(living.slice(8));
		expect(third).not.toHaveProperty("lastKey");
		expect(third).not.toHaveProperty("next");
	});

	test("are never returned", async () => {
		expect((await data.getByLabel("label1", "l:*")).items).toHaveLength(10);
		expect((await data.getByLabel("label1", "l:1")).items).toHaveLength(0);
		expect((await data.scan()).items).toHaveLength(10);
		expect((await data.scan({ label: "label1" })).items).toHaveLength(10);
		expect(await data.scan({ count: true })).toEqual({ count: 10 });
		expect(await data.get("n:01")).toBeUndefined();
		const exported = [];
		for await (const item of data.export()) exported.push(item);
		expect(exported).toHaveLength(10);
	});

	test("do not exist for any write", async () => {
		await expect(data.set("n:01", 1, { exists: true })).rejects.toThrow("Item does not exist");
		expect(await data.set("n:01", "new", { exists: false })).toBe("new");
		expect(await data.add("n:02", 5)).toBe(5);
		expect(await data.set("n:04", { a: 1 }, { meta: true })).not.toHaveProperty("ttl");
		expect(await data.get("n:04", true)).not.toHaveProperty("label1");
		expect(await data.set("n:05", undefined, { default: "d" })).toBe("d");
	});
});

describe("ttl", () => {
	test.each([[1.5], [Number.NaN], [Number.POSITIVE_INFINITY], [-0.5], ["nonsense"], [true], [{}], [[]]])(
		"%p is refused",
		async (ttl) => {
			await expect(data.set("k", 1, { ttl })).rejects.toMatchObject({
				name: "ValidationError",
				message: "Invalid ttl value.",
			});
			expect(await data.get("k")).toBeUndefined();
		},
	);

	test("an integer is an epoch from ten years on, even in the past: an ended session is gone", async () => {
		for (const epoch of [now() + 100, now() - 10, 11 * 365 * 86400]) {
			expect(seconds((await data.set("a", 1, { ttl: epoch, meta: true })).ttl)).toBe(epoch);
			expect(await data.get("a")).toBe(epoch > now() ? 1 : undefined);
		}
	});

	test("a date after 2038 is stored exactly", async () => {
		for (const date of ["2039-01-01", "2100-06-01T12:00:00Z"]) {
			expect((await data.set("a", 1, { ttl: date, meta: true })).ttl).toEqual(new Date(date));
		}
		expect((await data.get("a", true)).ttl).toEqual(new Date("2100-06-01T12:00:00Z"));
	});

	test("a Date is accepted", async () => {
		const date = new Date("2090-01-01T00:00:00Z");
		expect((await data.set("a", 1, { ttl: date, meta: true })).ttl).toEqual(date);
	});
});

test("a default label keeps an existing label with a colon", async () => {
	await data.set("k", 1, { label1: "grp:one" });
	await data.set("k", 2, { label1: ["simple"] });
	expect((await data.get("k", true)).label1).toBe("grp:one");
	expect((await data.getByLabel("label1", "grp:one")).items).toHaveLength(1);
	expect((await data.getByLabel("label1", "simple")).items).toHaveLength(0);
});

test("scan reads the requested segment", async () => {
	for (let index = 0; index < 100; index++) await data.set(`p${index}:k`, index);
	const found = [];
	for (let segment = 0; segment < 4; segment++) {
		let page = await data.scan({ segment, totalSegments: 4, limit: 7 });
		let count = 0;
		while (page) {
			count += page.items.length;
			found.push(...page.items.map((item) => item.value));
			page = page.next ? await page.next() : undefined;
		}
		expect(count).toBeGreaterThan(0);
		expect(count).toBeLessThan(100);
		expect(await data.scan({ segment, totalSegments: 4, count: true })).toEqual({ count });
	}
	expect(found.sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
	for (const options of [{ segment: 0 }, { totalSegments: 2 }, { segment: 2, totalSegments: 2 }]) {
		await expect(data.scan(options)).rejects.toMatchObject({ code: "INVALID_OPTION" });
	}
});

test("scan selects attributes by their names in the value", async () => {
	await data.set("o:1", { a: 1, b: { c: 2 }, d: 3 });
	await data.set("o:2", "single");
	expect((await data.scan({ attributes: ["b", "a", "missing"] })).items).toEqual([
		{ key: "o:1", value: { a: 1, b: { c: 2 } } },
		{ key: "o:2", value: "single" },
	]);
	await expect(data.scan({ attributes: "a" })).rejects.toMatchObject({ code: "INVALID_OPTION" });
});

test("the caller's options are not changed", async () => {
	for (let index = 0; index < 3; index++) await data.set(`n:${index}`, index, { label1: "l" });
	const options = Object.freeze({ limit: 1 });
	const page = await data.getByLabel("label1", "l", options);
	await page.next();
	await (await data.get("n:*", options)).next();
	expect(options).toEqual({ limit: 1 });
});

test("data.removeNulls applies to batches and seeds", async () => {
	data.removeNulls = false;
	await data.set([{ key: "a", value: { n: null } }], { overwrite: true });
	await data.seed([{ key: "b", value: { n: null } }]);
	await data.set([{ key: "c", value: { n: null, m: 1 } }], { overwrite: true, removeNulls: true });
	await data.set([{ key: "d", value: { n: null, m: 1 }, removeNulls: true }], { overwrite: true });
	expect((await data.get(["a", "b", "c", "d"])).items.map((item) => item.value)).toEqual([
		{ n: null },
		{ n: null },
		{ m: 1 },
		{ m: 1 },
	]);
});

test("duplicate keys: set refuses them by name, get and remove count them once", async () => {
	await expect(
		data.set([
			{ key: "a:b", value: 1 },
			{ key: "c", value: 1 },
			{ key: " a : b ", value: 2 },
		]),
	).rejects.toMatchObject({ name: "ValidationError", message: expect.stringContaining("'a:b'") });
	expect(await data.get("c")).toBeUndefined();
	await data.set("a:b", 1);
	expect(await data.get(["a:b", "a:b"])).toEqual({ items: [{ key: "a:b", value: 1 }] });
	expect(await data.remove(["a:b", "a:b"])).toBe(true);
});

test("a default object keeps a stored single value", async () => {
	await data.set("k", "single");
	expect(await data.set("k", undefined, { default: { a: 1 } })).toBe("single");
	expect(await data.set("new", undefined, { default: { a: 1 } })).toEqual({ a: 1 });
});

test("null is stored with removeNulls: false, even over a value", async () => {
	await data.set("k", 1);
	expect(await data.set("k", null, { removeNulls: false })).toBeNull();
	expect(await data.get("k", true)).toMatchObject({ value: null });
});

test("a default of null does nothing", async () => {
	await data.set("k", { x: 1, y: 2 });
	expect(await data.set("k", { x: 3 }, { default: { y: null } })).toEqual({ x: 3, y: 2 });
	expect(await data.set("new", { x: 3 }, { default: { y: null } })).toEqual({ x: 3 });
});

test("a default keeps nested Sets and bytes", async () => {
	const value = { a: { s: new Set(["x"]), b: new Uint8Array([1]), m: 1n << 70n } };
	const defaults = { a: { s: { no: 1 }, b: { no: 1 }, m: { no: 1 }, d: 2 } };
	const stored = { a: { ...value.a, d: 2 } };
	expect(await data.set("k", value, { default: defaults })).toEqual(stored);
	expect(await data.get("k")).toEqual(stored);
});

test("an addition beside a default starts at 0", async () => {
	expect(await data.set("k", { n: { $add: 2 } }, { default: { n: 100, m: 1 } })).toEqual({ n: 2, m: 1 });
	expect(await data.set("k", { n: { $add: 2 } }, { default: { n: 100 } })).toEqual({ n: 4, m: 1 });
	await expect(data.set("k", { n: { $add: 2 } }, { default: { n: "x" } })).rejects.toThrow("of the same type");
});

test("a seed checks its items first, and applies their defaults", async () => {
	await data.set("old", 1);
	const items = [{ key: "a", value: { x: 1 }, default: { x: 0, y: 2 } }];
	await expect(data.seed([...items, { key: "b" }], true)).rejects.toMatchObject({ name: "ValidationError" });
	expect((await data.scan()).items).toEqual([{ key: "old", value: 1 }]);
	expect(await data.seed(items, true)).toEqual({ items: 1 });
	expect((await data.scan()).items).toEqual([{ key: "a", value: { x: 1, y: 2 } }]);
});

test("scan reads and counts by label, page by page", async () => {
	for (let index = 0; index < 7; index++)
		await data.set(`n:${index}`, index, { label2: index % 2 ? undefined : `l:${index}` });
	const values = [];
	for (let page = await data.scan({ label: "label2", limit: 2 }); page; page = await page.next?.()) {
		values.push(...page.items.map((item) => item.value));
	}
	expect(values).toEqual([0, 2, 4, 6]);
	expect(await data.scan({ count: true })).toEqual({ count: 7 });
	expect(await data.scan({ label: "label2", count: true })).toEqual({ count: 4 });
});

test("batches and remove refuse key expressions", async () => {
	await data.set("n:1", 1);
	for (const key of ["n:*", "n:>0", "n:0|2"]) {
		const calls = [data.get([key]), data.remove([key]), data.remove(key), data.set([{ key, value: 1 }])];
		for (const call of calls)
			await expect(call).rejects.toMatchObject({ name: "ValidationError", code: "INVALID_KEY" });
	}
	expect(await data.scan({ count: true })).toEqual({ count: 1 });
});

test("a batch refuses what it would not check", async () => {
	const refused = { name: "ValidationError", code: "INVALID_OPTION", key: "k" };
	const conditions = [{ exists: true }, { exists: false }, { created: now() }, { created: null }];
	for (const condition of [...conditions, { if: { $exists: false } }, { version: "1700000000" }]) {
		await expect(data.set([{ key: "k", value: 1, ...condition }])).rejects.toMatchObject(refused);
	}
	const updates = data.set([{ key: "k", value: 1, created: now() }], { overwrite: false });
	await expect(updates).rejects.toMatchObject(refused);
	expect(await data.get("k")).toBeUndefined();
});
