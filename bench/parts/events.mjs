// Measures the latency from a commit to its handler, and what logging changes costs.

import path from "node:path";
import { performance } from "node:perf_hooks";
import { setImmediate as turn } from "node:timers/promises";
import { Data } from "../../index.mjs";
import { withFolder } from "../cleanup.mjs";
import { document, key, range } from "../document.mjs";
import { interleaved, median, quantile, timed } from "../measure.mjs";
import { comparison, measure } from "../results.mjs";

const EVENTS = 500;
const SETS = 1000;
const DURABILITIES = { synced: "", "not synced": "?durability=relaxed" };

export const steps = ({ rounds }) => rounds + 1;

export function run({ folder, rounds, step }) {
	return withFolder(folder, async (own) => {
		const open = (name, options = "") => Data.open(`file:${path.join(own, name)}${options}`);
		const listened = Object.entries(DURABILITIES).map(([name, options]) => [name, open(name, options)]);
		const [alone, logged] = [open("alone"), open("logged")];
		logged.on("*:nothing", () => {});
		const groups = [
			listened.map(([name, data]) => [name, () => latencies(data)]),
			[
				["no group", (round) => setTime(alone, round)],
				["a group", (round) => setTime(logged, round)],
			],
		];
		const [delays, sets] = await interleaved(rounds, groups, step);
		for (const data of [alone, logged, ...listened.map(([, data]) => data)]) await data.close();
		return {
			measures: [...Object.keys(DURABILITIES).flatMap((name) => delaysOf(name, delays.get(name))), costOf(sets)],
		};
	});
}

/** Microseconds to the start of the handler, from the call of `set` and from its resolution. */
async function latencies(data) {
	const started = [];
	const subscription = data.on("*:latency:*", ({ item }) => {
		started[item.value] = performance.now();
	});
	await data.events.idle();
	globalThis.gc();
	const fromCall = [];
	const fromCommit = [];
	for (let index = 0; index < EVENTS; index++) {
		const called = performance.now();
		await data.set("latency:item", index);
		const committed = performance.now();
		while (started[index] === undefined) await turn();
		fromCall.push((started[index] - called) * 1000);
		fromCommit.push((started[index] - committed) * 1000);
	}
	subscription.remove();
	return { fromCall, fromCommit };
}

async function setTime(data, round) {
	const time = await timed(SETS, () =>
		Promise.all(range(SETS).map((id) => data.set(key(id), document(id, round + 1)))),
	);
	await data.events.idle();
	return time;
}

function delaysOf(name, rounds) {
	const values = (from) => ({
		p50: median(rounds.map((delays) => quantile(delays[from], 0.5))),
		p99: median(rounds.map((delays) => quantile(delays[from], 0.99))),
	});
	const id = name.replace(" ", "-");
	return [
		measure({
			id: `event-${id}`,
			title: `call of \`set\` (${name}) to handler`,
			unit: "µs",
			values: values("fromCall"),
		}),
		measure({
			id: `event-resolved-${id}`,
			title: `\`set\` resolved (${name}) to handler`,
			unit: "µs",
			values: values("fromCommit"),
		}),
	];
}

function costOf(sets) {
	const [without, withGroup] = [median(sets.get("no group")), median(sets.get("a group"))];
	return measure({
		id: "event-log",
		title: "`set`, 1,000 at a time, with a group and without",
		unit: "µs",
		values: { "no group": without, "a group": withGroup },
		comparisons: [comparison("a group", "no group", withGroup / without)],
	});
}
