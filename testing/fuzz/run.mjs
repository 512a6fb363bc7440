// Runs cases of one kind on one store until the time is up, or enough calls are made, or a case fails.

import fc from "fast-check";

/** The number of cases that fast-check generates from one seed. */
const CASES = 10;

/**
 * `kind.property(store, count, replayPath)` creates the property, which calls `count()` for each call that it makes.
 * Returns the numbers of calls and cases, and the first failure: its text, its seed, and the path to the smallest
 * failing case.
 */
export async function run(kind, open, { seed, seconds, atLeast, path, isTimed }) {
	const [place, replayPath] = path?.split("@") ?? [];
	const store = await open();
	store.bounded &&= isTimed;
	const started = performance.now();
	const took = () => (performance.now() - started) / 1000;
	let calls = 0;
	let cases = 0;
	const isMore = () => (atLeast === undefined ? took() < seconds : calls < atLeast);
	try {
		for (let round = seed; round === seed || (path === undefined && isMore()); round++) {
			const property = kind.property(store, () => calls++, replayPath);
			const result = await fc.check(property, {
				seed: round,
				numRuns: CASES,
				path: place ?? "",
			});
			cases += result.numRuns;
			if (result.failed && result.counterexample !== null) {
				return { calls, cases, took: took(), failure: failureOf(result) };
			}
		}
		return { calls, cases, took: took() };
	} finally {
		await store.close();
	}
}

function failureOf(result) {
	const { seed, counterexamplePath, counterexample, errorInstance } = result;
	const shown = fc.stringify(counterexample);
	// fast-check reports which calls of a shrunk case remain only in the text of the case.
	const [, replayPath] = /replayPath="([^"]*)"/.exec(shown) ?? [];
	const path = replayPath === undefined ? counterexamplePath : `${counterexamplePath}@${replayPath}`;
	return { seed, path, text: `${shown}\n\n${errorInstance?.stack ?? errorInstance}` };
}
