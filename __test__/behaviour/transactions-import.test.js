"use strict";

// tx.import: an item or a row takes the place of what is there, exactly as it is given, if a condition holds.

const fc = require("fast-check");
const { run } = require("../support/random");
const { refusal } = require("../support/refusal");
const { row: anyRow } = require("../support/rows");
const { freshStore, rows } = require("../support/store");

let data;
beforeAll(async () => {
	data = await freshStore();
});

/** Imports items in one transaction. */
function imported(...calls) {
	return data.transaction((tx) => {
		for (const [item, options] of calls) tx.import(item, options);
	});
}

const read = (key) => data.get(key, { version: true, consistent: true });
const unversioned = ({ md, ...columns }) => columns;

describe("tx.import", () => {
	test("stores any row as data.import does, with another version", async () => {
		const store = await freshStore();
		await run(
			fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 4 }), async (given) => {
				await store.truncate();
				await store.import(given);
				const expected = await rows(store);
				await store.truncate();
				await store.transaction((tx) => {
					for (const row of given) tx.import(row);
				});
				const stored = await rows(store);
				expect(stored.map(unversioned)).toEqual(expected.map(unversioned));
				const versions = new Set(given.map(({ md }) => md.N));
				expect(stored.filter(({ md }) => versions.has(md.N))).toEqual([]);
			}),
		);
	});

	test("leaves nothing of the item before it, and nothing in it is an operator", async () => {
		await data.set("whole:1", { old: 1, n: 1 }, { label1: "was:1", label2: "was:2", ttl: 3600 });
		const value = { n: { $add: 5 }, list: { $append: [1] }, nothing: null };
		await imported([{ key: "whole:1", value, created: 1_600_000_000, label3: "is:3" }]);
		expect(await data.get("whole:1", { meta: true, consistent: true })).toEqual({
			key: "whole:1",
			value,
			created: new Date(1_600_000_000_000),
			modified: expect.any(Date),
			label3: "is:3",
		});
		const ttl = new Date("2100-01-01T00:00:00Z");
		await imported([{ key: "whole:1", value: null, ttl }]);
		const { created, ...rest } = await read("whole:1");
		expect(rest).toEqual({ key: "whole:1", value: null, ttl, modified: expect.any(Date), version: expect.any(String) });
		expect(Date.now() - created).toBeLessThan(600_000);
	});

	test("keeps what a value in JavaScript cannot hold", async () => {
		const digits = "1234567890123456789012345678.9012345678";
		await imported([
			{ pk: { S: "exact" }, sk: { S: "1" }, _n: { N: digits }, _s: { SS: ["b", "a"] }, ct: { N: "5" }, md: { N: "7" } },
		]);
		const row = (await rows(data)).find(({ pk }) => pk.S === "exact");
		expect(row).toMatchObject({ _n: { N: digits }, _s: { SS: expect.arrayContaining(["a", "b"]) }, ct: { N: "5" } });
	});

	test("always makes a new version, whatever the item says of its own", async () => {
		await data.set("versions:1", 1);
		const before = await read("versions:1");
		await imported([{ ...before, modified: new Date(0) }]);
		await imported([{ key: "versions:1", value: 2, version: "no version" }]);
		await imported([{ key: "versions:1", value: 3, modified: 5 }]);
		const after = await read("versions:1");
		expect(after).toMatchObject({ value: 3, created: before.created });
		expect(after.version).not.toBe(before.version);
		expect(after.modified >= before.modified).toBe(true);
	});

	test("is refused if the item has another version", async () => {
		await data.set("guarded:1", { n: 1 });
		const { version } = await read("guarded:1");
		await imported([{ key: "guarded:1", value: { n: 2 } }, { version }]);
		const now = await read("guarded:1");
		expect(now.value).toEqual({ n: 2 });
		const error = await refusal(
			imported([{ key: "guarded:2", value: 1 }], [{ key: "guarded:1", value: { n: 3 } }, { version }]),
		);
		expect(error).toMatchObject({ code: "VERSION_MISMATCH", key: "guarded:1", item: now });
		expect((await data.get("guarded:*", { consistent: true })).items).toEqual([{ key: "guarded:1", value: { n: 2 } }]);
	});

	test("is refused by an item that must not be there, or must", async () => {
		await data.set("there:1", 1);
		expect(await refusal(imported([{ key: "there:1", value: 2 }, { exists: false }]))).toMatchObject({
			code: "ITEM_EXISTS",
			key: "there:1",
			item: { value: 1 },
		});
		await imported([{ key: "there:2", value: 2 }, { exists: false }], [{ key: "there:1", value: 2 }, { exists: true }]);
		const missing = await refusal(imported([{ key: "there:3", value: 2 }, { exists: true }]));
		expect([missing.code, missing.key, missing.item]).toEqual(["ITEM_NOT_FOUND", "there:3", undefined]);
		expect(await refusal(imported([{ key: "there:1", value: 3 }, { if: { $lt: 2 } }]))).toMatchObject({
			code: "CONDITION_FAILED",
			item: { value: 2 },
		});
		expect((await data.get("there:*", { consistent: true })).items.map(({ value }) => value)).toEqual([2, 2]);
	});

	test("is seen by the reads of its run, and by the edits after it", async () => {
		await data.set("seen:1", { old: 1 }, { label1: "was:1" });
		await data.set("seen:2", 1);
		const seen = await data.transaction(async (tx) => {
			tx.import({ key: "seen:1", value: { n: 1 }, created: 1_600_000_000 });
			const first = await tx.get("seen:1", { meta: true });
			tx.add("seen:1", "n", 2);
			tx.import({ key: "seen:2", value: "first" });
			tx.import({ key: "seen:2", value: "second", label1: "is:1" });
			tx.import({ key: "seen:3", value: "gone" });
			tx.remove("seen:3");
			return [first, await tx.get("seen:1"), (await tx.get(["seen:2", "seen:3"])).items];
		});
		expect(seen).toEqual([
			{ key: "seen:1", value: { n: 1 }, created: new Date(1_600_000_000_000), modified: expect.any(Date) },
			{ n: 3 },
			[{ key: "seen:2", value: "second" }],
		]);
		const { items } = await data.get("seen:*", { meta: true, consistent: true });
		expect(items.map(({ key, value, label1 }) => [key, value, label1])).toEqual([
			["seen:1", { n: 3 }, undefined],
			["seen:2", "second", "is:1"],
		]);
	});

	test("runs its function again if others change what it has read", async () => {
		await data.set("again", 1);
		let runs = 0;
		await data.transaction(async (tx) => {
			const item = await tx.get("again", { meta: true });
			if (++runs === 1) await data.set("again", 5);
			tx.import({ ...item, value: item.value + 1 });
		});
		expect([runs, await data.get("again", { consistent: true })]).toEqual([2, 6]);
	});

	test.each([
		["no object", 5, "INVALID_VALUE", "The item of 'tx.import': it must be an object with a 'key'"],
		["no value", { key: "bad:1" }, "INVALID_VALUE", "The item ('bad:1') of 'tx.import': it has no 'value'"],
		["no key", { value: 1 }, "INVALID_KEY", "The item of 'tx.import': Invalid key"],
		["an expression", { key: "bad:*", value: 1 }, "INVALID_KEY", "The item ('bad:*') of 'tx.import': Invalid key"],
		[
			"a symbol",
			{ key: "bad:1", value: Symbol("s") },
			"INVALID_VALUE",
			"The item ('bad:1') of 'tx.import': The value is",
		],
		["a date that is none", { key: "bad:1", value: 1, ttl: "soon" }, "INVALID_VALUE", "'ttl' must be a date"],
		["too large", { key: "bad:1", value: "x".repeat(500_000) }, "ITEM_TOO_LARGE", "The item ('bad:1') of 'tx.import'"],
		[
			"a row of another schema",
			{ pk: { S: "bad" }, sk: { S: "1" }, name: { S: "secret" } },
			"INVALID_VALUE",
			"The item ('bad:1') of 'tx.import': the schema has no column 'name'",
		],
	])("refuses at once what cannot be stored: %s", async (_, item, code, message) => {
		await data.transaction((tx) => {
			let error;
			try {
				tx.import(item);
			} catch (thrown) {
				error = thrown;
			}
			expect(error.code).toBe(code);
			expect(error.message).toContain(message);
		});
		expect(await data.get("bad:*", { consistent: true })).toEqual({ items: [] });
	});

	test.each([
		["an unknown option", { versoin: "1" }, "'tx.import' has no option 'versoin'. Did you mean 'version'?"],
		["a version that is missing", { version: undefined }, "'version' must be the text"],
		["a predicate that is missing", { if: undefined }, "'if'"],
		["no object", 5, "The options of 'tx.import' must be an object"],
	])("refuses %s", async (_, options, message) => {
		const error = await refusal(imported([{ key: "options:1", value: 1 }, options]));
		expect(error.code).toBe("INVALID_OPTION");
		expect(error.message).toContain(message);
		expect(await data.get("options:*", { consistent: true })).toEqual({ items: [] });
	});

	test("counts in the limits of a transaction, and not after its end", async () => {
		const many = Array.from({ length: 11 }, (_, index) => [{ key: `large:${index}`, value: "x".repeat(390_000) }]);
		expect((await refusal(imported(...many))).code).toBe("TRANSACTION_TOO_LARGE");
		expect(await data.get("large:*", { consistent: true })).toEqual({ items: [] });
		const tx = await data.transaction((given) => given);
		expect(() => tx.import({ key: "late", value: 1 })).toThrow(expect.objectContaining({ code: "TRANSACTION_ENDED" }));
	});
});
