// Times and what is worked out from them.

import { performance } from "node:perf_hooks";

export const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.floor(values.length * share)];

export const median = (values) => quantile(values, 0.5);

/** Microseconds of each of a number of calls. */
export async function timed(calls, run) {
	// Nobody pays for another's garbage.
	globalThis.gc();
	const start = performance.now();
	await run();
	return ((performance.now() - start) * 1000) / calls;
}

/** One after another. */
export async function each(count, call) {
	for (let index = 0; index < count; index++) await call(index);
}

/**
 * Runs every case in every round, one after another, and gives what each took in all rounds but the first, which warms
 * up. Cases are `[name, run]`, in groups: who begins a group changes with the round.
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
