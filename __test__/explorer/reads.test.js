"use strict";

// What the explorer's page reads of a store.

const { openExplorer } = require("../support/explorer");
const { openSilentTable } = require("../support/silent-table");
const { Data } = require("../..");
const { freshUrl } = require("../support/command-line");
const { onDynamo, temporaryFolder } = require("../support/store");

let data;
let page;

beforeEach(async () => {
	const { url, data: opened } = await freshUrl();
	data = opened;
	page = await openExplorer({ data, store: url });
});

test("the store is named", async () => {
	const other = await openExplorer({
		data,
		store: "dynamodb://orders?region=eu-west-1&endpoint=http%3A%2F%2Flocalhost:1%2F%3Fkey=secret",
	});
	expect(await other.get("/api/store")).toMatchObject({
		kind: "dynamodb",
		place: "orders",
		region: "eu-west-1",
		endpoint: "http://localhost:1/",
		url: "dynamodb://orders?region=eu-west-1&endpoint=http%3A%2F%2Flocalhost%3A1%2F",
	});
	const odd = await openExplorer({ data, store: "file:/tmp/a%20b%3f%23%25/c" });
	expect(await odd.get("/api/store")).toMatchObject({ place: "/tmp/a b?#%/c", url: "file:/tmp/a%20b%3F%23%25/c" });
	const { account } = await page.get("/api/store");
	expect(account).toEqual(onDynamo ? expect.stringMatching(/^\d{12}$/) : undefined);
	expect(await page.get("/api/store")).toMatchObject({
		kind: onDynamo ? "dynamodb" : "embedded",
		readOnly: true,
		canListen: true,
	});
});

test("a table that does not answer is named all the same", async () => {
	const table = await openSilentTable();
	const unreachable = Data.open(table.url);
	const other = await openExplorer({ data: unreachable, store: table.url });
	expect(await other.get("/api/store")).toMatchObject({ place: "orders", region: "eu-west-1", isLate: true });
	await other.get("/api/store");
	// What is under way is not asked twice.
	expect(unreachable.usage().requests).toBe(1);
	table.close();
	await unreachable.close();
});

