"use strict";

// Awaited calls let the event loop turn, however fast they are.

const { freshStore, onDynamo } = require("../support/store");

let data;
beforeEach(async () => {
	data = await freshStore();
});

/** Counts the turns of the event loop during a call. */
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

async function all(iterable) {
	for await (const _ of iterable);
}

test("a loop of reads ends when a timer sets its condition", async () => {
	setTimeout(() => data.set("flag", true), 20);
	while (!(await data.get("flag")));
});

test("so do loops of lists, batches, scans and removals that find nothing", async () => {
	for (const read of [
		() => data.get("none:*"),
		() => data.get(["none", "nothing"]),
		() => data.scan({ limit: 1 }),
		() => data.get("*").catch(() => {}),
		() => data.count("none:*"),
		() => all(data.iterate("none:*")),
		() => all(data.iterate()),
		() => all(data.collections()),
	]) {
		let ended = false;
		setTimeout(() => {
			ended = true;
		}, 5);
		while (!ended) await read();
	}
});

test("pages, exports and iterations let the event loop turn repeatedly", async () => {
	const items = onDynamo ? 500 : 20_000;
	for (let from = 0; from < items; from += 500) {
		await Promise.all(Array.from({ length: 500 }, (_, index) => data.set(`k:${from + index}`, "x".repeat(400))));
	}
	const pages = async () => {
		let page = await data.get("k:*", { limit: 200 });
		while (page.next) page = await page.next();
	};
	const long = [
		pages,
		() => all(data.export()),
		() => all(data.iterate("k:*")),
		() => all(data.iterate(undefined, { attributes: ["none"] })),
	];
	// Another thread reads most of these, and may have ended before the event loop could turn once.
	const elsewhere = [
		() => all(data.iterate("k:*", { filter: { $startsWith: "y" } })),
		() => data.count("k:*", { filter: { $startsWith: "y" } }),
		() => data.cursors("k:*", { every: 1 }),
	];
	// It reads all of a table.
	if (onDynamo) elsewhere.push(...long.splice(0));
	for (const read of long) expect(await turnsDuring(read)).toBeGreaterThan(items / 5000);
	for (const read of elsewhere) {
		let ended = false;
		setTimeout(() => {
			ended = true;
		}, 5);
		while (!ended) await read();
	}
});
