"use strict";

// DynamoDB at its worst: throttling, failing, processing batches only in part.

const { Data } = require("../..");
const { startServer } = require("../support/server");

const AT_A_TIME = 64;

let server;
let data;
beforeAll(async () => {
	server = await startServer();
	await Data.createTable(server.url("faults"));
	data = Data.open(server.url("faults"));
});
afterEach(() => server.faults());
afterAll(async () => {
	await data.close();
	await server.stop();
});

/** Makes calls with a number of them in flight, and returns which were acknowledged. */
async function makeCalls(calls) {
	const acknowledged = [];
	const failed = [];
	let next = 0;
	const one = async () => {
		while (next < calls.length) {
			const call = calls[next++];
			await insist(call.run).then(
				() => acknowledged.push(call),
				(error) => failed.push(error),
			);
		}
	};
	await Promise.all(Array.from({ length: AT_A_TIME }, one));
	return { acknowledged, failed };
}

/** Repeats a call whose attempts were all throttled, as a program does. */
async function insist(run) {
	for (;;) {
		try {
			return await run();
		} catch (error) {
			if (error.code !== "THROTTLED") throw error;
		}
	}
}

test("20,000 writes through throttling, failures and partial batches lose nothing acknowledged", async () => {
	await server.faults({ seed: 7, throttle: 0.3, internalError: 0.025, internalErrorApplied: 0.025, unprocessed: true });
	const calls = [];
	for (let index = 0; index < 8000; index++) {
		const value = { index, text: "x".repeat(index % 50) };
		calls.push({ items: [[`set:${index}`, value]], run: () => data.set(`set:${index}`, value) });
	}
	for (let index = 0; index < 320; index++) {
		const items = Array.from({ length: 25 }, (_, at) => [`batch:${index}-${at}`, index * 25 + at]);
		const batch = items.map(([key, value]) => ({ key, value }));
		calls.push({
			items,
			run: async () => {
				const { unprocessed = [] } = await data.set(batch, { overwrite: true });
				if (unprocessed.length > 0) throw new Error(`not processed: ${unprocessed}`);
			},
		});
	}
	for (let index = 0; index < 4000; index++) {
		const counter = `count:${index % 10}`;
		calls.push({
			counter,
			items: [],
			run: () => data.add(counter, 1, { idempotencyToken: `add-${index}` }),
		});
	}
	// All kinds mixed, in the same order every time.
	calls.sort((a, b) => JSON.stringify(a).length - JSON.stringify(b).length);
	const { acknowledged, failed } = await makeCalls(calls);
	const { injected } = await server.counts();
	await server.faults();

	expect(failed).toEqual([]);
	expect(JSON.stringify(injected)).toMatch(/[1-9]\d{3}/);
	const stored = new Map();
	for await (const item of data.export()) stored.set(item.key, item.value);
	const lost = acknowledged.flatMap(({ items }) => items).filter(([key, value]) => !same(stored.get(key), value));
	expect(lost).toEqual([]);
	for (let counter = 0; counter < 10; counter++) {
		const expected = acknowledged.filter((call) => call.counter === `count:${counter}`).length;
		expect([counter, stored.get(`count:${counter}`)]).toEqual([counter, expected]);
	}
}, 600_000);

function same(a, b) {
	return JSON.stringify(a, Object.keys(a ?? {}).sort()) === JSON.stringify(b, Object.keys(b ?? {}).sort());
}

test("writes whose items are busy with a transaction are repeated, and carried out once", async () => {
	await server.faults({ seed: 5, conflict: 0.4, internalErrorApplied: 0.05 });
	const calls = Array.from({ length: 300 }, (_, index) => [
		data.add(`busy:n${index % 3}`, 1, { idempotencyToken: `busy-${index}` }),
		data.set(`busy:${index}`, { index }, { overwrite: true, idempotencyToken: `busy-${index}` }),
		data.set(`idle:${index}`, index),
		data.remove(`idle:${300 + index}`),
	]);
	await Promise.all(calls.flat());
	const { injected } = await server.counts();
	await server.faults();
	expect(injected.conflict).toBeGreaterThan(300);
	expect((await data.get(["busy:n0", "busy:n1", "busy:n2"])).items.map(({ value }) => value)).toEqual([100, 100, 100]);
	expect((await data.get("busy:*", { limit: 1000 })).items).toHaveLength(303);
	expect((await data.get("idle:*", { limit: 1000 })).items).toHaveLength(300);
});

test("reads of partial batches and filtered pages are complete", async () => {
	await data.seed(
		Array.from({ length: 60 }, (_, index) => ({ key: `r:${String(index).padStart(2, "0")}`, value: index })),
	);
	await server.faults({ seed: 3, throttle: 0.3, internalError: 0.1, unprocessed: true });
	const keys = Array.from({ length: 25 }, (_, index) => `r:${String(index).padStart(2, "0")}`);
	expect((await data.get(keys)).items.map((item) => item.value)).toEqual(keys.map((_, index) => index));
	expect((await data.get("r:*", { limit: 60 })).items).toHaveLength(60);
	expect(await data.remove(keys)).toBe(true);
	expect((await data.get("r:*", { limit: 60 })).items).toHaveLength(35);
});

