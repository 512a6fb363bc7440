// Counting reads all items of a query, and keeps one of the library's two threads until it is done. So the explorer counts one
// query at a time, and rows are read meanwhile.

import { Refusal } from "./refusal.mjs";

/** The turns of an explorer: `explorer.part(createTurns)`. */
export function createTurns() {
	const waiting = [];
	let isTaken = false;

	/**
	 * Does something when nothing else is done.
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
			isTaken = false;
			next();
		}
	}

	function next() {
		if (isTaken || waiting.length === 0) return;
		isTaken = true;
		waiting.shift().begin();
	}

	return { take };
}
