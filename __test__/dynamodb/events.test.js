"use strict";

// Events of a table, where they need what the embedded store does not have.

const { Data } = require("../..");
const { startServer } = require("../support/server");

let server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

test("idle waits for the first registration of a group, also where the table of events is missing", async () => {
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

test("idle rejects where the group cannot be registered", async () => {
	const data = Data.open(server.url("no-table"));
	data.on("*", () => {});
	await expect(data.events.idle()).rejects.toMatchObject({ code: "TABLE_NOT_FOUND" });
	await data.close();
});