test("what the store has asked of DynamoDB is told, which is nothing on an embedded one", async () => {
	await page.get("/api/rows", { limit: 1 });
	const { requests, retries, throttled } = await page.get("/api/usage");
	expect([requests > 0, retries, throttled]).toEqual([onDynamo, 0, 0]);
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

describe("the items without a colon", () => {
	const KEYS = ["a", "c", "e", "users", "z\u00e9"];

	beforeEach(async () => {
		const keys = [...KEYS, "a:1", "a:2", "b:1", "d:1", "users:1", "users:\u{1f600}"];
		await data.set(keys.map((key) => ({ key, value: 1 })));
	});

	test("are found between the collections, a part at a time", async () => {
		if (onDynamo) {
			expect(await page.call("GET", "/api/singles")).toMatchObject({ status: 409 });
			return;
		}
		expect(await page.get("/api/singles")).toEqual({ keys: KEYS });
		expect(await page.get("/api/singles", { limit: 2 })).toEqual({ keys: ["a", "c"], more: "c" });
		expect(await page.get("/api/singles", { limit: 3, after: "c" })).toEqual({
			keys: ["e", "users", "z\u00e9"],
			more: "z\u00e9",
		});
		expect(await page.get("/api/singles", { after: "z\u00e9" })).toEqual({ keys: [] });
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

describe("rows", () => {
	const keyOf = ({ pk, sk, kv }) => (kv?.BOOL ? pk.S : `${pk.S}:${sk.S}`);
	const keys = ({ rows }) => rows.map(keyOf);

	beforeEach(async () => {
		const items = Array.from({ length: 2345 }, (_, index) => ({
			key: `users:${String(index).padStart(5, "0")}`,
			value: { index },
			label1: `odd-${index % 2}:${String(index).padStart(5, "0")}`,
		}));
		await data.set([...items, { key: "greeting", value: "hello" }], { overwrite: true });
	});

	test("come page by page, in both orders", async () => {
		for (const reverse of [undefined, 1]) {
			const query = { expression: "users:*", reverse };
			const all = [];
			let start;
			do {
				const page1 = await page.get("/api/rows", { ...query, start, limit: 1000 });
				all.push(...keys(page1));
				start = page1.lastKey;
			} while (start !== undefined);
			expect(all).toHaveLength(2345);
			expect(all).toEqual(reverse ? all.toSorted().reverse() : all.toSorted());
		}
		expect(keys(await page.get("/api/rows", { limit: 3 }))).toHaveLength(3);
		expect(keys(await page.get("/api/rows", { label: "label1", expression: "odd-1:*", limit: 2 }))).toEqual([
			"users:00001",
			"users:00003",
		]);
		expect(keys(await page.get("/api/rows", { expression: "users:*", filter: { index: { $gt: 2340 } } }))).toEqual([
			"users:02341",
			"users:02342",
			"users:02343",
			"users:02344",
		]);
	});

	test("have all digits, and say what the read took", async () => {
		await data.set("numbers:a", { n: 17n ** 30n });
		const { rows, took, usage } = await page.get("/api/rows", { expression: "numbers:*" });
		expect([rows[0]._n, typeof took]).toEqual([{ N: String(17n ** 30n) }, "number"]);
		expect(usage).toEqual(onDynamo ? expect.objectContaining({ requests: 1 }) : undefined);
	});

	test("that are large come in answers of bounded size, and none is left out", async () => {
		// As JSON, each sign has six.
		const large = { text: "\u0001".repeat(390 * 1024) };
		const names = Array.from({ length: 12 }, (_, index) => `large:${String(index).padStart(2, "0")}`);
		for (const name of names) await data.set(name, large);
		const read = async (query) => {
			const { text, body } = await page.call("GET", `/api/rows?${new URLSearchParams(query)}`);
			expect(text.length).toBeLessThan(32 * 1024 * 1024);
			return body;
		};
		const query = { expression: "large:*", limit: 100 };
		for (const order of [{}, { reverse: 1 }]) {
			const wanted = order.reverse ? names.toReversed() : names;
			const found = [];
			for (let next = {}; next.start !== undefined || found.length === 0; ) {
				const answer = await read({ ...query, ...order, ...next });
				found.push(...keys(answer));
				next = { start: answer.lastKey };
				if (answer.lastKey === undefined) break;
			}
			expect(found).toEqual(wanted);
			if (onDynamo) continue;
			for (const isCounted of [false, true]) {
				if (isCounted) await page.get("/api/positions", { expression: "large:*" });
				const placed = [];
				let isCut;
				do {
					const answer = await read({ ...query, ...order, at: placed.length });
					placed.push(...keys(answer));
					({ isCut } = answer);
				} while (isCut);
				expect([isCounted, placed]).toEqual([isCounted, wanted]);
			}
		}
		await data.remove(names);
	});

	test("one item and several are read by their keys", async () => {
		const { row } = await page.get("/api/item", { key: "users:00007" });
		expect([keyOf(row), row._index]).toEqual(["users:00007", { N: "7" }]);
		expect(await page.get("/api/item", { key: "users:nobody" })).toEqual({ row: null });
		expect(keys(await page.post("/api/items", { keys: ["users:00002", "users:nobody", "greeting"] }))).toEqual([
			"users:00002",
			"greeting",
		]);
		for (const key of ["users:*", "", "users:"])
			expect(await page.call("GET", `/api/item?key=${key}`)).toMatchObject({
				status: 400,
				body: { error: { code: "INVALID_KEY" } },
			});
		expect(
			await page.call("POST", "/api/items", {
				body: { keys: Array.from({ length: 101 }, (_, index) => `users:${index}`) },
			}),
		).toMatchObject({
			status: 400,
		});
		expect(await page.call("POST", "/api/items", { body: { keys: [1] } })).toMatchObject({ status: 400 });
	});

	test("a request that cannot be is refused", async () => {
		for (const query of [
			"limit=0",
			"limit=1001",
			"limit=x",
			"at=-1",
			"start=x&expression=users:*",
			"label=label9",
			"filter=[]",
		]) {
			expect([query, (await page.call("GET", `/api/rows?${query}`)).status]).toEqual([query, 400]);
		}
	});

	if (onDynamo) {
		test("a table knows no positions", async () => {
			expect(await page.call("GET", "/api/positions?expression=users:*")).toMatchObject({
				status: 409,
				body: { error: { code: "NO_POSITIONS" } },
			});
			expect(await page.call("GET", "/api/rows?expression=users:*&at=5")).toMatchObject({ status: 409 });
		});
	} else {
		test("are read at any position, in both orders, before and after they are counted", async () => {
			const index = ({ rows }) => rows.map(({ _index }) => Number(_index.N));
			const range = (from, to) => Array.from({ length: Math.max(to - from, 0) }, (_, index) => from + index);
			for (const isCounted of [false, true]) {
				for (const at of [0, 1, 99, 100, 150, 1999, 2000, 2001, 2300, 2344, 2345, 9999]) {
					for (const reverse of [undefined, 1]) {
						const filter = isCounted ? { index: { $gte: 0 } } : { index: { $gt: -1 - at } };
						const query = { expression: "users:*", filter, reverse };
						if (isCounted) expect(await page.get("/api/positions", query)).toEqual({ items: 2345, exact: true });
						const found = index(await page.get("/api/rows", { ...query, at, limit: 70 }));
						const wanted = range(at, Math.min(at + 70, 2345));
						expect([at, reverse, found]).toEqual([at, reverse, reverse ? wanted.map((index) => 2344 - index) : wanted]);
					}
				}
			}
			const everything = await page.get("/api/rows", { at: 2345, limit: 5 });
			expect(everything.rows).toHaveLength(1);
			const labeled = await page.get("/api/rows", { label: "label1", expression: "odd-1:*", at: 1000, limit: 1 });
			expect(index(labeled)).toEqual([2001]);
		});

		test("in the middle of counted ones cost one page", async () => {
			const calls = [];
			const counting = {
				...data,
				cursors: (...args) => {
					calls.push("cursors");
					return data.cursors(...args);
				},
				export: (options) => {
					calls.push(options.limit);
					return data.export(options);
				},
			};
			const watched = await openExplorer({ data: counting, store: "file:./x" });
			await watched.get("/api/positions", { expression: "users:*" });
			await Promise.all([1100, 2100].map((at) => watched.get("/api/rows", { expression: "users:*", at, limit: 100 })));
			expect(calls).toEqual(["cursors", 100, 100]);
		});

		test("positions are counted anew once the explorer has written", async () => {
			const writer = await openExplorer({ data, store: "file:./x", readOnly: false });
			const positions = async () => (await writer.get("/api/positions", { expression: "users:*" })).items;
			expect(await positions()).toBe(2345);
			const { row } = await writer.get("/api/item", { key: "users:00000" });
			await writer.post("/api/write", { changes: [{ key: "users:00000", before: row.md.N, row: null }] });
			expect(await positions()).toBe(2344);
		});

		test("positions are counted anew some time after others have written", async () => {
			const positions = async () => (await page.get("/api/positions", { expression: "users:*" })).items;
			expect(await positions()).toBe(2345);
			await data.remove("users:00000");
			while ((await positions()) === 2345) await new Promise((resolve) => setImmediate(resolve));
			expect(await positions()).toBe(2344);
		});

		test("what has expired is neither counted nor shown, although a raw export has it", async () => {
			const url = `file:${temporaryFolder()}?sweep=off`;
			const kept = Data.open(url);
			const items = Array.from({ length: 500 }, (_, index) => ({
				key: `k:${1000 + index}`,
				value: 1,
				...(index % 2 && { ttl: "2020" }),
			}));
			await kept.set(items, { overwrite: true });
			const reader = await openExplorer({ data: kept, store: url });
			expect(await reader.get("/api/positions")).toEqual({ items: 250, exact: true });
			for (const at of [0, 100, 150, 200]) {
				const found = keys(await reader.get("/api/rows", { at, limit: 100 }));
				expect([at, found.length, found[0]]).toEqual([at, Math.min(100, 250 - at), `k:${1000 + 2 * at}`]);
			}
			expect(keys(await reader.get("/api/rows", { limit: 100 }))).toHaveLength(100);
			await kept.close();
		});
	}
});

describe("collections", () => {
	beforeEach(() =>
		data.set([
			{ key: "users:ada", value: 1 },
			{ key: "orders:1", value: 2 },
			{ key: "orders:2", value: 2 },
			{ key: "greeting", value: 3 },
		]),
	);

	if (onDynamo) {
		test("of a table are listed when their cost is agreed to", async () => {
			const { collections, scan } = await page.get("/api/collections");
			expect([collections, scan]).toEqual([
				null,
				{ items: expect.any(Number), bytes: expect.any(Number), readUnits: expect.any(Number) },
			]);
			expect(await page.get("/api/collections", { scan: 1 })).toEqual({
				collections: [
					{ name: "orders", items: 2 },
					{ name: "users", items: 1 },
					{ name: null, items: 1 },
				],
			});
		});
	} else {
		test("are listed by name", async () => {
			expect(await page.get("/api/collections")).toEqual({
				collections: [{ name: "orders" }, { name: "users" }, { name: null }],
			});
		});
	}
});
