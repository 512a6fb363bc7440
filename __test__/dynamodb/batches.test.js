"use strict";

// Batches on a table: how many requests they take, and what becomes of them when the table is busy or answers are lost.

const { Data } = require("../..");
const { startProxy } = require("../support/proxy");
const { startServer } = require("../support/server");

const LOSSY = { throttle: 0.2, internalError: 0.05, internalErrorApplied: 0.1, unprocessed: true };

let server;
let data;
beforeAll(async () => {
	server = await startServer();
	await Data.createTable(server.url("batches"));
	data = Data.open(server.url("batches"));
});
afterEach(() => server.faults());
afterAll(async () => {
	await data.close();
	await server.stop();
});

const numbered = (name, count, value = (index) => index) =>
	Array.from({ length: count }, (_, index) => ({
		key: `${name}:${String(index).padStart(4, "0")}`,
		value: value(index),
	}));
const keysOf = (items) => items.map(({ key }) => key);

/** The number of requests of each operation during a call. */
async function requests(call) {
	await server.forget();
	await call();
	const counts = {};
	for (const { operation, count } of await server.requests()) counts[operation] = (counts[operation] ?? 0) + count;
	return counts;
}

/** Calls another handle on the table, with options of its URL. */
async function withHandle(url, call) {
	const handle = Data.open(url);
	try {
		return await call(handle);
	} finally {
		await handle.close();
	}
}

describe("the number of requests", () => {
	const items = numbered("requests", 250);

	test("is 1 for 25 items to replace or to remove, and 1 for 100 to read", async () => {
		expect(await requests(() => data.set(items, { overwrite: true }))).toEqual({ BatchWriteItem: 10 });
		expect(await requests(() => data.get(keysOf(items)))).toEqual({ BatchGetItem: 3 });
		expect(await requests(() => data.remove(keysOf(items)))).toEqual({ BatchWriteItem: 10 });
	});

	test("is 1 for each item to update", async () => {
		expect(await requests(() => data.set(items.slice(0, 30), { overwrite: false }))).toEqual({ UpdateItem: 30 });
	});

	test("is 1 for an atomic batch, which is no transaction of one item", async () => {
		const atomic = (count, overwrite) => () => data.set(items.slice(0, count), { atomic: true, overwrite });
		expect(await requests(atomic(1, true))).toEqual({ PutItem: 1 });
		expect(await requests(atomic(1, false))).toEqual({ UpdateItem: 1 });
		expect(await requests(atomic(60, true))).toEqual({ TransactWriteItems: 1 });
		expect(await requests(() => data.get(keysOf(items.slice(0, 60)), { atomic: true }))).toEqual({
			TransactGetItems: 1,
		});
		expect(await requests(() => data.get(keysOf(items.slice(0, 1)), { atomic: true }))).toEqual({ GetItem: 1 });
	});

	test("of 'removeAll' is that of its pages and of batches; by label, 1 for each item", async () => {
		await data.set(
			numbered("all", 60).map((item) => ({ ...item, label1: item.key })),
			{ overwrite: true },
		);
		expect(await requests(() => data.removeAll("all:*", { dryRun: true }))).toEqual({ Query: 1 });
		expect(await requests(() => data.removeAll("all:>=0010"))).toEqual({ Query: 1, BatchWriteItem: 2 });
		expect(await requests(() => data.removeAll("all:>=0008", { filter: { $gt: 0 } }))).toEqual({
			Query: 1,
			DeleteItem: 2,
		});
		expect(await requests(() => data.removeAll("all:*", { label: "label1" }))).toEqual({ Query: 1, DeleteItem: 8 });
	});
});

test("items that one answer cannot hold are read by further requests at once", async () => {
	const items = numbered("large", 100, (index) => `${index}${"x".repeat(390_000)}`);
	await data.set(items, { overwrite: true });
	let read;
	const { BatchGetItem } = await requests(async () => {
		read = await data.get(keysOf(items));
	});
	expect(read.items.map(({ value }) => value.length)).toEqual(items.map(({ value }) => value.length));
	expect(BatchGetItem).toBeGreaterThan(2);
	expect(BatchGetItem).toBeLessThan(12);
	expect(await data.removeAll("large:*")).toEqual({ removed: 100 });
}, 120_000);

