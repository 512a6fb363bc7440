"use strict";

// Batches of any number of items: replacing, updating, all or none, reading and removing.

const fc = require("fast-check");
const { freshStore, onDynamo } = require("../support/store");
const { run } = require("../support/random");

let data;
beforeAll(async () => {
	data = await freshStore();
});
beforeEach(() => data.truncate());

const numbered = (count, value = (index) => index) =>
	Array.from({ length: count }, (_, index) => ({ key: `n:${String(index).padStart(5, "0")}`, value: value(index) }));
const keysOf = (items) => items.map(({ key }) => key);

async function everything() {
	const items = [];
	for await (const { key, value } of data.export()) items.push([key, value]);
	return Object.fromEntries(items);
}

describe("any number of items", () => {
	test("are replaced, read in the order of the keys, and removed", async () => {
		const items = numbered(2345, (index) => ({ index, text: "x".repeat(index % 40) }));
		expect(await data.set(items, { overwrite: true })).toEqual({ items });
		const reversed = items.toReversed();
		expect(await data.get(keysOf(reversed))).toEqual({ items: reversed });
		expect(await data.get([...keysOf(items), "n:none", ...keysOf(items)])).toEqual({ items });
		expect(await data.remove(keysOf(items.slice(5)))).toBe(true);
		expect((await data.get("n:*")).items).toEqual(items.slice(0, 5));
	});

	test("come back with metadata, whatever they hold", async () => {
		const items = numbered(301, (index) => (index % 2 ? new Set([`a${index}`]) : { n: 10n ** 20n + BigInt(index) }));
		const { items: written } = await data.set(items, { overwrite: true, meta: true });
		expect(written).toEqual(items.map((item) => ({ ...item, created: expect.any(Date), modified: expect.any(Date) })));
		expect(await data.get(keysOf(items), { meta: true })).toEqual({ items: written });
	});

	test("are read at the time of the call, although they are written later", async () => {
		const items = numbered(400, (index) => ({ index }));
		const set = data.set(items, { overwrite: true });
		for (const item of items) item.value.index = "changed";
		items.length = 0;
		await set;
		expect(await data.get("n:00399")).toEqual({ index: 399 });
	});

	test("are all refused if one is invalid or comes twice, and the error names it", async () => {
		const items = numbered(300);
		const broken = [...items, { key: "n:last", value: { $add: "x" } }];
		for (const overwrite of [true, false]) {
			await expect(data.set(broken, { overwrite })).rejects.toMatchObject({ code: "INVALID_VALUE", key: "n:last" });
			await expect(data.set([...items, { key: " n:00007", value: 1 }], { overwrite })).rejects.toMatchObject({
				code: "INVALID_KEY",
				message: expect.stringContaining("'n:00007'"),
			});
		}
		await expect(data.get([...keysOf(items), "n:*"])).rejects.toMatchObject({ code: "INVALID_KEY" });
		await expect(data.remove([...keysOf(items), "n:*"])).rejects.toMatchObject({ code: "INVALID_KEY" });
		expect(await everything()).toEqual({});
	});

	test("need 'overwrite', and the error says so", async () => {
		await expect(data.set(numbered(26))).rejects.toMatchObject({
			code: "INVALID_VALUE",
			hint: expect.stringContaining("overwrite: true"),
		});
		expect((await data.set(numbered(25))).items).toHaveLength(25);
	});

	test("may be more than one string of JavaScript could hold", async () => {
		const text = "é".repeat(190_000);
		const items = numbered(400, (index) => `${index}${text}`);
		const { items: written } = await data.set(items, { overwrite: true, meta: true });
		expect(written.map(({ value }) => value.length)).toEqual(items.map(({ value }) => value.length));
		const read = await data.get(keysOf(items));
		expect(read.items.every(({ value }, index) => value === items[index].value)).toBe(true);
		expect(read.items).toHaveLength(400);
	}, 60_000);
});

