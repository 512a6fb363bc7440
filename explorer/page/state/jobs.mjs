// Jobs of the server, for views.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { get, post } from "./api.mjs";
import { startJob } from "./job.mjs";

/**
 * The job of a component, one at a time: `{ progress, isRunning, start(body), stop(), clear() }`. `progress` is `undefined`
 * until one was started. It is stopped when the component goes. `start` resolves with how it ended.
 */
export function useJob() {
	const job = useSignal(undefined);
	const progress = job.value?.progress.value;
	// Nobody would see what comes out.
	useEffect(() => () => job.peek()?.stop(), []);
	const start = (body) => {
		job.value = startJob(body, { get, post });
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
