"use strict";

// Dead letters of processes that are killed: an event is let go and becomes an item in one transaction.

const { Data } = require("../..");
const { run, start, until } = require("../support/programs");
const { randomOf } = require("../support/random");
const { temporaryFolder } = require("../support/store");

const ORDERS = 400;

const handle = `
	data.on("created:orders:*", { attempts: 1, deadLetter: "failed" }, async ({ item }) => {
		if (item.value % 5 === 0) say("failing");
		throw new Error("no");
	});
	data.events.on("retry", () => {});
	data.events.on("dropped", () => {});
`;

test("across kills, every event that is given up becomes one item", async () => {
	const url = `file:${temporaryFolder()}?durability=relaxed`;
	await run(url, `${handle} await data.events.idle();`);
	const data = Data.open(url);
	const seed = Number(process.env.AMPT_TEST_SEED ?? Date.now() % 2 ** 31);
	console.log(`AMPT_TEST_SEED=${seed}`);
	const random = randomOf(seed);
	for (let index = 0; index < ORDERS; index++) await data.set(`orders:${index}`, index);

	for (let kills = 0; kills < 6; kills++) {
		const program = start(url, `${handle} await data.events.run();`);
		const most = 1 + Math.floor(random() * 10);
		await until(program, () => program.lines.length >= most);
		program.kill("SIGKILL");
		await program.ended;
	}
	await run(url, `${handle} await data.events.idle();`);

	const orders = [];
	for await (const { value } of data.iterate("failed:*")) orders.push(value.item.value);
	await data.close();
	expect(orders.sort((a, b) => a - b)).toStrictEqual(Array.from({ length: ORDERS }, (_, index) => index));
}, 60_000);

test("a dead letter of one process is replayed by another", async () => {
	const url = `file:${temporaryFolder()}?durability=relaxed`;
	await run(url, `${handle} await data.set("orders:1", { a: new Set([1n]) }); await data.events.idle();`);

	const lines = await run(
		url,
		`
			data.on("created:other:*", () => {});
			data.on("created:orders:*", ({ name, item }) => say(name + " " + [...item.value.a]));
			const { replayed, failed } = await data.events.replay("failed:*");
			say(replayed + " " + failed);
		`,
	);

	expect(lines).toStrictEqual(["created 1", "1 0"]);
});