describe("a batch that updates", () => {
	test("edits each item", async () => {
		await data.set("u:1", { n: 1, gone: true, kept: 1 }, { label1: "l:1" });
		await data.set("u:2", "before");
		const { items } = await data.set(
			[
				{ key: "u:1", value: { n: { $add: 4 }, gone: null } },
				{ key: "u:2", value: "after", exists: true, label1: "l:2" },
				{ key: "u:3", value: { new: true }, exists: false },
				{ key: "u:4", default: "given", ttl: 1000 },
				{ key: "u:5", value: { $add: 2 } },
			],
			{ overwrite: false },
		);
		expect(items).toEqual([
			{ key: "u:1", value: { n: 5, kept: 1 } },
			{ key: "u:2", value: "after" },
			{ key: "u:3", value: { new: true } },
			{ key: "u:4", value: "given" },
			{ key: "u:5", value: 2 },
		]);
		expect(await data.get(keysOf(items))).toEqual({ items });
		expect(await data.get("u:1", true)).toMatchObject({ label1: "l:1" });
		expect(await data.get("u:2", true)).toMatchObject({ label1: "l:2" });
		expect((await data.get("u:4", true)).ttl).toBeInstanceOf(Date);
	});

	test("says which items were refused, why, and what is there; the others are written", async () => {
		await data.set("u:object", { a: new Set(["x"]) }, { label1: "l:1" });
		await data.set("u:text", "text");
		const batch = [
			{ key: "u:object", value: { b: 1 }, exists: false },
			{ key: "u:none", value: 1, exists: true },
			{ key: "u:fine", value: 1 },
			{ key: "u:text", value: { $add: 1 } },
		];
		const result = await data.set(batch, { overwrite: false });
		const there = await data.get("u:object", true);
		expect(result.items).toEqual([{ key: "u:fine", value: 1 }]);
		expect(result.refused).toEqual([
			{
				key: "u:object",
				code: "ITEM_EXISTS",
				message: "Item already exists",
				hint: expect.any(String),
				item: expect.objectContaining({ ...there, value: { a: new Set(["x"]) }, label1: "l:1" }),
			},
			{ key: "u:none", code: "ITEM_NOT_FOUND", message: "Item does not exist", hint: expect.any(String) },
			expect.objectContaining({ key: "u:text", code: "VALIDATION_EXCEPTION", message: expect.any(String) }),
		]);
		expect("unprocessed" in result).toBe(false);
		const object = await data.set([{ key: "u:object", value: 5 }, ...batch.slice(2, 3)], {
			overwrite: false,
			meta: true,
		});
		expect(object.refused).toEqual([expect.objectContaining({ code: "OBJECT_TO_VALUE", hint: expect.any(String) })]);
		expect(object.items).toEqual([expect.objectContaining({ value: 1, created: expect.any(Date) })]);
	});

	test("writes each item on its own condition, also on a predicate and on a version", async () => {
		await data.set("u:1", { n: 1 });
		await data.set("u:2", { n: 2 });
		await data.set("u:3", 3);
		const { version } = await data.get("u:1", { version: true });
		const batch = [
			{ key: "u:1", value: { n: { $add: 10 } }, version },
			{ key: "u:2", value: { n: { $add: 10 } }, if: { n: { $lt: 2 } } },
			{ key: "u:3", value: 33, version },
			{ key: "u:4", value: 4, if: { $exists: false } },
		];
		const { items, refused } = await data.set(batch, { overwrite: false });
		expect(items).toMatchObject([
			{ key: "u:1", value: { n: 11 } },
			{ key: "u:4", value: 4 },
		]);
		expect(refused.map(({ key, code, item }) => [key, code, item.value])).toEqual([
			["u:2", "CONDITION_FAILED", { n: 2 }],
			["u:3", "VERSION_MISMATCH", 3],
		]);
		// What is there now, and what was written, have the versions that the next write needs.
		const again = [
			{ key: "u:1", value: { n: 0 }, version: items[0].version },
			{ key: "u:2", value: { n: 0 }, version: refused[0].item.version },
		];
		expect(await data.set(again, { overwrite: false })).not.toHaveProperty("refused");
		await expect(data.set(again, { atomic: true })).rejects.toMatchObject({ code: "VERSION_MISMATCH" });
		for (const condition of [{ if: undefined }, { version: undefined }, { version: null }, { if: { $foo: 1 } }]) {
			const call = data.set([{ key: "u:1", value: 1, ...condition }], { overwrite: false });
			await expect(call).rejects.toMatchObject({ code: "INVALID_OPTION" });
		}
		expect(await data.get("u:1")).toEqual({ n: 0 });
	});

	test("of any number", async () => {
		await data.set(
			numbered(700, () => ({ n: 1 })),
			{ overwrite: true },
		);
		const updates = numbered(1400, () => ({ n: { $add: 1 } })).map((item) => ({ ...item, exists: true }));
		const { items, refused } = await data.set(updates, { overwrite: false });
		expect(items).toEqual(numbered(700, () => ({ n: 2 })));
		expect(keysOf(refused)).toEqual(keysOf(updates.slice(700)));
		expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(["ITEM_NOT_FOUND"]));
	}, 60_000);

	test("has an item too large for itself alone", async () => {
		await data.set("u:large", { a: "x".repeat(300_000) });
		const { items, refused } = await data.set(
			[
				{ key: "u:large", value: { b: "x".repeat(200_000) } },
				{ key: "u:small", value: 1 },
			],
			{ overwrite: false },
		);
		expect(items).toEqual([{ key: "u:small", value: 1 }]);
		expect(refused).toEqual([expect.objectContaining({ key: "u:large", code: "ITEM_TOO_LARGE" })]);
	});
});

