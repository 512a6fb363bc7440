// Jobs of the server, for views.

import { useSignal } from "@preact/signals";
import { get, post } from "./api.mjs";
import { startJob } from "./job.mjs";

/** A job that runs whatever is shown. */
export const runJob = (body) => startJob(body, { get, post });

/**
 * The job of a component, one at a time: `{ progress, isRunning, start(body), stop(), clear() }`. `progress` is `undefined`
 * until one was started. `start` resolves with how it ended.
 */
export function useJob() {
	const job = useSignal(undefined);
	const progress = job.value?.progress.value;
	const start = (body) => {
		job.value = runJob(body);
		return job.value.finished;
	};
	return {
		progress,
		isRunning: progress !== undefined && !["done", "failed", "stopped"].includes(progress.state),
		start,
		stop: () => job.value?.stop(),
		clear: () => {
			job.value = undefined;
		},
	};
}
