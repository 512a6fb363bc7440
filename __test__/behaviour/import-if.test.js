"use strict";

// `import` with `if`: a copy that was interrupted goes on, and one that is repeated takes nothing back.

const { freshStore, onDynamo } = require("../support/store");

let data;
beforeEach(async () => {
	data = await freshStore();
});

const at = (second, digits = "") => ({ version: `${second}${digits}` });
const read = (key) => data.get(key);

describe("missing", () => {
	test("writes only where no item is", async () => {
		await data.set("c:1", "kept");
		const items = [1, 2, 3].map((number) => ({ key: `c:${number}`, value: "imported" }));
		expect(await data.import(items, { if: "missing" })).toEqual({ items: 2, skipped: 1 });
		expect(await data.import(items, { if: "missing" })).toEqual({ items: 0, skipped: 3 });
		expect(await Promise.all(items.map(({ key }) => read(key)))).toEqual(["kept", "imported", "imported"]);
	});

	test("takes an expired item for none", async () => {
		await data.set("c:1", "expired", { ttl: Math.floor(Date.now() / 1000) - 10, label1: "old" });
		expect(await data.import([{ key: "c:1", value: "imported" }], { if: "missing" })).toEqual({ items: 1, skipped: 0 });
		expect(await data.get("c:1", { meta: true })).toMatchObject({ value: "imported" });
		expect((await data.getByLabel("label1", "old")).items).toEqual([]);
	});

	test("the first of several items with one key counts", async () => {
		const items = ["first", "second"].map((value) => ({ key: "c:1", value }));
		expect(await data.import(items, { if: "missing" })).toEqual({ items: 1, skipped: 1 });
		expect(await read("c:1")).toBe("first");
	});
});

describe("newer", () => {
	test.each([
		["an older version", "100.5", at(200, ".1"), true],
		["a version that is older within the second", "200.1", at(200, ".2"), true],
		["the same version", "200.1", at(200, ".1"), false],
		["a newer version", "200.25", at(200, ".2"), false],
		["a version that text would sort the other way", "1000.5", at(999, ".5"), false],
		["a version with more digits", "9.5", at(10, ".5"), true],
		["a version from before the epoch", "-5.5", at(-5, ".05"), true],
		["an older version, and no version is given", "199.5", { modified: 200 }, true],
		["a version of the same second, and no version is given", "200.5", { modified: 200 }, false],
		["any version, and no date is given", "200.5", {}, true],
	])("over %s", async (_, stored, given, writes) => {
		await data.import([{ key: "c:1", value: "stored", version: stored }]);
		const answer = await data.import([{ key: "c:1", value: "given", ...given }], { if: "newer" });
		expect(answer).toEqual(writes ? { items: 1, skipped: 0 } : { items: 0, skipped: 1 });
		expect(await read("c:1")).toBe(writes ? "given" : "stored");
	});

	test("writes where no item is, or an expired one", async () => {
		const expired = { key: "c:1", value: "expired", version: "900", ttl: 1000 };
		await data.import([expired]);
		const items = [1, 2].map((number) => ({ key: `c:${number}`, value: "given", version: "100.5" }));
		expect(await data.import(items, { if: "newer" })).toEqual({ items: 2, skipped: 0 });
		expect(await read("c:1")).toBe("given");
	});

	test("a row of another program compares by its second", async () => {
		const row = (second, value) => ({
			pk: { S: "c" },
			sk: { S: "1" },
			ct: { N: "1" },
			md: { N: String(second) },
			val: { S: value },
		});
		const answer = async (second) => data.import([row(second, `of ${second}`)], { if: "newer" });
		expect(await answer(200)).toEqual({ items: 1, skipped: 0 });
		expect(await answer(200)).toEqual({ items: 0, skipped: 1 });
		expect(await answer(199)).toEqual({ items: 0, skipped: 1 });
		expect(await answer(201)).toEqual({ items: 1, skipped: 0 });
		expect(await read("c:1")).toBe("of 201");
	});

	test("the newest of several items with one key counts, the first of equal ones", async () => {
		const items = ["5", "7.5", "7.5", "6"].map((version, index) => ({ key: "c:1", value: index, version }));
		expect(await data.import(items, { if: "newer" })).toEqual({ items: 1, skipped: 3 });
		expect(await data.get("c:1", { version: true })).toMatchObject({ value: 1, version: "7.5" });
	});

	test("an item without a date is newer than all, also than one before it", async () => {
		for (let round = 0; round < 10; round++) {
			const items = [1, 2, 3].map((value) => ({ key: "c:1", value: value + round }));
			expect(await data.import(items, { if: "newer" })).toEqual({ items: 1, skipped: 2 });
			expect(await data.get("c:1", { consistent: true })).toBe(3 + round);
		}
	});
});

