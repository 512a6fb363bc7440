"use strict";

// Documentation: "Getting items".

const { freshStore } = require("../support/store");
const { expected } = require("../support/golden");

const now = expected({ $date: "now" });

let data;

beforeEach(async () => {
	data = await freshStore();
});

/** Users 01 to `count`, set from the last to the first. */
async function setUsers(count) {
	for (let number = count; number > 0; number--) {
		await data.set(user(number).key, user(number).value);
	}
}

const user = (number) => ({ key: `users:${String(number).padStart(4, "0")}`, value: { number } });
const users = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => user(from + index));

describe("one item", () => {
	test("returns its value", async () => {
		await data.set("foo", { some: "value" });

		const result = await data.get("foo");

		expect(result).toStrictEqual({ some: "value" });
	});

	test("returns undefined if it does not exist", async () => {
		const result = await data.get("foo");

		expect(result).toBeUndefined();
		expect(await data.get("foo", true)).toBeUndefined();
	});

	test.each([[true], [{ meta: true }]])("returns metadata for %j", async (options) => {
		await data.set("foo", "bar", { label1: "one", ttl: 3600 });

		expect(await data.get("foo", options)).toStrictEqual({
			key: "foo",
			value: "bar",
			created: now,
			modified: now,
			ttl: expected({ $date: "now+3600" }),
			label1: "one",
		});
	});

	test("of a collection is a value, not a list", async () => {
		await data.set("foo:bar", "item1");
		await data.set("foo:bart", "item2");

		expect(await data.get("foo:bar")).toBe("item1");
	});
});

describe("a collection", () => {
	test("returns all its items", async () => {
		await data.set("my-namespace:b", 2);
		await data.set("my-namespace:a", "one");
		await data.set("my-namespace2:a", "of another collection");
		await data.set("my-namespac:a", "of another collection");

		const result = await data.get("my-namespace:*");

		expect(result).toStrictEqual({
			items: [
				{ key: "my-namespace:a", value: "one" },
				{ key: "my-namespace:b", value: 2 },
			],
		});
	});

	test("with one item is still a list", async () => {
		await data.set("my-namespace:a", 1);

		const result = await data.get("my-namespace:*");

		expect(result).toStrictEqual({ items: [{ key: "my-namespace:a", value: 1 }] });
	});

	test("without items is an empty list", async () => {
		const result = await data.get("my-namespace:*");

		expect(result).toStrictEqual({ items: [] });
	});

	// In the table's schema, `my-namespace` has the sort key "0" in that partition.
	test("begins with the item whose key is its name", async () => {
		await data.set("my-namespace", "simple");
		await data.set("my-namespace:a", 1);

		const result = await data.get("my-namespace:*");

		expect(result).toStrictEqual({
			items: [
				{ key: "my-namespace", value: "simple" },
				{ key: "my-namespace:a", value: 1 },
			],
		});
	});

	test("contains values of all kinds, in the documented shape", async () => {
		await data.set("foo:baz", 1234);
		await data.set("foo:bar", "item1");
		await data.set("foo:bat", { some: "value" });

		expect(await data.get("foo:*")).toStrictEqual({
			items: [
				{ key: "foo:bar", value: "item1" },
				{ key: "foo:bat", value: { some: "value" } },
				{ key: "foo:baz", value: 1234 },
			],
		});
	});

	test("is sorted by key, character by character", async () => {
		for (const key of ["9", "b", "10", "a", "B", "é"]) await data.set(`s:${key}`, key);

		const { items } = await data.get("s:*");

		expect(items.map(({ value }) => value)).toStrictEqual(["10", "9", "B", "a", "b", "é"]);
	});
});

describe("options of a collection", () => {
	test("limit and reverse: the last ten in descending order", async () => {
		await setUsers(12);

		const users = await data.get("users:*", { limit: 10, reverse: true });

		expect(users.items).toStrictEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map(user));
	});

	test("the default limit is 100", async () => {
		await setUsers(101);

		const { items } = await data.get("users:*");

		expect(items).toStrictEqual(users(1, 100));
		expect((await data.get("users:*", { limit: 101 })).items).toStrictEqual(users(1, 101));
		expect((await data.get("users:*", { limit: 1 })).items).toStrictEqual(users(1, 1));
	});

	test("the maximum limit is 1000", async () => {
		await data.import(users(1, 1001));

		const { items } = await data.get("users:*", { limit: 1000 });

		expect(items).toStrictEqual(users(1, 1000));
		await expect(data.get("users:*", { limit: 1001 })).rejects.toThrow("'limit' must be between 1 and 1000");
	});

	describe("of large items", () => {
		const five = [1, 2, 3, 4, 5].map((number) => ({ key: `big:${number}`, value: String(number).repeat(300_000) }));

		beforeEach(() => Promise.all(five.map(({ key, value }) => data.set(key, value))));

		// The documented 1 MB is where a page of DynamoDB ends. This package fills pages up to their limit: see
		// docs/differences.md.
		test("a page is filled up to its limit", async () => {
			const { items, lastKey } = await data.get("big:*", { limit: 4 });

			expect(items).toStrictEqual(five.slice(0, 4));
			expect(lastKey).toBe("big:4");
		});

		test("next returns the rest", async () => {
			const keys = [];
			for (let page = await data.get("big:*"); page; page = page.next ? await page.next() : null) {
				keys.push(...page.items.map(({ key }) => key));
				expect(keys.length).toBeLessThan(20);
			}

			expect(keys).toStrictEqual(five.map(({ key }) => key));
		});
	});

	test("start: continues after that key", async () => {
		await setUsers(5);

		expect((await data.get("users:*", { start: "users:0002" })).items).toStrictEqual(users(3, 5));
		expect((await data.get("users:*", { start: "users:0004", reverse: true })).items).toStrictEqual(
			[3, 2, 1].map(user),
		);
	});

	test("label: returns a list even for one item", async () => {
		await data.set("foo", "bar", { label3: "one" });

		expect(await data.get("one", { label: "label3" })).toStrictEqual({ items: [{ key: "foo", value: "bar" }] });
		expect(await data.get("one", { label: "label2" })).toStrictEqual({ items: [] });
		await expect(data.get("one", { label: "label6" })).rejects.toThrow("'label1' through 'label5'");
	});

	test("true means meta: true", async () => {
		await data.set("foo", "bar");
		await data.set("users:1", "a user", { label2: "two" });
		{
			const results = await data.get("foo", true);

			expect(results).toStrictEqual({ key: "foo", value: "bar", created: now, modified: now });
			expect(results).toStrictEqual(await data.get("foo", { meta: true }));
		}
		{
			const results = await data.get("users:*", true);

			expect(results).toStrictEqual({
				items: [{ key: "users:1", value: "a user", created: now, modified: now, label2: "two" }],
			});
			expect(results).toStrictEqual(await data.get("users:*", { meta: true }));
		}
	});
});
