"use strict";

// A load of changes whose order shows, and processes that handle it: every change of a namespace adds
// one to its counter, so that the events of a namespace must count up.

const fs = require("node:fs");
const { start } = require("./programs");

const NAMESPACES = 50;
const CHANGES = 20_000;
const WRITERS = 4;

/** Processes that make the changes, all in all namespaces, with a pause (ms) between hundreds. */
function startWriters(url, { changes = CHANGES, pause = 0 } = {}) {
	return Array.from({ length: WRITERS }, (_, writer) =>
		start(
			url,
			`
			for (let done = 0; done < ${changes / WRITERS}; done += 100) {
				const adds = [];
				for (let index = 0; index < 100; index++) {
					adds.push(data.add("ns" + ((done + index + ${writer}) % ${NAMESPACES}) + ":count", 1));
				}
				await Promise.all(adds);
				await new Promise((resolve) => setTimeout(resolve, ${pause}));
			}
			await data.close();
			`,
		),
	);
}

/** A process that handles them: a line of the file for each event, written in the midst of its handler. */
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
		// The group is registered when this resolves.
		await data.events.idle();
		say("ready");
		await data.events.run();
		`,
	);
}

/** What was handled so far, in order: process, namespace, count. */
function handled(file) {
	if (!fs.existsSync(file)) return [];
	const lines = fs.readFileSync(file, "utf8").split("\n").slice(0, -1);
	return lines.map((line) => {
		const [pid, key, value] = line.split(" ");
		return { pid: Number(pid), key, value: Number(value) };
	});
}

/**
 * Checks that each namespace's events came in order, from the first to the last. After a crash an event
 * may come again, and then those behind it, too. Returns how often one came again.
 */
function checkOrder(events, changes = CHANGES) {
	const last = new Map();
	const highest = new Map();
	let again = 0;
	for (const { pid, key, value } of events) {
		const before = last.get(key) ?? { pid, value: 0 };
		if (value !== before.value + 1) {
			// Only what another process had begun is begun again.
			if (before.pid === pid || value > before.value) {
				throw new Error(`${key}: ${value} came after ${before.value}`);
			}
		}
		last.set(key, { pid, value });
		if (value <= (highest.get(key) ?? 0)) again++;
		else highest.set(key, value);
	}
	const counts = [...highest.values()];
	expect(counts).toHaveLength(NAMESPACES);
	expect(counts.reduce((sum, count) => sum + count, 0)).toBe(changes);
	return again;
}

/** How many changes were handled, each counted once. */
function distinct(events) {
	return new Set(events.map(({ key, value }) => `${key} ${value}`)).size;
}

/** Waits for processes to end well. */
async function end(children) {
	for (const child of children) expect(await child.ended).toEqual({ code: 0, signal: null });
}

/** Waits for a condition, unless one of the processes fails. */
async function until(condition, children = []) {
	while (!condition()) {
		for (const child of children) {
			if (child.exitCode > 0) throw new Error(`A program failed: ${child.errors}`);
		}
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

module.exports = { CHANGES, NAMESPACES, checkOrder, distinct, end, handled, startHandler, startWriters, until };
