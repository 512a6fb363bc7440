"use strict";

// Kills writers under load. Every acknowledged write is stored, and the file is intact.

const { Data } = require("../..");
const { temporaryFolder } = require("../support/store");
const { start, until } = require("../support/programs");

const ROUNDS = 20;

// Each write counts up, changes a label, and prints its number when it is acknowledged.
const writer = (name) => `
	let number = Number(await data.get("count:${name}") ?? 0);
	for (;;) {
		const writes = [];
		for (let index = 0; index < 50; index++) {
			number++;
			const mine = number;
			writes.push(
				data.set("item:${name}-" + mine, { mine, text: "x".repeat(mine % 700) }, { label1: "of-${name}:" + mine })
					.then(() => data.set("count:${name}", mine))
					.then(() => say("${name} " + mine)),
			);
		}
		await Promise.all(writes);
	}
`;

test(`${ROUNDS} kills under load lose nothing acknowledged`, async () => {
	const url = `file:${temporaryFolder()}`;
	const acknowledged = { a: 0, b: 0 };
	for (let round = 0; round < ROUNDS; round++) {
		const children = ["a", "b"].map((name) => start(url, writer(name)));
		// After a number of writes, not after a time, so that every kill is under load on any machine.
		const enough = 30 + round * 17;
		await Promise.all(children.map((child) => until(child, () => child.lines.length >= enough)));
		for (const child of children) child.kill("SIGKILL");
		for (const child of children) expect((await child.ended).signal).toBe("SIGKILL");
		for (const line of children.flatMap((child) => child.lines)) {
			const [name, number] = line.split(" ");
			acknowledged[name] = Math.max(acknowledged[name], Number(number));
		}
		await check(url, acknowledged);
	}
	expect(acknowledged.a + acknowledged.b).toBeGreaterThan(ROUNDS * 30);
}, 240_000);

async function check(url, acknowledged) {
	const data = Data.open(url);
	for (const [name, last] of Object.entries(acknowledged)) {
		const items = new Map();
		let page = await data.get(`item:${name}-*`, { limit: 1000, meta: true });
		while (page) {
			for (const item of page.items) items.set(item.value.mine, item);
			page = page.next && (await page.next());
		}
		for (let number = 1; number <= last; number++) {
			const item = items.get(number);
			expect(item?.value).toEqual({ mine: number, text: "x".repeat(number % 700) });
			expect(item.label1).toBe(`of-${name}:${number}`);
		}
		let labelled = 0;
		let labels = await data.getByLabel("label1", `of-${name}:*`, { limit: 1000 });
		while (labels) {
			labelled += labels.items.length;
			labels = labels.next && (await labels.next());
		}
		expect(labelled).toBe(items.size);
	}
	await data.close();
}
