"use strict";

// `data.watch` on a table: its stream, the requests, and rows of other programs.

const { Data } = require("../..");
const { startServer } = require("../support/server");
const { follow, take } = require("../support/watch");

let server;
let data;
let table;
let tables = 0;

beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
	table = `watched-${tables++}`;
	await Data.createTable(server.url(table));
	data = Data.open(server.url(table));
});
afterEach(async () => {
	await server.faults();
	await data.close();
});

test("all watches of a process share one reader of the stream, and store nothing", async () => {
	await data.set("a:1", 1);
	const other = Data.open(server.url(table));
	await server.forget();
	const watches = [data, other].flatMap((handle) => Array.from({ length: 10 }, () => follow(handle.watch("a:*"))));
	await Promise.all(watches.map((seen) => seen.until(({ state }) => state.size === 1)));
	await data.set("a:1", 2);
	await Promise.all(watches.map((seen) => seen.until(({ state }) => state.get("a:1").value === 2)));
	const requests = (await server.requests()).map(({ operation, count }) => [operation, count]);
	expect(Object.fromEntries(requests)).toStrictEqual({
		BatchGetItem: 20,
		DescribeStream: 1,
		DescribeTable: 1,
		GetRecords: expect.any(Number),
		GetShardIterator: 1,
		Query: 20,
		UpdateItem: 1,
	});
	await data.close();
	await other.close();
	await Promise.all(watches.map(({ done }) => done));
	// Nobody reads the stream any more.
	await new Promise((resolve) => setTimeout(resolve, 100));
	await server.forget();
	await new Promise((resolve) => setTimeout(resolve, 1500));
	expect(await server.requests()).toStrictEqual([]);
});

test("a table without a stream is an error that says what to do", async () => {
	const { TableDescription } = await server.send("CreateTable", {
		TableName: `${table}-bare`,
		AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
		KeySchema: [
			{ AttributeName: "pk", KeyType: "HASH" },
			{ AttributeName: "sk", KeyType: "RANGE" },
		],
		BillingMode: "PAY_PER_REQUEST",
	});
	expect(TableDescription.TableName).toBe(`${table}-bare`);
	const bare = Data.open(server.url(`${table}-bare`));
	const watch = bare.watch("a:*");
	await expect(watch.next()).rejects.toMatchObject({
		code: "NO_STREAM",
		message: expect.stringContaining("aws dynamodb update-table"),
	});
	expect(await watch.next()).toStrictEqual({ value: undefined, done: true });
	await bare.close();
});

test("states of other programs, which have the second of the write as their version, are all given", async () => {
	const second = { N: String(Math.floor(Date.now() / 1000)) };
	const put = (val) =>
		server.send("PutItem", {
			TableName: table,
			Item: { pk: { S: "n" }, sk: { S: "a" }, ct: second, md: second, val: { S: val } },
		});
	await put("first");
	const watch = data.watch("n:*");
	for (const value of ["first", "second", "third"]) {
		await put(value);
		let entry;
		do [entry] = await take(watch, 1);
		while (entry.value !== value);
		expect(entry.key).toBe("n:a");
	}
	await watch.return();
});

test("a row that cannot be read causes a warning and hides no other", async () => {
	const emitted = jest.spyOn(process, "emitWarning").mockImplementation(() => {});
	const put = (sk) => {
		const Item = { pk: { S: "n" }, sk: { S: sk }, ct: { S: "secret" } };
		return server.send("PutItem", { TableName: table, Item });
	};
	await data.set("n:a", 1);
	await put("b");
	const watch = data.watch("n:*");
	expect(await take(watch, 1)).toStrictEqual([{ key: "n:a", value: 1 }]);
	await put("a");
	await data.set("n:c", 3);
	expect(await take(watch, 1)).toStrictEqual([{ key: "n:c", value: 3 }]);
	await watch.return();
	const rows = emitted.mock.calls.map(([message]) => /^The row '(.*)' cannot be read/.exec(message)?.[1]);
	expect(rows).toStrictEqual(["n:b", "n:a"]);
	emitted.mockRestore();
});

test("a stream that fails for a while is read on", async () => {
	const watch = data.watch("a:*");
	const first = watch.next();
	await data.set("a:0", 0);
	expect((await first).value).toStrictEqual({ key: "a:0", value: 0 });
	await server.faults({ seed: 1, throttle: 0.3, internalError: 0.1 });
	for (let index = 1; index <= 20; index++) {
		await data.set(`a:${index}`, index);
		expect(await take(watch, 1)).toStrictEqual([{ key: `a:${index}`, value: index }]);
	}
	await watch.return();
});

test("a label: its index is looked at again, and what is as it was is not given again", async () => {
	await data.set("a:1", 1, { label1: "l:1" });
	// A lost label is not given, although the index may still have it.
	await data.set("a:2", 1, { label1: "l:2" });
	await data.set("a:2", 1, { label1: null });
	const watch = data.watch("l:*", { label: "label1" });
	expect(await take(watch, 1)).toStrictEqual([{ key: "a:1", value: 1 }]);
	await server.forget();
	const next = take(watch, 1);
	const operations = async () => (await server.requests()).map(({ operation }) => operation);
	while (!(await operations()).includes("BatchGetItem")) await new Promise((resolve) => setTimeout(resolve, 100));
	expect(await operations()).toContain("Query");
	await data.set("a:3", 3, { label1: "l:3" });
	expect(await next).toStrictEqual([{ key: "a:3", value: 3 }]);
	await watch.return();
});
