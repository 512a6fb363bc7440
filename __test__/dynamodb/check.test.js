"use strict";

// `check` and `stat` of a table that other programs write, too.

const { Data } = require("../..");
const { startServer } = require("../support/server");

let server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

const key = (sk) => ({ pk: { S: "c" }, sk: { S: sk }, ct: { N: "1" }, md: { N: "1" } });

test("rows that cannot be read, or only in part, are named", async () => {
	await Data.createTable(server.url("rows"));
	const data = Data.open(server.url("rows"));
	await data.set("c:good", 1, { label1: "l:1" });
	for (const row of [
		{ ...key("half"), val: { S: "secret" }, pk2: { S: "secret" } },
		{ ...key("both"), val: { S: "secret" }, _name: { S: "secret" } },
		{ ...key("time"), val: { S: "secret" }, ttl: { S: "secret" } },
		{ ...key("foreign"), val: { S: "secret" }, other: { S: "secret" } },
	]) {
		await server.send("PutItem", { TableName: "rows", Item: row });
	}
	const { items, problems } = await data.check();
	expect(items).toBe(5);
	const reason = (text) => `This row holds no item that can be read in full: ${text}.`;
	const byKey = (one, other) => (one.key < other.key ? -1 : 1);
	expect(problems.sort(byKey)).toEqual([
		{
			kind: "row",
			key: "c:both",
			message: reason("it has the column 'val' beside attributes of an object"),
			repaired: false,
		},
		{
			kind: "row",
			key: "c:foreign",
			message: reason("the schema has no column 'other'; the columns of an object's attributes begin with '_'"),
			repaired: false,
		},
		{ kind: "row", key: "c:half", message: reason("it lacks one of the columns 'pk2' and 'sk2'"), repaired: false },
		{
			kind: "row",
			key: "c:time",
			message: reason("its column 'ttl' must be a number of epoch seconds"),
			repaired: false,
		},
	]);
	expect(await data.stat()).toMatchObject({ items: 4, unreadable: 1 });
	await data.close();
});

test("a table with another schema says how it differs", async () => {
	await server.send("CreateTable", {
		TableName: "other",
		BillingMode: "PAY_PER_REQUEST",
		KeySchema: [
			{ AttributeName: "pk", KeyType: "HASH" },
			{ AttributeName: "sk", KeyType: "RANGE" },
		],
		AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
	});
	const data = Data.open(server.url("other"));
	const { problems } = await data.check();
	expect(problems).toHaveLength(6);
	expect(problems[0]).toEqual({
		kind: "schema",
		message:
			"The table does not have the schema of this package: it lacks the index 'gsi1' (partition key 'pk1', sort key 'sk1').",
		repaired: false,
	});
	await data.close();
});