test("a copy that was interrupted goes on where the target lacks something or has something older", async () => {
	const target = await freshStore();
	const keys = Array.from({ length: 250 }, (_, index) => `c:${index}`);
	await data.set(
		keys.map((key) => ({ key, value: "first" })),
		{ overwrite: true },
	);
	await target.import(first(data.export({ raw: true }), 120));
	const changed = keys.slice(0, 30);
	await data.set(
		changed.map((key) => ({ key, value: "second" })),
		{ overwrite: true },
	);
	const { items, skipped } = await target.import(data.export({ raw: true }), { if: "newer" });
	expect(items + skipped).toBe(250);
	expect(items).toBeGreaterThanOrEqual(130);
	expect(await all(target.export({ version: true }))).toEqual(await all(data.export({ version: true })));
	expect(await target.import(data.export({ raw: true }), { if: "newer" })).toEqual({ items: 0, skipped: 250 });
});

test("writers and an import of the same keys leave the newest of each", async () => {
	const keys = Array.from({ length: 60 }, (_, index) => `c:${index}`);
	const old = keys.map((key) => ({ key, value: "old", version: "100.5" }));
	const [{ items, skipped }] = await Promise.all([
		data.import(old, { if: "newer" }),
		...keys.filter((_, index) => index % 2 === 0).map((key) => data.set(key, "new")),
	]);
	expect(items + skipped).toBe(60);
	const values = await Promise.all(keys.map(read));
	expect(values).toEqual(keys.map((_, index) => (index % 2 === 0 ? "new" : "old")));
});

test("always, or without the option, each item replaces what is there", async () => {
	await data.import([{ key: "c:1", value: "stored", version: "900.5" }]);
	const items = [{ key: "c:1", value: "given", version: "100.5" }];
	expect(await data.import(items, { if: "always" })).toEqual({ items: 1, skipped: 0 });
	expect(await data.import(items)).toEqual({ items: 1 });
	expect(await data.import([])).toEqual({ items: 0 });
	expect(await data.import([], { if: "missing" })).toEqual({ items: 0, skipped: 0 });
	expect(await read("c:1")).toBe("given");
});

test.each(["", "NEWER", "older", null, undefined, true, 1, ["newer"]])("if: %p is refused", async (given) => {
	await data.set("c:1", "kept");
	const call = data.import([{ key: "c:1", value: "given" }], { if: given });
	await expect(call).rejects.toMatchObject({
		code: "INVALID_OPTION",
		message: "'if' must be 'always', 'missing' or 'newer'",
	});
	expect(await read("c:1")).toBe("kept");
});

test("an option that import does not have is refused", async () => {
	await expect(data.import([], { iff: "newer" })).rejects.toMatchObject({ code: "INVALID_OPTION" });
});

/** The first items of an iteration. */
async function* first(items, count) {
	for await (const item of items) {
		if (count-- === 0) return;
		yield item;
	}
}

async function all(items) {
	const list = [];
	for await (const item of items) list.push(item);
	return onDynamo ? list.sort((a, b) => (a.key < b.key ? -1 : 1)) : list;
}