describe("a busy table that loses answers", () => {
	test.each([
		["of requests", 1100, { seed: 11, ...LOSSY, unprocessed: false }],
		["of parts of requests", 75, { seed: 15, unprocessed: true }],
	])(
		"takes all items of a batch, and gives them back, in spite of the loss %s",
		async (_, count, faults) => {
			await server.faults(faults);
			const items = numbered("busy", count, (index) => ({ index }));
			expect(await data.set(items, { overwrite: true })).toEqual({ items });
			expect(await data.get(keysOf(items))).toEqual({ items });
			expect(await data.remove(keysOf(items.slice(0, 25)))).toBe(true);
			expect(await data.removeAll("busy:*")).toEqual({ removed: count - 25 });
			expect(await data.get("busy:*")).toEqual({ items: [] });
		},
		120_000,
	);

	test("applies each addition of a batch once, or says that it is unknown", async () => {
		const items = numbered("sums", 300, () => ({ n: 1 }));
		await data.set(items, { overwrite: true });
		await server.faults({ seed: 12, ...LOSSY, conflict: 0.1 });
		const additions = items.map(({ key }) => ({ key, value: { n: { $add: 1 } }, exists: true }));
		const { items: written, refused = [], unprocessed = [] } = await data.set(additions, { overwrite: false });
		await server.faults();
		expect(written.every(({ value }) => value.n === 2)).toBe(true);
		expect(written.length).toBeGreaterThan(200);
		expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(refused.length > 0 ? ["UNKNOWN_OUTCOME"] : []));
		expect([...keysOf(written), ...keysOf(refused), ...unprocessed].sort()).toEqual(keysOf(items));
		const { items: stored } = await data.get(keysOf(items), { atomic: false });
		const numbers = Object.fromEntries(stored.map(({ key, value }) => [key, value.n]));
		for (const { key } of written) expect([key, numbers[key]]).toEqual([key, 2]);
		for (const key of unprocessed) expect([key, numbers[key]]).toEqual([key, 1]);
	}, 120_000);

	test("counts what 'removeAll' removes by label", async () => {
		const items = numbered("labelled", 200).map((item) => ({ ...item, label1: `l:${item.key}` }));
		await data.set(items, { overwrite: true });
		await server.faults({ seed: 13, ...LOSSY, conflict: 0.1 });
		expect(await data.removeAll("l:*", { label: "label1" })).toEqual({ removed: 200 });
		await server.faults();
		expect(await data.get("labelled:*")).toEqual({ items: [] });
	}, 120_000);

	test("writes an atomic batch once", async () => {
		const items = numbered("together", 40);
		await data.set(items, { overwrite: true });
		await server.faults({ seed: 14, internalErrorApplied: 0.4, throttle: 0.2, operations: ["TransactWriteItems"] });
		const additions = items.map(({ key }) => ({ key, value: { $add: 1 } }));
		for (let round = 1; round <= 5; round++) {
			const { items: written } = await data.set(additions, { atomic: true, overwrite: false });
			expect(written.map(({ value }) => value)).toEqual(items.map(({ value }) => value + round));
		}
	}, 120_000);
});

