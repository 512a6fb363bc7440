"use strict";

// Documentation: "Setting multiple items".

const { freshStore } = require("../support/store");
const { expected } = require("../support/golden");

const now = expected({ $date: "now" });

let data;

beforeEach(async () => {
	data = await freshStore();
});

const numbered = (count) => Array.from({ length: count }, (_, index) => ({ key: `key${index}`, value: index }));

test("several items are set at once, each with its own metadata and default", async () => {
	const results = await data.set(
		[
			{ key: "key1", value: "string value" },
			{ key: "someOtherKey", value: 123, ttl: 1000, label1: "foo:baz" },
			{
				key: "namespacedKey:keyX",
				value: { foo: "bar" },
				default: { bat: "baz" },
			},
		],
		{ overwrite: true },
	);

	expect(results).toStrictEqual({
		items: [
			{ key: "key1", value: "string value" },
			{ key: "someOtherKey", value: 123 },
			{ key: "namespacedKey:keyX", value: { foo: "bar", bat: "baz" } },
		],
	});
	expect(await data.get("key1")).toBe("string value");
	expect(await data.get("someOtherKey", true)).toStrictEqual({
		key: "someOtherKey",
		value: 123,
		created: now,
		modified: now,
		ttl: expected({ $date: "now+1000" }),
		label1: "foo:baz",
	});
	expect(await data.getByLabel("label1", "foo:baz")).toStrictEqual({ items: [{ key: "someOtherKey", value: 123 }] });
	expect(await data.get("namespacedKey:keyX")).toStrictEqual({ foo: "bar", bat: "baz" });
});

test("meta returns the metadata of each item", async () => {
	const results = await data.set(
		[
			{ key: "key1", value: "string value" },
			{ key: "someOtherKey", value: 123, ttl: 1000, label1: "foo:baz" },
		],
		{ overwrite: true, meta: true },
	);

	expect(results).toStrictEqual({
		items: [
			{ key: "key1", value: "string value", created: now, modified: now },
			{
				key: "someOtherKey",
				value: 123,
				created: now,
				modified: now,
				ttl: expected({ $date: "now+1000" }),
				label1: "foo:baz",
			},
		],
	});
});

describe.each([
	["with the flag", { overwrite: true }],
	["without it", undefined],
])("items are overwritten %s", (_, options) => {
	test("their attributes, labels, expiry and dates are replaced", async () => {
		await data.import([
			{
				key: "key1",
				value: { a: 1, b: 2 },
				created: "2023-06-30T03:51:48.000Z",
				modified: "2023-06-30T14:15:40.000Z",
				ttl: "2099-01-01",
				label1: "foo:baz",
			},
		]);

		await data.set([{ key: "key1", value: { b: 3 } }], options);

		expect(await data.get("key1", true)).toStrictEqual({ key: "key1", value: { b: 3 }, created: now, modified: now });
		expect(await data.getByLabel("label1", "foo:baz")).toStrictEqual({ items: [] });
	});
});

describe("defaults", () => {
	test("are merged into the value as deeply as for one item", async () => {
		await data.set(
			[{ key: "key1", value: { a: { x: 1 }, list: [1] }, default: { a: { x: 0, y: 0 }, list: [2, 3], z: 0 } }],
			{ overwrite: true },
		);

		expect(await data.get("key1")).toStrictEqual({ a: { x: 1, y: 0 }, list: [1], z: 0 });
	});

	test("replace a missing value", async () => {
		await data.set([{ key: "key1", default: "defaultValue" }], { overwrite: true });

		expect(await data.get("key1")).toBe("defaultValue");
	});
});

describe("the number of items", () => {
	test("can be 25", async () => {
		const { items } = await data.set(numbered(25), { overwrite: true });

		expect(items).toStrictEqual(numbered(25));
		expect(await data.get(numbered(25).map(({ key }) => key))).toStrictEqual({ items: numbered(25) });
	});

	test("cannot be 26 without 'overwrite', in which case none is set", async () => {
		await expect(data.set(numbered(26))).rejects.toThrow("maximum of 25 items");

		expect(await data.get("key0")).toBeUndefined();
		expect(await data.get("key25")).toBeUndefined();
	});

	test("can be 26 with 'overwrite: true'", async () => {
		const { items } = await data.set(numbered(26), { overwrite: true });

		expect(items).toStrictEqual(numbered(26));
	});
});

test("nulls are removed from the values", async () => {
	const results = await data.set([{ key: "key1", value: { a: null, b: undefined, c: 1 } }], { overwrite: true });

	expect(results).toStrictEqual({ items: [{ key: "key1", value: { c: 1 } }] });
	expect(await data.get("key1")).toStrictEqual({ c: 1 });
});
