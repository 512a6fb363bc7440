// Measures times, and decides when a figure counts.

import { performance } from "node:perf_hooks";

/** The shortest measurement, in milliseconds. In a shorter one, a single pause of the machine would count too much. */
const LEAST = 100;
/** The most rounds of warm-up, for a figure that never comes to rest. */
const MOST_WARM_UP = 20;
/** How many rounds are compared with as many before, and how far their medians may lie apart. */
const STRETCH = 3;
const AT_REST = 0.03;

export const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.floor(values.length * share)];

export const median = (values) => quantile(values, 0.5);

/**
 * The average duration of a call, in microseconds. `run` makes `calls` calls, as often as the shortest measurement
 * takes. What `prepare` returns is passed to `run`, and its time does not count.
 *
 * No measurement collects garbage by force: V8 then drops optimized code together with the shapes of objects that happen
 * to be unused, and a client that was warm is cold again.
 */
export async function timed(calls, run, prepare = () => {}) {
	let elapsed = 0;
	let turns = 0;
	for (; elapsed < LEAST; turns++) {
		const prepared = prepare();
		const start = performance.now();
		await run(prepared);
		elapsed += performance.now() - start;
	}
	return (elapsed * 1000) / (turns * calls);
}

/** Awaits `count` calls one after another. */
export async function each(count, call) {
	for (let index = 0; index < count; index++) await call(index);
}

/** Whether a case is warm: the median of its last three rounds is within 3 % of that of the three before. */
export function atRest(figures) {
	if (figures.length < 2 * STRETCH) return false;
	const before = median(figures.slice(-2 * STRETCH, -STRETCH));
	return Math.abs(median(figures.slice(-STRETCH)) - before) <= before * AT_REST;
}

/** The most steps that `interleaved` announces. */
export const stepsOf = (rounds) => MOST_WARM_UP + rounds;

/**
 * Warms every case up, then runs each once per round. A case is `[name, run]`, or `[name, run, figure]` if what `run`
 * returns is not a number: `figure` takes the one from it that must come to rest. Each round starts a group with another
 * case, so that no case always runs first. Returns the results by group and case name, and how each case warmed up.
 */
export async function interleaved(rounds, groups, step) {
	const none = () => groups.map((cases) => new Map(cases.map(([name]) => [name, []])));
	const [warmed, taken] = [none(), none()];
	let round = 0;
	const runAll = async (results, isWanted) => {
		for (const [index, cases] of groups.entries()) {
			const first = round % cases.length;
			for (const [name, run, figure = Number] of [...cases.slice(first), ...cases.slice(0, first)]) {
				const known = results[index].get(name);
				if (isWanted(known, figure)) known.push(await run(round));
			}
		}
		round++;
	};
	const isMoving = (known, figure = Number) => !atRest(known.map(figure));
	const areMoving = () =>
		groups.some((cases, index) => cases.some(([name, , figure]) => isMoving(warmed[index].get(name), figure)));
	while (round < MOST_WARM_UP && areMoving()) {
		step(`warming up, round ${round + 1}`);
		await runAll(warmed, isMoving);
	}
	for (let number = 1; number <= rounds; number++) {
		step(`round ${number} of ${rounds}`);
		await runAll(taken, () => true);
	}
	const warmUp = groups.flatMap((cases, index) =>
		cases.map(([name, , figure]) => {
			const known = warmed[index].get(name);
			return { rounds: known.length, isAtRest: !isMoving(known, figure) };
		}),
	);
	return { taken, warmUp };
}

/** The fewest and most rounds that a case took to warm up, and how many of the cases never came to rest. */
export function summaryOf(warmUp) {
	const counts = warmUp.map(({ rounds }) => rounds);
	const restless = warmUp.filter(({ isAtRest }) => !isAtRest).length;
	return { fewest: Math.min(...counts), most: Math.max(...counts), cases: warmUp.length, restless };
}
