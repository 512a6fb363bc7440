// Counting reads all items of a query, and keeps one of the library's two threads until it is done. So the explorer counts one
// query at a time, and rows are read meanwhile.

import { Refusal } from "./refusal.mjs";

/** Turns of which so many are taken at a time. */
export function createTurns(places) {
	const waiting = [];
	let taken = 0;

	/**
	 * Does something when there is a place.
	 *
	 * @template T
	 * @param {() => Promise<T>} work
	 * @param {{ isUrgent?: boolean, isWanted: () => boolean }} how `isUrgent` goes before what is not. What nobody wants any
	 * more when its turn comes is refused
	 * @returns {Promise<T>}
	 */
	async function take(work, { isUrgent = false, isWanted }) {
		await new Promise((begin) => {
			const first = isUrgent ? waiting.findIndex((other) => !other.isUrgent) : -1;
			waiting.splice(first < 0 ? waiting.length : first, 0, { isUrgent, begin });
			next();
		});
		try {
			if (isWanted()) return await work();
			throw new Refusal(503, "NOT_WANTED", "Nobody waits for this answer any more.");
		} finally {
			taken--;
			next();
		}
	}

	function next() {
		if (taken === places || waiting.length === 0) return;
		taken++;
		waiting.shift().begin();
	}

	return { take };
}

/** The turns of an explorer's counts: `explorer.part(countTurns)`. */
export const countTurns = () => createTurns(1);