describe("an atomic batch", () => {
	test.each([[{}], [{ overwrite: true }]])("replaces all items (%p)", async (options) => {
		await data.set("a:1", { old: 1 }, { label1: "l:1" });
		const items = [
			{ key: "a:1", value: { n: 1 } },
			{ key: "a:2", value: "text" },
		];
		expect(await data.set(items, { ...options, atomic: true })).toEqual({ items });
		expect(await data.get("a:1", true)).not.toHaveProperty("label1");
	});

	test("updates all items", async () => {
		await data.set("a:1", { kept: 1 });
		const batch = [
			{ key: "a:1", value: { n: { $add: 3 } }, exists: true },
			{ key: "a:2", value: { $add: 1 }, exists: false },
		];
		const { items } = await data.set(batch, { atomic: true, overwrite: false, meta: true });
		expect(items).toMatchObject([
			{ key: "a:1", value: { kept: 1, n: 3 } },
			{ key: "a:2", value: 1 },
		]);
		expect(items[0].modified).toBeInstanceOf(Date);
	});

	test.each([true, false])("writes none if one is refused (overwrite: %p)", async (overwrite) => {
		await data.set("a:there", { at: "home" });
		const batch = [
			{ key: "a:new", value: 1 },
			{ key: "a:there", value: { x: 1 }, exists: false },
		];
		const error = await data.set(batch, { atomic: true, overwrite }).catch((error) => error);
		expect(error).toMatchObject({ code: "ITEM_EXISTS", key: "a:there", item: { value: { at: "home" } } });
		expect(await everything()).toEqual({ "a:there": { at: "home" } });
		// A batch of one needs no transaction, and means the same.
		const one = await data.set(batch.slice(1), { atomic: true, overwrite }).catch((error) => error);
		expect(one).toMatchObject({ code: "ITEM_EXISTS", key: "a:there", item: { value: { at: "home" } } });
	});

	test("checks 'created' where it replaces", async () => {
		await data.set("a:1", 1);
		const { created } = await data.get("a:1", true);
		const batch = (created) => [
			{ key: "a:1", value: 2, created },
			{ key: "a:2", value: 2 },
		];
		const seconds = created.getTime() / 1000;
		await expect(data.set(batch(seconds - 1), { atomic: true })).rejects.toMatchObject({ code: "CREATED_MISMATCH" });
		await data.set(batch(seconds), { atomic: true });
		expect(await everything()).toEqual({ "a:1": 2, "a:2": 2 });
	});

	test("has at most 100 items and 4 MB", async () => {
		const items = numbered(101);
		await expect(data.set(items, { atomic: true })).rejects.toMatchObject({ code: "TRANSACTION_TOO_LARGE" });
		await expect(data.get(keysOf(items), { atomic: true })).rejects.toMatchObject({ code: "TRANSACTION_TOO_LARGE" });
		const large = numbered(13, () => "x".repeat(390_000));
		await expect(data.set(large, { atomic: true })).rejects.toMatchObject({ code: "TRANSACTION_TOO_LARGE" });
		expect(await everything()).toEqual({});
		await data.set(large, { overwrite: true });
		await expect(data.get(keysOf(large), { atomic: true })).rejects.toMatchObject({ code: "TRANSACTION_TOO_LARGE" });
		await data.remove(keysOf(large));
		expect((await data.set(items.slice(1), { atomic: true })).items).toHaveLength(100);
		expect(await data.get(keysOf(items), { atomic: false })).toEqual({ items: items.slice(1) });
		expect(await data.get(keysOf(items.slice(1)), { atomic: true })).toEqual({ items: items.slice(1) });
	});

	test("is read at one moment, while others are written", async () => {
		const [left, right] = ["a:left", "b:right"];
		const write = (n) =>
			data.set(
				[left, right].map((key) => ({ key, value: n })),
				{ atomic: true, overwrite: true },
			);
		await write(0);
		let done = false;
		const writing = (async () => {
			for (let n = 1; n <= 40; n++) await write(n);
			done = true;
		})();
		const seen = [];
		while (!done) {
			const { items } = await data.get([left, right], { atomic: true });
			seen.push(items.map(({ value }) => value));
			await new Promise((resolve) => setImmediate(resolve));
		}
		await writing;
		expect(seen.filter(([a, b]) => a !== b)).toEqual([]);
		expect(await data.get([right], { atomic: true, meta: true })).toMatchObject({ items: [{ value: 40 }] });
	}, 60_000);
});

