"use strict";

// Programs of one group with different handlers on a table. The reader of a shard cannot hand an event over, so it
// reports the events that others miss.

const { Data } = require("../..");
const { startServer } = require("../support/server");
const { run, start, until } = require("../support/programs");

let server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

test("programs with different handlers are warned at once, and missed events are reported", async () => {
	const url = server.url("members");
	await Data.createTable(url);
	const program = (name, kind) => `
		process.on("warning", ({ code, message }) => say(code + " " + message));
		data.on("*:list:${kind}*", ({ item }) => say("${name} " + item.key));
		data.events.on("gap", ({ reason }) => say("gap " + reason));
		data.events.run();
		await data.set("other:${name}", 1);
		await data.events.idle();
		say("ready");
	`;
	const web = start(url, program("web", "a"));
	await until(web, "ready");
	expect(web.lines).toStrictEqual(["ready"]);
	const mails = start(url, program("mails", "b"));
	await until(mails, () => mails.lines.some((line) => line.startsWith("GROUP_DIFFERS")));
	await until(mails, "ready");
	await until(web, () => web.lines.some((line) => line.startsWith("GROUP_DIFFERS")));
	const writer = start(
		url,
		`await data.set("list:a1", 1); await data.set("list:b1", 1); await data.set("list:c1", 1);`,
	);
	await writer.ended;
	// Only one of them reads the shard.
	const lines = () => [...web.lines, ...mails.lines].filter((line) => /^(web|mails|gap) /.test(line));
	await until(web, () => lines().length >= 2);
	for (const each of [web, mails]) each.kill("SIGTERM");
	await Promise.all([web.ended, mails.ended]);

	expect(mails.lines[0]).toMatch(
		/this one wants \*:list:b\*; others of the last 24 hours want \*:list:a\*\..*a group of its own/,
	);
	expect(lines()).toStrictEqual([
		"web list:a1",
		expect.stringMatching(/^gap 'created' of 'list:b1' reached a member without a handler for it/),
	]);
}, 60_000);

test("a program that ends right after its 'on' has registered its group", async () => {
	const url = server.url("registered");
	await Data.createTable(url);
	const handlers = `data.on("created:list:*", ({ item }) => say(item.key));`;
	await run(url, handlers);
	await run(url, `await data.set("list:a", 1);`);
	expect(await run(url, `${handlers} await data.events.idle();`)).toStrictEqual(["list:a"]);
}, 60_000);
