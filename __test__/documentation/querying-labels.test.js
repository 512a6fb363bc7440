"use strict";

// Documentation: "Getting items by their labels" and "Getting multiple items by their key".

const { freshStore } = require("../support/store");
const { expected } = require("../support/golden");

const now = expected({ $date: "now" });

let data;

beforeEach(async () => {
	data = await freshStore();
});

const keys = ({ items }) => items.map(({ key }) => key);

describe("orders of a user", () => {
	const theOrderDataHere = { total: 99.5, items: ["a", "b"] };

	test("are found by user and by number", async () => {
		await data.set("user-1234:profile", "no order");

		// Set the order
		const newOrder = await data.set(
			"user-1234:ORDER_2021-05-18_9321", // the key
			{ ...theOrderDataHere }, // the details of the order
			{ label1: "ORDER-9321" }, // our order id label
		);

		// Get all orders for user-1234
		const user_orders = await data.get("user-1234:ORDER_*");

		// Get ORDER 9321
		const order = await data.getByLabel("label1", "ORDER-9321");

		expect(newOrder).toStrictEqual(theOrderDataHere);
		expect(user_orders).toStrictEqual({
			items: [{ key: "user-1234:ORDER_2021-05-18_9321", value: theOrderDataHere }],
		});
		expect(order).toStrictEqual({
			items: [{ key: "user-1234:ORDER_2021-05-18_9321", value: theOrderDataHere }],
		});
	});

	test("are found all or in part, sorted by date", async () => {
		await data.set("user-1234:ORDER_2021-06-02_1", 1, { label1: "ORDER-1" });
		await data.set("user-1234:ORDER_2021-05-18_9321", 9321, { label1: "ORDER-9321" });
		await data.set("user-1234:ORDER_2021-05-01_77", 77, { label1: "ORDER-77" });

		expect((await data.get("user-1234:ORDER_*")).items.map(({ value }) => value)).toStrictEqual([77, 9321, 1]);
		expect((await data.get("user-1234:ORDER_2021-05*")).items.map(({ value }) => value)).toStrictEqual([77, 9321]);
	});
});

describe("get with label and getByLabel", () => {
	beforeEach(async () => {
		for (const number of [3, 1, 2]) await data.set(`item${number}`, number, { label3: `group:${number}` });
		await data.set("other", 0, { label2: "group:0", label3: "simple" });
	});

	test.each([
		["simple", ["other"]],
		["group:2", ["item2"]],
		["group:*", ["item1", "item2", "item3"]],
		["group:>=2", ["item2", "item3"]],
		["group:>2", ["item3"]],
		["group:<=2", ["item1", "item2"]],
		["group:<2", ["item1"]],
		["group:1|2", ["item1", "item2"]],
		["group:9", []],
	])("%s", async (expression, found) => {
		const results = await data.getByLabel("label3", expression);

		expect(keys(results)).toStrictEqual(found);
		expect(await data.get(expression, { label: "label3" })).toStrictEqual(results);
	});

	test("all options of get apply", async () => {
		const results = await data.getByLabel("label3", "group:*", { limit: 2, reverse: true, meta: true });

		expect(results).toStrictEqual({
			items: [
				{ key: "item3", value: 3, created: now, modified: now, label3: "group:3" },
				{ key: "item2", value: 2, created: now, modified: now, label3: "group:2" },
			],
			lastKey: expect.any(String),
			next: expect.any(Function),
		});
		expect(keys(await results.next())).toStrictEqual(["item1"]);
		expect(keys(await data.getByLabel("label3", "group:*", { reverse: true, start: results.lastKey }))).toStrictEqual([
			"item1",
		]);
	});

	test("true means meta: true", async () => {
		expect(await data.getByLabel("label3", "group:1", true)).toStrictEqual({
			items: [{ key: "item1", value: 1, created: now, modified: now, label3: "group:1" }],
		});
	});

	test("a label follows its item", async () => {
		await data.set("item1", 1, { label3: "group:7" });
		await data.remove("item2");

		expect(keys(await data.getByLabel("label3", "group:*"))).toStrictEqual(["item3", "item1"]);
	});
});

describe("several keys at once", () => {
	beforeEach(async () => {
		await data.set("key1", "string value");
		await data.set("someOtherKey", 123, { label1: "foo:baz" });
		await data.set("namespacedKey:keyX", { foo: "bar" });
	});

	test("with and without a collection", async () => {
		const results = await data.get(["key1", "someOtherKey", "namespacedKey:keyX"]);

		expect(results).toStrictEqual({
			items: [
				{ key: "key1", value: "string value" },
				{ key: "someOtherKey", value: 123 },
				{ key: "namespacedKey:keyX", value: { foo: "bar" } },
			],
		});
	});

	test("return items in the requested order, without missing ones", async () => {
		expect(keys(await data.get(["namespacedKey:keyX", "nowhere", "key1"]))).toStrictEqual([
			"namespacedKey:keyX",
			"key1",
		]);
	});

	test("with metadata", async () => {
		expect(await data.get(["someOtherKey"], true)).toStrictEqual({
			items: [{ key: "someOtherKey", value: 123, created: now, modified: now, label1: "foo:baz" }],
		});
	});

	test.each(["namespacedKey:*", "namespacedKey:key*", "namespacedKey:>key", "namespacedKey:a|z"])(
		"cannot be expressions such as %s",
		async (expression) => {
			await expect(data.get(["key1", expression])).rejects.toThrow("cannot use conditionals in a batch get");
		},
	);

	test("can be 25, and more", async () => {
		const wanted = Array.from({ length: 26 }, (_, index) => `many:${index}`);
		for (const key of wanted) await data.set(key, key);

		expect(keys(await data.get(wanted.slice(0, 25)))).toStrictEqual(wanted.slice(0, 25));
		expect(keys(await data.get(wanted))).toStrictEqual(wanted);
	});
});