describe("random batches", () => {
	const KEYS = ["p:a", "p:b", "p:c", "q", "q:1", "r:x"];
	const value = fc.oneof(
		fc.constantFrom(1, "text", null),
		fc.record({ n: fc.constantFrom(1, "x") }, { requiredKeys: [] }),
		fc.integer({ min: -3, max: 3 }).map(($add) => ({ $add })),
		fc.record({ n: fc.integer({ min: -3, max: 3 }).map(($add) => ({ $add })), m: fc.constantFrom(null, 7) }),
	);
	const item = fc.record(
		{ key: fc.constantFrom(...KEYS), value, exists: fc.boolean() },
		{ requiredKeys: ["key", "value"] },
	);
	const batch = fc.record({
		items: fc.uniqueArray(item, { minLength: 1, maxLength: 6, selector: ({ key }) => key }),
		overwrite: fc.constant(false),
		atomic: fc.boolean(),
	});

	/** What an update makes of a stored value, or the code of its refusal. */
	function update(stored, { value, exists }) {
		if (exists === true && stored === undefined) return { code: "ITEM_NOT_FOUND" };
		if (exists === false && stored !== undefined) return { code: "ITEM_EXISTS" };
		const isObject = (of) => of !== null && typeof of === "object";
		if (isObject(value) && "$add" in value) {
			if (isObject(stored)) return { code: "OBJECT_TO_VALUE" };
			return stored !== undefined && typeof stored !== "number"
				? { code: "VALIDATION_EXCEPTION" }
				: { value: (stored ?? 0) + value.$add };
		}
		if (!isObject(value)) return isObject(stored) ? { code: "OBJECT_TO_VALUE" } : { value };
		const object = isObject(stored) ? { ...stored } : {};
		for (const [name, part] of Object.entries(value)) {
			if (part === null) delete object[name];
			else if (!isObject(part)) object[name] = part;
			else if (object[name] !== undefined && typeof object[name] !== "number") return { code: "VALIDATION_EXCEPTION" };
			else object[name] = (object[name] ?? 0) + part.$add;
		}
		return { value: object };
	}

	test("that update do what a model says", async () => {
		await run(
			fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 8 }), async (batches) => {
				await data.remove(KEYS);
				const stored = {};
				for (const { items, overwrite, atomic } of batches) {
					const given = items.filter(({ value }) => value !== null);
					if (given.length === 0) continue;
					const results = given.map((item) => ({ key: item.key, ...update(stored[item.key], item) }));
					const refused = results.filter(({ code }) => code !== undefined);
					const expected = results.filter(({ code }) => code === undefined);
					const outcome = await data.set(given, { overwrite, atomic }).catch((error) => error);
					if (atomic && refused.length > 0) {
						expect(outcome).toBeInstanceOf(Error);
						expect(refused.map(({ key, code }) => `${key} ${code}`)).toContain(`${outcome.key} ${outcome.code}`);
					} else {
						expect(outcome.items).toEqual(expected.map(({ key, value }) => ({ key, value })));
						expect((outcome.refused ?? []).map(({ key, code }) => ({ key, code }))).toEqual(refused);
						for (const { key, value } of expected) stored[key] = value;
					}
					expect(await everything()).toEqual(stored);
				}
			}),
			{ numRuns: onDynamo ? 20 : 60 },
		);
	}, 120_000);
});
