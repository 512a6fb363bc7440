"use strict";

// Writes that exceed one DynamoDB expression, and pages after many expired items.

const { Data } = require("../..");
const { startProxy } = require("../support/proxy");
const { startServer } = require("../support/server");

let server;
let data;
beforeAll(async () => {
	server = await startServer();
	await Data.createTable(server.url("sizes"));
	data = Data.open(server.url("sizes"));
});
afterEach(() => server.faults());
afterAll(async () => {
	await data.close();
	await server.stop();
});

const attributes = (count, value = (index) => index, prefix = "attribute") =>
	Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, value(index)]));

/** The number of requests of an operation during a call. */
async function requests(operation, call) {
	await server.forget();
	await call();
	const uses = (await server.requests()).filter((use) => use.operation === operation);
	return uses.reduce((sum, use) => sum + use.count, 0);
}

describe("objects of many root attributes", () => {
	test.each([280, 450, 700, 3000])("%i are written, edited, and read back", async (count) => {
		const key = `many:${count}`;
		const value = attributes(count);
		expect(await data.set(key, value)).toEqual(value);
		const more = attributes(count, (index) => ({ $add: index }));
		expect(await data.set(key, more)).toEqual(attributes(count, (index) => 2 * index));
		const others = attributes(count, () => "other", "other");
		const merged = await data.set(key, { attribute0: null }, { default: others, label1: "l:1", exists: true });
		const { attribute0: _, ...rest } = attributes(count, (index) => 2 * index);
		expect(merged).toEqual({ ...rest, ...others });
		expect(await data.get(key, { consistent: true })).toEqual({ ...rest, ...others });
		expect((await data.getByLabel("label1", "l:1")).items.length).toBeGreaterThan(0);
	});

	test("with a default for every attribute", async () => {
		expect(await data.set("many:default", undefined, { default: attributes(700) })).toEqual(attributes(700));
		expect(await data.set("many:default", { x: 1 }, { default: attributes(701, () => "d") })).toEqual({
			...attributes(700),
			attribute700: "d",
			x: 1,
		});
	});

	test("conditions apply, and name what failed", async () => {
		await data.set("many:guarded", 1, { ttl: "2020-01-01" });
		await expect(data.set("many:guarded", attributes(700), { exists: true })).rejects.toMatchObject({
			code: "ITEM_NOT_FOUND",
		});
		expect(await data.set("many:guarded", attributes(700), { exists: false })).toEqual(attributes(700));
		await expect(data.set("many:guarded", attributes(700), { exists: false })).rejects.toMatchObject({
			code: "ITEM_EXISTS",
		});
	});

	test("columns of other programs are kept", async () => {
		await server.send("PutItem", {
			TableName: "sizes",
			Item: { pk: { S: "many" }, sk: { S: "foreign" }, _a: { N: "1" }, theirs: { S: "x" } },
		});
		await data.set("many:foreign", attributes(700));
		const key = { pk: { S: "many" }, sk: { S: "foreign" } };
		const { Item } = await server.send("GetItem", { TableName: "sizes", Key: key });
		expect(Item).toMatchObject({ theirs: { S: "x" }, _a: { N: "1" }, _attribute699: { N: "699" } });
	});

	test("concurrent writers lose nothing of each other, and lost answers count once", async () => {
		const proxy = await startProxy(server.endpoint);
		const through = Data.open(proxy.url("sizes"));
		const add = (handle, prefix, options) =>
			handle.set(
				"many:both",
				attributes(600, () => ({ $add: 1 }), prefix),
				options,
			);
		for (let round = 1; round <= 4; round++) {
			await Promise.all([add(data, "a"), add(data, "b")]);
			proxy[round % 2 ? "loseAfter" : "loseBefore"]("PutItem");
			await add(through, "c");
		}
		expect(await data.get("many:both", { consistent: true })).toEqual({
			...attributes(600, () => 4, "a"),
			...attributes(600, () => 4, "b"),
			...attributes(600, () => 4, "c"),
		});
		proxy.loseAfter("TransactWriteItems");
		await add(through, "d", { idempotencyToken: "d" });
		await add(through, "d", { idempotencyToken: "d" });
		expect((await data.get("many:both", { consistent: true })).d0).toBe(1);
		await through.close();
		await proxy.stop();
	}, 60_000);
});

test("a page after expired items takes few requests, and is as full as without them", async () => {
	const past = Array.from({ length: 300 }, (_, index) => ({
		key: `past:${String(index).padStart(4, "0")}`,
		value: index,
		label1: `past:${String(index).padStart(4, "0")}`,
		ttl: "2020-01-01T00:00:00Z",
	}));
	await data.import(past);
	await data.import(
		Array.from({ length: 5 }, (_, index) => ({ key: `past:9${index}`, value: index, label1: `past:9${index}` })),
	);
	for (const read of [
		(start) => data.get("past:*", { limit: 1, start }),
		(start) => data.getByLabel("label1", "past:*", { limit: 1, start }),
	]) {
		let page;
		const count = await requests("Query", async () => {
			page = await read();
		});
		expect(page.items.map((item) => item.key)).toEqual(["past:90"]);
		expect(count).toBeLessThan(12);
		const all = [...page.items];
		while (page.lastKey !== undefined) {
			page = await read(page.lastKey);
			all.push(...page.items);
		}
		expect(all.map((item) => item.value)).toEqual([0, 1, 2, 3, 4]);
	}
});
