"use strict";

// What the calls of a collection cost on DynamoDB: which requests each sends.

const { Data } = require("../..");
const { USERS } = require("../support/typed-collections");
const { startServer } = require("../support/server");

let server;
let data;
let users;
let plain;
beforeAll(async () => {
	server = await startServer();
	await Data.createTable(server.url("collections"));
	data = Data.open(server.url("collections"));
	users = data.collection("users", USERS);
	const { unique, ...rest } = USERS;
	plain = data.collection("plain", rest);
});
beforeEach(async () => {
	await data.truncate();
	await plain.create({ id: "a", team: "t" });
	await users.create({ id: "a", email: "1", team: "t" });
});
afterAll(async () => {
	await data.close();
	await server.stop();
});

/** The requests of a call, by operation. */
async function requests(call) {
	await server.forget();
	await call();
	const counts = {};
	// A transaction is recorded once for each kind of its parts.
	for (const { operation, count } of await server.requests())
		counts[operation] = Math.max(counts[operation] ?? 0, count);
	return counts;
}

test.each([
	["create", () => plain.create({ id: "b" }), { PutItem: 1 }],
	["put", () => plain.put({ id: "a" }), { PutItem: 1 }],
	["update", () => plain.update("a", { team: "u" }), { GetItem: 1, UpdateItem: 1 }],
	["remove", () => plain.remove("a"), { DeleteItem: 1 }],
	["create with a marker", () => users.create({ id: "b", email: "2" }), { GetItem: 1, TransactWriteItems: 1 }],
	[
		"create with two markers",
		() => users.create({ id: "b", email: "2", nick: "2" }),
		{ TransactGetItems: 1, TransactWriteItems: 1 },
	],
	[
		"create with a marker and a ttl",
		() => users.create({ id: "b", email: "2" }, { ttl: 60 }),
		{ GetItem: 2, TransactWriteItems: 1 },
	],
	["put that changes no marker", () => users.put({ id: "a", email: "1", team: "u" }), { GetItem: 1, PutItem: 1 }],
	["update that changes no marker", () => users.update("a", { team: "u" }), { GetItem: 1, UpdateItem: 1 }],
	[
		"update that moves a marker",
		() => users.update("a", { email: "2" }),
		{ GetItem: 1, TransactGetItems: 1, TransactWriteItems: 1 },
	],
	["remove with a marker", () => users.remove("a"), { GetItem: 2, TransactWriteItems: 1 }],
	["getBy", () => users.getBy("email", "1"), { GetItem: 2 }],
])("%s", async (_, call, expected) => {
	expect(await requests(call)).toEqual(expected);
});
