// Measures the latency from a commit to its handler, and what logging changes costs.

import path from "node:path";
import { performance } from "node:perf_hooks";
import { setImmediate as turn } from "node:timers/promises";
import { Data } from "../../index.mjs";
import { withFolder } from "../cleanup.mjs";
import { document, key, range } from "../document.mjs";
import { interleaved, quantile, stepsOf, timed } from "../measure.mjs";
import { comparison, measure, ratioOf } from "../results.mjs";

const EVENTS = 500;
const SETS = 1000;
const DURABILITIES = { synced: "", "not synced": "?durability=relaxed" };

export const steps = ({ rounds }) => stepsOf(rounds);

export function run({ folder, rounds, step }) {
	return withFolder(folder, async (own) => {
		const open = (name, options = "") => Data.open(`file:${path.join(own, name)}${options}`);
		const listened = Object.entries(DURABILITIES).map(([name, options]) => [name, open(name, options)]);
		const [alone, logged] = [open("alone"), open("logged")];
		logged.on("*:nothing", () => {});
		const groups = [
			listened.map(([name, data]) => [name, () => latencies(data), ({ fromCall }) => quantile(fromCall, 0.5)]),
			[
				["no group", (round) => setTime(alone, round)],
				["a group", (round) => setTime(logged, round)],
			],
		];
		const { taken, warmUp } = await interleaved(rounds, groups, step);
		const [delays, sets] = taken;
		for (const data of [alone, logged, ...listened.map(([, data]) => data)]) await data.close();
		return {
			measures: [...Object.keys(DURABILITIES).flatMap((name) => delaysOf(name, delays.get(name))), costOf(sets)],
			warmUp,
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
	const documents = () => range(SETS).map((id) => document(id, round + 1));
	const time = await timed(
		SETS,
		(written) => Promise.all(written.map((each) => data.set(key(each.id), each))),
		documents,
	);
	await data.events.idle();
	return time;
}

function delaysOf(name, rounds) {
	const values = (from) => ({
		p50: rounds.map((delays) => quantile(delays[from], 0.5)),
		p99: rounds.map((delays) => quantile(delays[from], 0.99)),
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
	const [without, withGroup] = [sets.get("no group"), sets.get("a group")];
	return measure({
		id: "event-log",
		title: "`set`, 1,000 at a time, with a group and without",
		unit: "µs",
		values: { "no group": without, "a group": withGroup },
		comparisons: [comparison("a group", "no group", ratioOf(withGroup, without))],
	});
}