describe("a table that takes nothing", () => {
	const items = numbered("none", 60);

	test("leaves the updates of a batch unprocessed", async () => {
		await server.faults({ throttle: 1, operations: ["UpdateItem"] });
		const result = await withHandle(`${server.url("batches")}&timeout=2000`, (handle) =>
			handle.set(items, { overwrite: false }),
		);
		expect(result).toEqual({ items: [], unprocessed: keysOf(items) });
	}, 60_000);

	test("and cannot be reached: the batch is rejected", async () => {
		const nowhere = "dynamodb://batches?region=eu-west-1&endpoint=http%3A%2F%2F127.0.0.1%3A1";
		await withHandle(nowhere, async (handle) => {
			for (const call of [
				() => handle.set(items, { overwrite: false }),
				() => handle.set(items, { atomic: true }),
				() => handle.get(keysOf(items)),
				() => handle.removeAll("none:*"),
			]) {
				await expect(call()).rejects.toMatchObject({ code: "UNREACHABLE" });
			}
		});
	}, 60_000);

	test("rejects 'removeAll', which may be repeated", async () => {
		await data.set(items, { overwrite: true });
		await server.faults({ throttle: 1, operations: ["BatchWriteItem"] });
		await withHandle(`${server.url("batches")}&timeout=2000`, (handle) =>
			expect(handle.removeAll("none:*")).rejects.toMatchObject({
				code: "UNPROCESSED",
				message: expect.stringContaining("Repeat the call"),
			}),
		);
		await server.faults();
		expect(await data.removeAll("none:*")).toEqual({ removed: 60 });
	}, 60_000);
});

describe("a lost answer", () => {
	test("of an update that was carried out is found again", async () => {
		await server.faults({ closeAfter: 2, operations: ["UpdateItem"] });
		const batch = numbered("lost", 5, () => ({ $add: 1 }));
		expect((await data.set(batch, { overwrite: false })).items).toEqual(numbered("lost", 5, () => 1));
	});

	test("of an addition whose item cannot be read is among the refused, and the others are written", async () => {
		await server.faults({ closeAfter: 1000, operations: ["UpdateItem", "GetItem"] });
		const batch = numbered("dark", 3, () => ({ $add: 1 }));
		const result = await withHandle(`${server.url("batches")}&timeout=1500`, (handle) =>
			handle.set(batch, { overwrite: false }),
		);
		expect(result.items).toEqual([]);
		expect(result.refused.map(({ key, code }) => [key, code])).toEqual(
			keysOf(batch).map((key) => [key, "UNKNOWN_OUTCOME"]),
		);
	}, 60_000);

	test("of an atomic batch is not carried out twice", async () => {
		await server.faults({ closeAfter: 1, operations: ["TransactWriteItems"] });
		const batch = numbered("once", 3, () => ({ $add: 1 }));
		const { items } = await data.set(batch, { atomic: true, overwrite: false });
		expect(items.map(({ value }) => value)).toEqual([1, 1, 1]);
	});
});

describe("items that change after they were read", () => {
	/** Calls `removeAll` by label, and changes items after the index was read. */
	async function removeAllWhile(expression, options, change) {
		const proxy = await startProxy(server.endpoint);
		let changed = false;
		proxy.rules.push(async (operation, _, forward) => {
			if (operation !== "Query" || changed) return undefined;
			const answer = await forward();
			changed = true;
			await change();
			return { answer };
		});
		try {
			return await withHandle(proxy.url("batches"), (handle) => handle.removeAll(expression, options));
		} finally {
			await proxy.stop();
		}
	}

	test("stay if the filter no longer matches", async () => {
		await data.set(
			numbered("filter", 4, () => ({ done: true })),
			{ overwrite: true },
		);
		const outcome = await removeAllWhile("filter:*", { filter: { done: true } }, async () => {
			await data.set("filter:0000", { done: false });
			await data.remove("filter:0001");
			await data.set("filter:0002", { more: 1 });
		});
		expect(outcome).toEqual({ removed: 2 });
		expect(await data.get("filter:*")).toEqual({ items: [{ key: "filter:0000", value: { done: false } }] });
	});

	test("stay if they have left the label, and none counts that is gone", async () => {
		await data.set(
			numbered("index", 5).map((item) => ({ ...item, label3: `old:${item.key}` })),
			{ overwrite: true },
		);
		const outcome = await removeAllWhile("old:*", { label: "label3" }, async () => {
			await data.set("index:0000", "moved", { label3: "new:1" });
			await data.set("index:0001", "without", { label3: null });
			await data.remove("index:0002");
			await data.set("index:0003", "changed");
		});
		expect(outcome).toEqual({ removed: 2 });
		expect(await data.get("index:*")).toEqual({
			items: [
				{ key: "index:0000", value: "moved" },
				{ key: "index:0001", value: "without" },
			],
		});
	});
});