describe("a cut connection", () => {
	test("after the write: an addition is not repeated, and its item shows that it was applied", async () => {
		await data.set("cut:n", 5);
		await server.faults({ closeAfter: 1, operations: ["UpdateItem"] });
		expect(await data.add("cut:n", 1)).toBe(6);
		expect(await data.get("cut:n")).toBe(6);
		await server.faults({ closeAfter: 1, operations: ["UpdateItem"] });
		expect(await data.set("cut:o", { n: { $add: 1 } })).toEqual({ n: 1 });
		expect(await data.get("cut:o")).toEqual({ n: 1 });
	});

	test("after the write, with an unreadable item: the outcome of an addition is unknown", async () => {
		await data.set("cut:p", 5);
		await server.faults({ closeAfter: 20, operations: ["UpdateItem", "GetItem"] });
		await expect(data.add("cut:p", 1)).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
		await server.faults();
		expect(await data.get("cut:p")).toBe(6);
	}, 60_000);

	test("before the write: the outcome of an addition is unknown", async () => {
		await data.set("cut:m", 5);
		await server.faults({ closeBefore: 1, operations: ["UpdateItem"] });
		await expect(data.add("cut:m", 1)).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
		expect(await data.get("cut:m")).toBe(5);
	});

	test("with a token, an addition is applied once, however often it is sent", async () => {
		await data.set("cut:t", 5);
		await server.faults({ closeAfter: 1, operations: ["TransactWriteItems"] });
		expect(await data.add("cut:t", 1, { idempotencyToken: "one" })).toBe(6);
		expect(await data.add("cut:t", 1, { idempotencyToken: "one" })).toBe(6);
		expect(await data.add("cut:t", 1, { idempotencyToken: "two" })).toBe(7);
		expect(await data.add("cut:t", 2, { idempotencyToken: "two" })).toBe(9);
		expect(await data.set("cut:t", { $add: 1 }, { idempotencyToken: "three", meta: true })).toMatchObject({
			value: 10,
		});
	});

	test("with a token, an expired item is replaced once", async () => {
		await data.set("cut:x", 5, { ttl: "2020-01-01" });
		await server.faults({ closeAfter: 1, operations: ["TransactWriteItems"] });
		expect(await data.add("cut:x", 1, { idempotencyToken: "x1" })).toBe(1);
		expect(await data.add("cut:x", 1, { idempotencyToken: "x1" })).toBe(1);
		expect(await data.add("cut:x", 1, { idempotencyToken: "x2" })).toBe(2);
	});

	test("with a token, conditions apply and name what failed", async () => {
		await data.set("cut:c", { a: 1 });
		await expect(data.set("cut:c", 1, { idempotencyToken: "x" })).rejects.toMatchObject({ code: "OBJECT_TO_VALUE" });
		await expect(data.set("cut:c", {}, { exists: false, idempotencyToken: "y" })).rejects.toThrow(
			"Item already exists",
		);
		await expect(data.add("cut:c", "a2", 1, { idempotencyToken: "" })).rejects.toMatchObject({
			code: "INVALID_OPTION",
		});
		const batch = data.set([{ key: "cut:b", value: 1 }], { overwrite: true, idempotencyToken: "b" });
		await expect(batch).rejects.toMatchObject({ code: "INVALID_OPTION" });
		await data.set("cut:s", "text");
		await expect(data.add("cut:s", 1, { idempotencyToken: "z" })).rejects.toMatchObject({
			name: "ValidationException",
		});
	});

	test("after other writes: they are repeated, and conditions recognize their own item", async () => {
		await server.faults({ closeAfter: 1, operations: ["UpdateItem"] });
		expect(await data.set("cut:a", { a: 1 })).toEqual({ a: 1 });
		await server.faults({ closeAfter: 1, operations: ["UpdateItem"] });
		const value = { a: 1, b: "two", c: { d: [3], e: null }, f: true, g: "", h: 8 };
		expect(await data.set("cut:new", value, { exists: false, label1: "l:1" })).toEqual(value);
		await server.faults({ closeAfter: 1, operations: ["PutItem"] });
		expect(await data.set("cut:new2", "v", { exists: false, overwrite: true })).toBe("v");
		await server.faults({ closeAfter: 1, operations: ["DeleteItem"] });
		expect(await data.remove("cut:a")).toBe(true);
		expect(await data.get("cut:a")).toBeUndefined();
	});
});

test("a missing server rejects with UNREACHABLE", async () => {
	const nowhere = Data.open("dynamodb://t?region=eu-west-1&endpoint=http%3A%2F%2F127.0.0.1%3A1");
	await expect(nowhere.get("k")).rejects.toMatchObject({ code: "UNREACHABLE" });
	await nowhere.close();
}, 120_000);

test("items that a table never accepts are reported: by keys (set), an error (get, seed), false (remove)", async () => {
	await data.set("left:0", 0);
	await server.faults({ throttle: 1, operations: ["BatchWriteItem", "BatchGetItem"] });
	const [set, get, remove, seed] = await Promise.allSettled([
		data.set([
			{ key: "left:1", value: 1 },
			{ key: "left:2", value: 2 },
		]),
		data.get(["left:0"]),
		data.remove(["left:0"]),
		data.seed([{ key: "left:3", value: 3 }]),
	]);
	await server.faults();
	expect(set.value).toEqual({ items: [], unprocessed: ["left:1", "left:2"] });
	expect(get.reason).toMatchObject({ code: "THROTTLED" });
	expect(remove.value).toBe(false);
	expect(seed.reason).toMatchObject({ code: "UNPROCESSED", message: expect.stringContaining("left:3") });
	expect((await data.get("left:*")).items).toEqual([{ key: "left:0", value: 0 }]);
}, 60_000);
