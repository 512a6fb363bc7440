// Work that outlasts a request: it runs in this process, tells how far it is, and can be stopped.

import { randomUUID } from "node:crypto";
import { failureOf, Refusal, warnOfBug } from "../refusal.mjs";

const MOST_RUNNING = 4;
/** How long, and how many, jobs stay that have ended. */
const KEPT = 3_600_000;
const MOST_KEPT = 50;
/** How many refused items are listed. All are counted. */
const MOST_LISTED = 100;

/** One job, as what carries it out sees it. */
export class Job {
	id = randomUUID();
	state = "running";
	/** How many items are done, and of how many. */
	done = 0;
	total;
	/** What the job has found or done until now. */
	result;
	error;
	refused = 0;
	ended;
	#stop = new AbortController();

	constructor(kind, isDry) {
		Object.assign(this, { kind, isDry });
	}

	/** Aborts when the job is to stop. */
	get signal() {
		return this.#stop.signal;
	}

	stop() {
		this.#stop.abort();
	}

	/** Notes an item that could not be changed. `refusal` says which, and why. */
	refuse(refusal) {
		this.refused++;
		if (this.result.refusals.length < MOST_LISTED) this.result.refusals.push(refusal);
	}

	/** What the page is told. */
	toJSON() {
		const { id, kind, isDry, state, done, total, result, error, refused } = this;
		return { id, kind, dryRun: isDry, state, done, total, result, error, refused };
	}
}

/** The jobs of one explorer. */
export class Jobs {
	#jobs = new Map();
	#running = new Map();

	/**
	 * Starts a job. `run` carries it out: it keeps `done`, `total` and `result`, and ends early if the job is to stop. What it
	 * resolves to, if anything, is the result.
	 *
	 * @param {{ kind: string, isDry: boolean, run: (job: Job) => Promise<unknown> }} task
	 */
	start({ kind, isDry, run }) {
		if (this.#running.size >= MOST_RUNNING) {
			throw new Refusal(429, "TOO_MANY_JOBS", `${MOST_RUNNING} jobs run already. Wait for one of them, or stop one.`);
		}
		this.#forget();
		const job = new Job(kind, isDry);
		this.#jobs.set(job.id, job);
		this.#running.set(job.id, this.#carryOut(job, run));
		return job;
	}

	/** The job with this id. */
	get(id) {
		const job = this.#jobs.get(id);
		if (job !== undefined) return job;
		throw new Refusal(
			404,
			"NO_JOB",
			"There is no such job. It has ended more than an hour ago, or was one of another explorer.",
		);
	}

	/** Stops all jobs, and waits for them. */
	async close() {
		for (const id of this.#running.keys()) this.#jobs.get(id).stop();
		await Promise.all(this.#running.values());
	}

	async #carryOut(job, run) {
		try {
			job.result = (await run(job)) ?? job.result;
			job.state = job.signal.aborted ? "stopped" : "done";
		} catch (error) {
			job.state = "failed";
			job.error = failureOf(error);
			warnOfBug(error);
		} finally {
			job.ended = Date.now();
			this.#running.delete(job.id);
		}
	}

	/** Forgets jobs that ended long ago, and the first of too many. */
	#forget() {
		const ended = [...this.#jobs.values()].filter(({ ended }) => ended !== undefined);
		const surplus = ended.length - MOST_KEPT;
		const old = Date.now() - KEPT;
		for (const [index, job] of ended.entries()) {
			if (index < surplus || job.ended < old) this.#jobs.delete(job.id);
		}
	}
}
