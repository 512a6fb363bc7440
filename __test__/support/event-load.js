"use strict";

// Creates a load of changes whose order can be checked, and processes that handle it. Every change of a collection adds
// one to its counter, so the events of a collection must count up.

const fs = require("node:fs");
const { start } = require("./programs");

const COLLECTIONS = 50;
const CHANGES = 20_000;
const WRITERS = 4;

/** Processes that make the changes in all collections, with a pause in milliseconds after each hundred. */
function startWriters(url, { changes = CHANGES, pause = 0 } = {}) {
	return Array.from({ length: WRITERS }, (_, writer) =>
		start(
			url,
			`
			for (let done = 0; done < ${changes / WRITERS}; done += 100) {
				const adds = [];
				for (let index = 0; index < 100; index++) {
					adds.push(data.add("ns" + ((done + index + ${writer}) % ${COLLECTIONS}) + ":count", 1));
				}
				await Promise.all(adds);
				await new Promise((resolve) => setTimeout(resolve, ${pause}));
			}
			await data.close();
			`,
		),
	);
}

/** A process that handles the changes. Its handler appends a line to the file for each event. */
function startHandler(url, file, { pause = 0 } = {}) {
	return start(
		url,
		`
		const out = require("node:fs").openSync(${JSON.stringify(file)}, "a");
		data.on("*:ns*:count", async ({ item }) => {
			await new Promise((resolve) => setTimeout(resolve, ${pause}));
			require("node:fs").writeSync(out, process.pid + " " + item.key + " " + item.value + "\\n");
			await new Promise((resolve) => setTimeout(resolve, ${pause}));
		});
		// When this resolves, the group is registered.
		await data.events.idle();
		say("ready");
		await data.events.run();
		`,
	);
}

/** The handled events so far, in order: process, collection, count. */
function handled(file) {
	if (!fs.existsSync(file)) return [];
	const lines = fs.readFileSync(file, "utf8").split("\n").slice(0, -1);
	return lines.map((line) => {
		const [pid, key, value] = line.split(" ");
		return { pid: Number(pid), key, value: Number(value) };
	});
}

/**
 * Checks that the events of each collection came in order, from the first to the last. After a crash, an event and those
 * after it may come again. Returns the number of repeated events.
 */
function checkOrder(events, changes = CHANGES) {
	const last = new Map();
	const highest = new Map();
	let again = 0;
	for (const { pid, key, value } of events) {
		const before = last.get(key) ?? { pid, value: 0 };
		if (value !== before.value + 1) {
			// Only another process may repeat an event.
			if (before.pid === pid || value > before.value) {
				throw new Error(`${key}: ${value} came after ${before.value}`);
			}
		}
		last.set(key, { pid, value });
		if (value <= (highest.get(key) ?? 0)) again++;
		else highest.set(key, value);
	}
	const counts = [...highest.values()];
	expect(counts).toHaveLength(COLLECTIONS);
	expect(counts.reduce((sum, count) => sum + count, 0)).toBe(changes);
	return again;
}

/** The number of distinct changes handled. */
function distinct(events) {
	return new Set(events.map(({ key, value }) => `${key} ${value}`)).size;
}

/** Waits until the processes have ended successfully. */
async function end(children) {
	for (const child of children) expect(await child.ended).toEqual({ code: 0, signal: null });
}

/** Waits for a condition, and rejects if one of the processes fails. */
async function until(condition, children = []) {
	while (!condition()) {
		for (const child of children) {
			if (child.exitCode > 0) throw new Error(`A program failed: ${child.errors}`);
		}
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

module.exports = { CHANGES, COLLECTIONS, checkOrder, distinct, end, handled, startHandler, startWriters, until };
