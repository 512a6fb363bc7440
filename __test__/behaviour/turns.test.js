"use strict";

// Awaited calls let the event loop have its turns, however soon their answers come.

const { freshStore, onDynamo } = require("../support/store");

let data;
beforeEach(async () => {
	data = await freshStore();
});

/** Counts the turns of the event loop while something is awaited. */
async function turnsDuring(work) {
	let turns = 0;
	let counting = true;
	const count = () => {
		turns++;
		if (counting) setImmediate(count);
	};
	setImmediate(count);
	await work();
	counting = false;
	return turns;
}

test("a loop of reads ends when a timer sets what it waits for", async () => {
	setTimeout(() => data.set("flag", true), 20);
	while (!(await data.get("flag")));
});

test("a loop of lists, of batches, of scans and of removals that find nothing ends likewise", async () => {
	for (const read of [
		() => data.get("none:*"),
		() => data.get(["none", "nothing"]),
		() => data.scan({ limit: 1 }),
		() => data.get("*").catch(() => {}),
	]) {
		let ended = false;
		setTimeout(() => {
			ended = true;
		}, 5);
		while (!ended) await read();
	}
});

test("pages and an export let the event loop turn again and again", async () => {
	const items = onDynamo ? 500 : 20_000;
	for (let from = 0; from < items; from += 500) {
		await Promise.all(Array.from({ length: 500 }, (_, index) => data.set(`k:${from + index}`, "x".repeat(400))));
	}
	const pages = async () => {
		let page = await data.get("k:*", { limit: 200 });
		while (page.next) page = await page.next();
	};
	const all = async () => {
		for await (const _ of data.export());
	};
	for (const read of [pages, all]) expect(await turnsDuring(read)).toBeGreaterThan(items / 5000);
});
