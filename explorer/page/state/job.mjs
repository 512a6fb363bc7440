// A job of the server as signals: how far it is, how fast, and what came out. It is asked for again and again, because a
// job may take an hour, and a connection that long is one more thing to break.

import { signal } from "@preact/signals";

const [FIRST_MS, LONGEST_MS] = [150, 1000];
/** The rate is that of the last seconds. */
const RATE_MS = 5000;

/**
 * Starts a job. What it gives is a signal of
 * `{ state: "starting" | "running" | "stopping" | "done" | "failed" | "stopped", done, total?, rate?, result?, refused?, error?, isUnreachable? }`
 * and `stop()`, `finished` (a promise of the last of these).
 *
 * @param {object} body as `POST /api/jobs` takes it
 * @param {{ get: Function, post: Function }} api
 */
export function startJob(body, { get, post }) {
	const progress = signal({ state: "starting", done: 0 });
	const samples = [];
	let id;
	let wantsStop = false;
	const isOver = () => ["done", "failed", "stopped"].includes(progress.value.state);

	async function run() {
		try {
			({ id } = await post("jobs", body));
		} catch (error) {
			progress.value = { state: "failed", done: 0, error };
			return progress.value;
		}
		if (wantsStop) await sendStop();
		for (let wait = FIRST_MS; !isOver(); wait = Math.min(wait * 1.5, LONGEST_MS)) {
			await new Promise((resolve) => setTimeout(resolve, wait));
			await look();
		}
		return progress.value;
	}

	async function look() {
		try {
			const job = await get(`jobs/${id}`);
			const state = job.state === "running" && wantsStop ? "stopping" : job.state;
			progress.value = { ...job, state, rate: rateOf(job.done) };
		} catch (error) {
			// A server that does not answer may do so again. One that does not know the job never will.
			if (error.status === 0) progress.value = { ...progress.value, isUnreachable: true };
			else progress.value = { ...progress.value, state: "failed", error };
		}
	}

	/** Items a second, once there is something to tell. */
	function rateOf(done) {
		const at = Date.now();
		samples.push({ at, done });
		while (samples.length > 2 && at - samples[1].at >= RATE_MS) samples.shift();
		const { at: from, done: before } = samples[0];
		return at - from < FIRST_MS || done === before ? undefined : ((done - before) / (at - from)) * 1000;
	}

	async function stop() {
		if (wantsStop || isOver()) return;
		wantsStop = true;
		if (progress.value.state === "running") progress.value = { ...progress.value, state: "stopping" };
		if (id !== undefined) await sendStop();
	}

	/** A job that has ended meanwhile needs no stop: the next look says so. */
	const sendStop = () => post(`jobs/${id}/stop`).catch(() => {});

	return { progress, stop, finished: run() };
}
