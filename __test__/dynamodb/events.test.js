"use strict";

// Events of a table: what does not exist on the embedded store.

const { Data } = require("../..");
const { startServer } = require("../support/server");

let server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

test("idle waits for the first registration of a group, even if the table of events is missing", async () => {
	await Data.createTable(server.url("first"));
	await server.send("DeleteTable", { TableName: "first-events" });
	await server.faults({ slow: 500, operations: ["CreateTable"] });
	const data = Data.open(server.url("first"));
	const keys = [];
	data.on("*", ({ item }) => void keys.push(item.key));
	await data.events.idle();
	await data.set("a:1", 1);
	await data.events.idle();
	expect(keys).toEqual(["a:1"]);
	await server.faults();
	await data.close();
});

test("idle rejects if the group cannot be registered", async () => {
	const data = Data.open(server.url("no-table"));
	data.on("*", () => {});
	await expect(data.events.idle()).rejects.toMatchObject({ code: "TABLE_NOT_FOUND" });
	await data.close();
});

test("an unreadable row of another program is reported with its key, and hides no other row", async () => {
	const url = server.url("foreign");
	await Data.createTable(url);
	const data = Data.open(url);
	const [keys, gaps] = [[], []];
	data.events.on("gap", (gap) => gaps.push(gap));
	data.on("*", ({ item }) => void keys.push(item.key));
	await data.events.idle();
	const Item = { pk: { S: "a" }, sk: { S: "1" }, val: { S: "x" }, ct: { S: "secret" } };
	await server.send("PutItem", { TableName: "foreign", Item });
	await data.set("a:2", 1);
	await data.events.idle();
	expect(keys).toEqual(["a:2"]);
	const reason =
		"The row 'a:1' cannot be read: its column 'ct' must be a number of epoch seconds. No handler gets this change.";
	expect(gaps).toEqual([{ group: "default", changes: 1, reason }]);
	await data.close();
});
