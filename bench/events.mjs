// How long an event takes from its commit to its handler, and what it costs to log changes.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { setImmediate as turn } from "node:timers/promises";
import { Data } from "ampt-data";

const EVENTS = 2000;
const ROUNDS = 7;

const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.floor(values.length * share)];

/** Milliseconds from the call of `set`, and from its end, to the start of the handler. */
async function latencies(data) {
	const started = [];
	data.on("*:latency:*", ({ item }) => {
		started[item.value] = performance.now();
	});
	await data.events.idle();
	const fromCall = [];
	const fromCommit = [];
	for (let index = 0; index < EVENTS; index++) {
		const called = performance.now();
		await data.set("latency:item", index);
		const committed = performance.now();
		while (started[index] === undefined) await turn();
		fromCall.push(started[index] - called);
		fromCommit.push(started[index] - committed);
	}
	return { fromCall, fromCommit };
}

/** Microseconds of a `set` among 1,000 at a time. */
async function setTime(data) {
	const start = performance.now();
	await Promise.all(Array.from({ length: 1000 }, (_, id) => data.set(`users:${id}`, { id, name: "Jane" })));
	return performance.now() - start;
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ampt-data-bench-"));
const open = (name, options = "") => Data.open(`file:${path.join(folder, name)}${options}`);

console.log("\n| same process, ms | p50 | p99 |\n| --- | ---: | ---: |");
for (const [name, options] of [
	["synced", ""],
	["not synced", "?durability=relaxed"],
]) {
	const data = open(name, options);
	const { fromCall, fromCommit } = await latencies(data);
	for (const [what, values] of [
		[`call of set (${name}) to handler`, fromCall],
		[`set resolved (${name}) to handler`, fromCommit],
	]) {
		console.log(`| ${what} | ${quantile(values, 0.5).toFixed(3)} | ${quantile(values, 0.99).toFixed(3)} |`);
	}
	await data.close();
}

const plain = open("plain");
const logged = open("logged");
logged.on("*:nothing", () => {});
const times = { plain: [], logged: [] };
for (let round = 0; round <= ROUNDS; round++) {
	process.stderr.write(`events, round ${round} of ${ROUNDS}\n`);
	const [without, withGroup] = [await setTime(plain), await setTime(logged)];
	await logged.events.idle();
	// The first round warms up.
	if (round > 0) {
		times.plain.push(without);
		times.logged.push(withGroup);
	}
}
const [without, withGroup] = [quantile(times.plain, 0.5), quantile(times.logged, 0.5)];
console.log("\n| set, 1,000 at a time | µs per call | ratio |\n| --- | ---: | ---: |");
console.log(`| no group | ${without.toFixed(1)} | 1.0 |`);
console.log(`| a group | ${withGroup.toFixed(1)} | ${(withGroup / without).toFixed(1)} |`);
await plain.close();
await logged.close();
fs.rmSync(folder, { recursive: true });
