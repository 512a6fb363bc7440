// Makes one history: before its processes begin, some registers are set, and after they have ended, every key is read.

import checker from "./checker/index.js";
import { now } from "./execute.mjs";
import { planOf } from "./plan.mjs";
import { readOf, register } from "./values.mjs";

/** Makes the history of a seed. `crew` has the processes, `data` is a handle of this one. */
export async function make(data, crew, seed) {
	const name = `h${seed}`;
	const plan = planOf(seed, name);
	const seeds = await alone("setup", () => setUp(data, plan));
	const records = await crew.run({ seed, name });
	const final = await alone("final", () => readAll(data, plan));
	return [seeds, ...records, final];
}

/** A transaction that no other one overlaps. */
async function alone(id, operations) {
	const start = now();
	return { id, process: -1, start, operations: await operations(), outcome: "committed", runs: 0, end: now() };
}

async function setUp(data, plan) {
	const seeded = [...plan.keys].filter(([, { seed }]) => seed !== undefined);
	for (const [key, { seed }] of seeded) await insist(() => data.set(key, register(seed), { overwrite: true }));
	return seeded.flatMap(([key, { seed }]) => [
		{ read: key, lineage: [] },
		{ write: key, id: seed, resets: true },
	]);
}

async function readAll(data, plan) {
	const operations = [];
	for (const key of plan.keys.keys()) {
		operations.push(readOf(plan, key, await insist(() => data.get(key, { consistent: true }))));
	}
	return operations;
}

/** Repeats a call that the table was too busy for. It must be harmless to make it twice. */
async function insist(call) {
	for (;;) {
		try {
			return await call();
		} catch (error) {
			if (!["THROTTLED", "UNKNOWN_OUTCOME", "UNREACHABLE", "SERVER_ERROR"].includes(error.code)) throw error;
		}
	}
}

/** What is wrong with a history. */
export function faultsOf(history) {
	const faults = history.filter(({ fault }) => fault !== undefined);
	if (faults.length > 0) return faults.map(({ id, fault }) => ({ anomaly: "error", text: `${id}: ${fault}` }));
	return checker.check(history);
}
