"use strict";

// What the explorer's page reads of a store.

const { openExplorer } = require("../support/explorer");
const { freshUrl } = require("../support/command-line");
const { onDynamo } = require("../support/store");

let data;
let page;

beforeEach(async () => {
	const { url, data: opened } = await freshUrl();
	data = opened;
	page = await openExplorer({ data, store: url });
});

test("the store is named, without what is secret in its URL", async () => {
	const secret = await openExplorer({
		data,
		store: "dynamodb://orders?region=eu-west-1&endpoint=http%3A%2F%2Fu:p%40localhost",
	});
	expect(await secret.get("/api/store")).toMatchObject({
		kind: "dynamodb",
		place: "orders",
		region: "eu-west-1",
		endpoint: "http://localhost",
	});
	expect(await page.get("/api/store")).toMatchObject({
		kind: onDynamo ? "dynamodb" : "embedded",
		readOnly: true,
		canListen: true,
	});
});

describe("a level of the tree", () => {
	const level = (prefix, query) => page.get("/api/level", { prefix, ...query });

	/** All of a level, as a page that goes on as long as there is more. */
	async function whole(prefix, limit) {
		const nodes = [];
		let keys = 0;
		let calls = 0;
		let after;
		do {
			const part = await level(prefix, { limit, after });
			nodes.push(...part.nodes);
			keys += part.keys;
			after = part.more;
			calls++;
		} while (after !== undefined);
		return { nodes, keys, calls };
	}

	test("has what goes deeper as nodes, and counts the other keys", async () => {
		const names = ["2025:a", "2025:b:c", "2026", "2026:01:x", "2026:01:y", "2026:02", "=odd", "=odd:x", "z"];
		await data.set(
			names.map((name) => ({ key: `orders:${name}`, value: 1 })),
			{ overwrite: true },
		);
		await data.set([
			{ key: "orders", value: 1 },
			{ key: "orders2:a:b", value: 1 },
		]);
		expect(await level("orders:")).toEqual({
			nodes: [
				{ name: "2025", prefix: "orders:2025:" },
				{ name: "2026", prefix: "orders:2026:" },
				{ name: "=odd", prefix: "orders:=odd:" },
			],
			keys: 3,
		});
		expect(await level("orders:2026:")).toEqual({ nodes: [{ name: "01", prefix: "orders:2026:01:" }], keys: 1 });
		expect(await level("orders:2026:01:")).toEqual({ nodes: [], keys: 2 });
		expect(await level("nothing:")).toEqual({ nodes: [], keys: 0 });
	});

	test("goes on where it has stopped", async () => {
		const items = Array.from({ length: 2500 }, (_, index) => ({
			key: `logs:${String(index).padStart(5, "0")}`,
			value: 1,
		}));
		items.push(
			{ key: "logs:00500:deeper", value: 1 },
			{ key: "logs:01700:deeper", value: 1 },
			{ key: "logs:~:x", value: 1 },
		);
		await data.set(items, { overwrite: true });
		const { nodes, keys, calls } = await whole("logs:");
		expect([nodes.map(({ name }) => name), keys, calls]).toEqual([["00500", "01700", "~"], 2500, 2]);
		expect(await whole("logs:", 1)).toMatchObject({ nodes, keys: 2500 });
	});

	test("needs a collection", async () => {
		expect(await page.call("GET", "/api/level?prefix=orders")).toMatchObject({ status: 400 });
		expect(await page.call("GET", "/api/level?prefix=orders:&after=x")).toMatchObject({ status: 400 });
	});
});

test("items are counted by a query", async () => {
	await data.set([
		{ key: "users:ada", value: { age: 36 }, label1: "team:core" },
		{ key: "users:bob", value: { age: 17n ** 20n }, label1: "team:core" },
		{ key: "greeting", value: "hello" },
	]);
	const count = async (query) => (await page.get("/api/count", query)).items;
	expect(await count()).toBe(3);
	expect(await count({ expression: "users:*" })).toBe(2);
	expect(await count({ label: "label1", expression: "team:*", filter: { age: { $gt: 100 } } })).toBe(1);
	// More digits than JavaScript's numbers have, as digits and as a tag.
	expect(await count({ filter: `{"age":${17n ** 20n}}` })).toBe(1);
	expect(await count({ filter: { age: { $bigint: String(17n ** 20n) } } })).toBe(1);
	expect(await count({ filter: { age: { $bigint: String(17n ** 20n + 1n) } } })).toBe(0);
	expect(await count({ labels: { label1: "team:*" }, reverse: 1 })).toBe(2);
	expect(await page.call("GET", "/api/count?filter=%7Bage")).toMatchObject({
		status: 400,
		body: { error: { code: "INVALID_OPTION" } },
	});
	expect(await page.call("GET", "/api/count?expression=users:")).toMatchObject({
		status: 400,
		body: { error: { code: "INVALID_KEY", hint: expect.any(String) } },
	});
});
