"use strict";

// Documentation: "Querying with conditionals", partial matches, comparisons and ranges.

const { freshStore } = require("../support/store");
const { expected } = require("../support/golden");

const now = expected({ $date: "now" });

let data;

beforeEach(async () => {
	data = await freshStore();
});

const keys = ({ items }) => items.map(({ key }) => key);

describe("partial matches", () => {
	beforeEach(async () => {
		await data.set("user123:profile", "p");
		await data.set("user123:orders-2", 2);
		await data.set("user123:orders-1", 1);
		await data.set("user123:Orders-3", 3);
		await data.set("user123:order", 0);
		await data.set("user1234:orders-9", 9);
	});

	test("a wildcard alone matches the whole collection", async () => {
		// Retrieve all keys from the `user123` collection
		const results = await data.get("user123:*");

		expect(results).toStrictEqual({
			items: [
				{ key: "user123:Orders-3", value: 3 },
				{ key: "user123:order", value: 0 },
				{ key: "user123:orders-1", value: 1 },
				{ key: "user123:orders-2", value: 2 },
				{ key: "user123:profile", value: "p" },
			],
		});
	});

	test("a wildcard at the end matches keys with that prefix", async () => {
		// Retrieve all keys from the `user123` collection that start with 'orders'
		const results = await data.get("user123:orders*", true);

		expect(results).toStrictEqual({
			items: [
				{ key: "user123:orders-1", value: 1, created: now, modified: now },
				{ key: "user123:orders-2", value: 2, created: now, modified: now },
			],
		});
	});

	test.each(["user123:*1", "user123:o*1", "user123:o*1*"])(
		"a wildcard elsewhere is refused: %s",
		async (expression) => {
			await expect(data.get(expression)).rejects.toThrow("can only be used at the end of a key expression");
		},
	);
});

describe("dates as keys", () => {
	beforeEach(async () => {
		for (const date of ["2021-06-01", "2021-05-18", "2021-04-30", "2021-05-19", "2021-05-17"]) {
			await data.set(`user123:${date}`, date);
		}
		await data.set("user1234:2021-05-18", "of another collection");
	});

	test("greater than", async () => {
		// Retrieve all keys from the `user123` collection greater than 2021-05-18
		const results = await data.get("user123:>2021-05-18");

		expect(results).toStrictEqual({
			items: [
				{ key: "user123:2021-05-19", value: "2021-05-19" },
				{ key: "user123:2021-06-01", value: "2021-06-01" },
			],
		});
	});

	test("greater than or equal to", async () => {
		// Retrieve all keys from the `user123` collection greater than or equal to 2021-05-18
		const results = await data.get("user123:>=2021-05-18");

		expect(keys(results)).toStrictEqual(["user123:2021-05-18", "user123:2021-05-19", "user123:2021-06-01"]);
	});

	test("less than", async () => {
		// Retrieve all keys from the `user123` collection less than 2021-05-18
		const results = await data.get("user123:<2021-05-18");

		expect(keys(results)).toStrictEqual(["user123:2021-04-30", "user123:2021-05-17"]);
	});

	test("less than or equal to", async () => {
		// Retrieve all keys from the `user123` collection less than or equal to 2021-05-18
		const results = await data.get("user123:<=2021-05-18");

		expect(keys(results)).toStrictEqual(["user123:2021-04-30", "user123:2021-05-17", "user123:2021-05-18"]);
	});

	test("between two keys", async () => {
		// Retrieve all keys between 2021-05-01 and 2021-05-31
		const results = await data.get("user123:2021-05-01|2021-05-31");

		expect(results).toStrictEqual({
			items: [
				{ key: "user123:2021-05-17", value: "2021-05-17" },
				{ key: "user123:2021-05-18", value: "2021-05-18" },
				{ key: "user123:2021-05-19", value: "2021-05-19" },
			],
		});
	});

	test("between two stored keys, both included", async () => {
		expect(keys(await data.get("user123:2021-05-17|2021-05-19"))).toStrictEqual([
			"user123:2021-05-17",
			"user123:2021-05-18",
			"user123:2021-05-19",
		]);
	});

	test("between prefixes of keys", async () => {
		expect(keys(await data.get("user123:2021-05|2021-06"))).toStrictEqual([
			"user123:2021-05-17",
			"user123:2021-05-18",
			"user123:2021-05-19",
		]);
		expect(keys(await data.get("user123:>2021-05"))).toHaveLength(4);
		expect(keys(await data.get("user123:<2021-05"))).toStrictEqual(["user123:2021-04-30"]);
	});

	test.each(["user123:>2022", "user123:<2020", "user123:2020|2020-12-31", "user123:2022*"])(
		"%s matches nothing and returns an empty list",
		async (expression) => {
			expect(await data.get(expression)).toStrictEqual({ items: [] });
		},
	);

	test("limit, reverse and meta apply", async () => {
		const results = await data.get("user123:>=2021-05-18", { limit: 2, reverse: true, meta: true });

		expect(results.items).toStrictEqual([
			{ key: "user123:2021-06-01", value: "2021-06-01", created: now, modified: now },
			{ key: "user123:2021-05-19", value: "2021-05-19", created: now, modified: now },
		]);
	});
});

test("keys compare as characters, not as numbers", async () => {
	for (const number of [2, 10, 9, 100]) await data.set(`n:${number}`, number);

	expect(keys(await data.get("n:>10"))).toStrictEqual(["n:100", "n:2", "n:9"]);
	expect(keys(await data.get("n:10|2"))).toStrictEqual(["n:10", "n:100", "n:2"]);
});
