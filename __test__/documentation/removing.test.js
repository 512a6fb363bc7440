"use strict";

// Documentation: "Removing items".

const { freshStore } = require("../support/store");

let data;

beforeEach(async () => {
	data = await freshStore();
	await data.set("foo", 1);
	await data.set("foo:bar", 2);
	await data.set("key1", 3, { label1: "mine" });
	await data.set("someOtherKey", { a: 4 });
	await data.set("namespacedKey:keyX", [5]);
	await data.set("namespacedKey:keyY", 6);
});

/** The keys of all remaining items. */
async function left() {
	const { items } = await data.scan();
	return items.map(({ key }) => key).sort();
}

test("one key, a key of a collection, several keys", async () => {
	{
		const results = await data.remove("foo");

		expect(results).toBe(true);
		expect(await data.get("foo")).toBeUndefined();
		expect(await data.get("foo:bar")).toBe(2);
	}
	{
		const results = await data.remove("foo:bar");

		expect(results).toBe(true);
		expect(await data.get("foo:bar")).toBeUndefined();
	}
	{
		const results = await data.remove(["key1", "someOtherKey", "namespacedKey:keyX"]);

		expect(results).toBe(true);
		expect(await left()).toStrictEqual(["namespacedKey:keyY"]);
	}
});

test("a removed item is no longer in any list", async () => {
	await data.remove(["key1", "namespacedKey:keyX"]);

	expect(await data.get("namespacedKey:*")).toStrictEqual({ items: [{ key: "namespacedKey:keyY", value: 6 }] });
	expect(await data.getByLabel("label1", "mine")).toStrictEqual({ items: [] });
	expect(await data.get(["key1", "namespacedKey:keyX"])).toStrictEqual({ items: [] });
});

test("a removed item is created anew when set again", async () => {
	await data.remove("key1");
	await data.set("key1", { fresh: true });

	expect(await data.get("key1", true)).toStrictEqual({
		key: "key1",
		value: { fresh: true },
		created: expect.any(Date),
		modified: expect.any(Date),
	});
});

test("removing a missing item succeeds and removes nothing", async () => {
	const before = await left();

	expect(await data.remove("nowhere")).toBe(true);
	expect(await data.remove(["nowhere", "namespacedKey:nowhere"])).toBe(true);
	expect(await left()).toStrictEqual(before);
});

test.each(["namespacedKey:*", "namespacedKey:key*", "namespacedKey:>=keyX", "namespacedKey:<z", "namespacedKey:a|z"])(
	"expressions are refused and remove nothing: %s",
	async (expression) => {
		const before = await left();

		await expect(data.remove(expression)).rejects.toThrow("cannot delete items using conditionals");
		await expect(data.remove(["key1", expression])).rejects.toThrow("cannot delete items using conditionals");
		expect(await left()).toStrictEqual(before);
	},
);

describe("the number of keys", () => {
	const many = Array.from({ length: 26 }, (_, index) => `many:${index}`);

	beforeEach(() => data.import(many.map((key) => ({ key, value: key, created: 1, modified: 1 }))));

	test("can be 25", async () => {
		expect(await data.remove(many.slice(0, 25))).toBe(true);
		expect(await data.get("many:*")).toStrictEqual({ items: [{ key: "many:25", value: "many:25" }] });
	});

	test("can be more", async () => {
		expect(await data.remove(many)).toBe(true);
		expect((await data.get("many:*")).items).toHaveLength(0);
	});
});
