"use strict";

// 20,000 changes in 50 collections from 4 processes. The events of each collection come in order and none is lost,
// even if the handling process is killed again and again.

const path = require("node:path");
const { Data } = require("../..");
const { temporaryFolder } = require("../support/store");
const {
	CHANGES,
	checkOrder,
	distinct,
	end,
	handled,
	startHandler,
	startWriters,
	until,
} = require("../support/event-load");

const KILLS = 50;

test("one of two processes handles every change once, in the order of its collection", async () => {
	const folder = temporaryFolder();
	const url = `file:${folder}/store?durability=relaxed`;
	const file = path.join(folder, "handled");
	const handlers = [startHandler(url, file), startHandler(url, file)];
	for (const handler of handlers) await until(() => handler.lines.includes("ready"));
	await end(startWriters(url));
	await until(() => handled(file).length >= CHANGES);
	for (const handler of handlers) handler.kill("SIGTERM");
	await end(handlers);
	const events = handled(file);
	expect(events).toHaveLength(CHANGES);
	expect(new Set(events.map(({ pid }) => pid)).size).toBe(1);
	expect(checkOrder(events)).toBe(0);
}, 120_000);

test(`${KILLS} kills of the handling process lose nothing and keep the order`, async () => {
	const seed = Number(process.env.AMPT_TEST_SEED ?? Date.now() % 2 ** 31);
	console.log(`AMPT_TEST_SEED=${seed}`);
	const random = generator(seed);
	const folder = temporaryFolder();
	const url = `file:${folder}/store?durability=relaxed`;
	const file = path.join(folder, "handled");
	const newHandler = () => startHandler(url, file, { pause: 2 });
	let handlers = [newHandler(), newHandler()];
	for (const handler of handlers) await until(() => handler.lines.includes("ready"));
	const writers = startWriters(url, { pause: 100 });
	const kills = Array.from({ length: KILLS }, () => 1 + Math.floor(random() * (CHANGES - 1000))).sort((a, b) => a - b);
	for (const at of kills) {
		let leader;
		await until(() => {
			const events = handled(file);
			leader = handlers.find((handler) => handler.pid === events.at(-1)?.pid);
			return leader !== undefined && distinct(events) >= at;
		}, writers);
		leader.kill("SIGKILL");
		expect((await leader.ended).signal).toBe("SIGKILL");
		handlers = [...handlers.filter((handler) => handler !== leader), newHandler()];
	}
	await end(writers);
	const data = Data.open(url);
	await until(() => distinct(handled(file)) >= CHANGES, writers);
	for (const handler of handlers) {
		await until(() => handler.lines.includes("ready"));
		handler.kill("SIGTERM");
	}
	await end(handlers);
	const again = checkOrder(handled(file));
	console.log(`${again} events were repeated`);
	// Nothing is left for other groups, because there are none.
	data.on("*", () => {});
	await data.events.idle();
	await data.close();
}, 240_000);

/** Random numbers from 0 to 1, determined by the seed. */
function generator(seed) {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
}
