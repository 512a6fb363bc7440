// Measures times and computes their quantiles.

import { performance } from "node:perf_hooks";

export const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.floor(values.length * share)];

export const median = (values) => quantile(values, 0.5);

/** The average duration of a call, in microseconds. `run` makes all `calls`. */
export async function timed(calls, run) {
	// Otherwise this measurement would pay for the garbage of the previous one.
	globalThis.gc();
	const start = performance.now();
	await run();
	return ((performance.now() - start) * 1000) / calls;
}

/** Awaits `count` calls one after another. */
export async function each(count, call) {
	for (let index = 0; index < count; index++) await call(index);
}

/**
 * Runs every case once per round and returns the results by group and case name. The first round warms up and does not
 * count. Cases are `[name, run]`. Each round starts a group with another case, so that no case always runs first.
 */
export async function interleaved(rounds, groups, step) {
	const taken = groups.map((cases) => new Map(cases.map(([name]) => [name, []])));
	for (let round = 0; round <= rounds; round++) {
		step(round === 0 ? "warming up" : `round ${round} of ${rounds}`);
		for (const [index, cases] of groups.entries()) {
			const first = round % cases.length;
			for (const [name, run] of [...cases.slice(first), ...cases.slice(0, first)]) {
				const result = await run(round);
				if (round > 0) taken[index].get(name).push(result);
			}
		}
	}
	return taken;
}
