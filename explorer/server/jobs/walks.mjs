// Jobs that walk through the whole store: what it holds, and what is wrong in it.

import { badRequest } from "../refusal.mjs";

/** The task of a job of kind `stat` or `check`. */
export function walkTask({ data }, { kind, largest, repair = false }) {
	if (typeof repair !== "boolean") throw badRequest("'repair' must be true or false.");
	if (kind === "check") return (job) => stoppable(job, (onProgress) => data.check({ onProgress, repair }));
	if (largest !== undefined && !(Number.isInteger(largest) && largest >= 0 && largest <= 1000)) {
		throw badRequest("'largest' must be a whole number from 0 to 1000.");
	}
	return (job) => stoppable(job, (onProgress) => data.stat({ onProgress, ...(largest !== undefined && { largest }) }));
}

/** Only what hears of progress can end a walk: by an error. */
async function stoppable(job, walk) {
	const stopped = new Error("stopped");
	const onProgress = ({ items, total }) => {
		if (job.signal.aborted) throw stopped;
		Object.assign(job, { done: items, total });
	};
	try {
		return await walk(onProgress);
	} catch (error) {
		if (error === stopped) return undefined;
		throw error;
	}
}
