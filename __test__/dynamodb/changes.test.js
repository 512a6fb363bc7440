"use strict";

// `data.changes` on a table: it reads the stream and nothing else.

const { Data } = require("../..");
const { begun } = require("../support/changes");
const { refusal } = require("../support/refusal");
const { startServer } = require("../support/server");

let server;
let data;
let table;
let tables = 0;

beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
	table = `changes-${tables++}`;
	await Data.createTable(server.url(table));
	data = Data.open(server.url(table));
});
afterEach(async () => {
	await server.faults();
	await data.close();
});

test("all calls of a process share one reader of the stream, and read no item", async () => {
	const calls = await begun(data, ...Array.from({ length: 10 }, () => ["a:*"]));
	await server.forget();
	for (let n = 0; n < 5; n++) await data.set("a:1", n);
	for (const changes of calls) {
		expect((await changes.take(5)).map(({ item }) => item.value)).toStrictEqual([0, 1, 2, 3, 4]);
	}
	const requests = (await server.requests()).map(({ operation, count }) => [operation, count]);
	expect(Object.fromEntries(requests)).toEqual({ GetRecords: expect.any(Number), UpdateItem: 5 });
});

test("a stream that fails for a while is read on, and each change is given once", async () => {
	const [all] = await begun(data, ["a:*"]);
	await server.faults({ seed: 1, throttle: 0.3, internalError: 0.1 });
	const values = Array.from({ length: 20 }, (_, index) => index);
	for (const value of values) await data.set("a:1", value);
	expect((await all.take(20)).map(({ item }) => item.value)).toStrictEqual(values);
	await all.end();
});

test("a handle with 'readonly' hears changes", async () => {
	const reader = Data.open(`${server.url(table)}&readonly`);
	const [all] = await begun(data, ["a:*"]);
	const changes = reader.changes("a:*", { raw: true });
	const next = changes.next();
	await data.set("a:1", 1);
	expect((await next).value).toMatchObject({ name: "created", item: { pk: { S: "a" }, val: { N: "1" } } });
	await reader.close();
	await all.end();
});

test("a row that cannot be read causes a warning and hides no other", async () => {
	const emitted = jest.spyOn(process, "emitWarning").mockImplementation(() => {});
	const put = (sk) => {
		const Item = { pk: { S: "n" }, sk: { S: sk }, ct: { S: "secret" } };
		return server.send("PutItem", { TableName: table, Item });
	};
	const [some] = await begun(data, ["n:>a"]);
	await put("a");
	await put("b");
	await data.set("n:c", 3);
	expect((await some.take(1))[0].item).toMatchObject({ key: "n:c", value: 3 });
	const rows = emitted.mock.calls.map(([message]) => /^The row '(.*)' cannot be read/.exec(message)?.[1]);
	expect(rows).toStrictEqual(["n:b"]);
	emitted.mockRestore();
	await some.end();
});

test("a table without a stream is an error that says what to do", async () => {
	await server.send("CreateTable", {
		TableName: `${table}-bare`,
		AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
		KeySchema: [
			{ AttributeName: "pk", KeyType: "HASH" },
			{ AttributeName: "sk", KeyType: "RANGE" },
		],
		BillingMode: "PAY_PER_REQUEST",
	});
	const bare = Data.open(server.url(`${table}-bare`));
	expect(await refusal(bare.changes().next())).toMatchObject({ code: "NO_STREAM" });
	await bare.close();
});
