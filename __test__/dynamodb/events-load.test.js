"use strict";

// The load of `processes/events-load.test.js` on a table. Its stream has one shard on the test server, which one of two
// processes reads. A lease that is not renewed for 10 seconds passes to the other process.

const path = require("node:path");
const { Data } = require("../..");
const { startServer } = require("../support/server");
const { temporaryFolder } = require("../support/store");
const load = require("../support/event-load");

const { CHANGES, checkOrder, distinct, end, handled, startHandler, startWriters, until } = load;

const KILLS = 3;

let server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

async function newTable(name) {
	const url = server.url(name);
	await Data.createTable(url);
	return url;
}

/** The process that handles the events. */
function reader(handlers, file) {
	const last = handled(file).at(-1);
	return handlers.find((handler) => handler.pid === last?.pid);
}

test("every change is handled once and in the order of its collection, even when the lease is handed over", async () => {
	const url = await newTable("order");
	const file = path.join(temporaryFolder(), "handled");
	const handlers = [startHandler(url, file), startHandler(url, file)];
	for (const handler of handlers) await until(() => handler.lines.includes("ready"));
	const writers = startWriters(url);
	await until(() => handled(file).length > 1000);
	const first = reader(handlers, file);
	first.kill("SIGTERM");
	await end([first, ...writers]);
	await until(() => handled(file).length >= CHANGES);
	const second = reader(handlers, file);
	second.kill("SIGTERM");
	await end([second]);
	const events = handled(file);
	expect(events).toHaveLength(CHANGES);
	expect(first).not.toBe(second);
	expect(checkOrder(events)).toBe(0);
}, 240_000);

test(`${KILLS} kills of the handling process lose nothing and keep the order`, async () => {
	const url = await newTable("crash");
	const file = path.join(temporaryFolder(), "handled");
	const changes = 2000;
	const newHandler = () => startHandler(url, file, { pause: 2 });
	let handlers = [newHandler(), newHandler()];
	for (const handler of handlers) await until(() => handler.lines.includes("ready"));
	const writers = startWriters(url, { changes, pause: 500 });
	for (let kill = 1; kill <= KILLS; kill++) {
		let leader;
		await until(() => {
			leader = reader(handlers, file);
			return leader !== undefined && distinct(handled(file)) > (kill * changes) / 10;
		});
		leader.kill("SIGKILL");
		expect((await leader.ended).signal).toBe("SIGKILL");
		handlers = [...handlers.filter((handler) => handler !== leader), newHandler()];
	}
	await end(writers);
	await until(() => distinct(handled(file)) >= changes);
	for (const handler of handlers) {
		await until(() => handler.lines.includes("ready"));
		handler.kill("SIGTERM");
	}
	await end(handlers);
	checkOrder(handled(file), changes);
}, 240_000);
