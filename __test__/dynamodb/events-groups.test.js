"use strict";

// A group of a table is forgotten once no process renews its leases, which only time shows.

const { Data } = require("../..");
const { startServer } = require("../support/server");
const { start, until } = require("../support/programs");

let server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

const worker = `
	data.on("created", ({ item }) => say(item.key));
	await data.set("first:1", 1);
	await data.events.idle();
	say("ready");
	await data.events.run();
`;

test("a group is not forgotten while a process renews its leases, and is after it was killed", async () => {
	const url = server.url("groups");
	await Data.createTable(url);
	const data = Data.open(url);
	const program = start(url, worker);
	await until(program, "ready");
	expect(await data.events.groups()).toEqual([
		{ group: "default", members: 1, names: ["created"], behindMs: expect.any(Number), failing: 0 },
	]);
	await expect(data.events.forget("default")).rejects.toMatchObject({ code: "GROUP_IN_USE" });
	await data.set("second:1", 1);
	await until(program, "second:1");
	program.kill("SIGKILL");
	await program.ended;
	expect(await data.events.groups()).toMatchObject([{ members: 1 }]);
	expect(await data.events.forget("default")).toEqual({ forgotten: true });
	expect(await data.events.groups()).toEqual([]);
	await data.set("lost:1", 1);
	const next = start(url, worker);
	await until(next, "ready");
	expect(next.lines).not.toContain("lost:1");
	next.kill("SIGTERM");
	await next.ended;
	await data.close();
}, 90_000);

test("a table that does not exist is an error, not a table without groups", async () => {
	const data = Data.open(server.url("none"));
	await expect(data.events.groups()).rejects.toMatchObject({ code: "TABLE_NOT_FOUND" });
	await expect(data.events.forget("default")).rejects.toMatchObject({ code: "TABLE_NOT_FOUND" });
	await data.close();
});
