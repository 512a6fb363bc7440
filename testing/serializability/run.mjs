// Makes histories on a store and checks them.

import { createRequire } from "node:module";
import { startCrew } from "./crew.mjs";
import { faultsOf, make } from "./history.mjs";

const { Data } = createRequire(import.meta.url)("../../index.js");

/** Histories that are made at the same time. */
const AT_ONCE = 32;

/**
 * Makes histories with the seeds `seed`, `seed + 1`, … on a store, until all are made or one is wrong. Returns how many
 * transactions ended how, how often their functions ran, and the first wrong history:
 * `{ seed, history, violations }`.
 */
export async function run(store, { seed, histories }) {
	const data = Data.open(store.url);
	const crew = await startCrew(store.url);
	const totals = { histories: 0, committed: 0, aborted: 0, unknown: 0, runs: 0, codes: new Map() };
	let failure;
	let next = 0;
	const one = async () => {
		while (next < histories && failure === undefined) {
			const own = seed + next++;
			const history = await make(data, crew, own);
			const violations = faultsOf(history);
			count(totals, history);
			if (violations.length > 0) failure ??= { seed: own, history, violations };
		}
	};
	try {
		await store.on();
		await Promise.all(Array.from({ length: AT_ONCE }, one));
	} finally {
		await store.off();
		await crew.stop();
		await data.close();
	}
	return { ...totals, failure };
}

function count(totals, history) {
	totals.histories++;
	for (const { outcome, runs, code } of history) {
		totals[outcome]++;
		totals.runs += runs;
		if (code !== undefined) totals.codes.set(code, (totals.codes.get(code) ?? 0) + 1);
	}
}
