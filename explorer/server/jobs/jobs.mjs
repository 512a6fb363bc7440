// Work that outlasts a request: it runs in this process, tells how far it is, and can be stopped.

import { randomUUID } from "node:crypto";
import { failureOf, Refusal, warnOfBug } from "../refusal.mjs";

const MOST_RUNNING = 4;
/** Milliseconds that a job has to end what is under way when it is stopped. Then it is over, whatever still waits. */
const GRACE = 1000;
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
	started = Date.now();
	ended;
	#stop = new AbortController();
	#abandon = new AbortController();

	constructor(kind, isDry) {
		Object.assign(this, { kind, isDry });
	}

	/** Aborts when the job is to stop. */
	get signal() {
		return this.#stop.signal;
	}

	/** Aborts when nobody waits any more for what is still under way. */
	get abandoned() {
		return this.#abandon.signal;
	}

	stop() {
		if (this.ended === undefined) this.#stop.abort();
	}

	abandon() {
		this.#abandon.abort();
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
	 * resolves to, if anything, is the result. What hangs when the job is stopped is abandoned: it must not begin anything
	 * more. `onEnd` hears that the job has ended, and that what was abandoned has.
	 *
	 * @param {{ kind: string, isDry: boolean, run: (job: Job) => Promise<unknown>, onEnd?: () => void }} task
	 */
	start({ kind, isDry, run, onEnd = () => {} }) {
		if (this.#running.size >= MOST_RUNNING) {
			throw new Refusal(429, "TOO_MANY_JOBS", `${MOST_RUNNING} jobs run already. Wait for one of them, or stop one.`);
		}
		this.#forget();
		const job = new Job(kind, isDry);
		this.#jobs.set(job.id, job);
		this.#running.set(job.id, this.#carryOut(job, run(job).finally(onEnd), onEnd));
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

	/** The moment at which a dry run began, before it read anything. */
	previewed(id, kind) {
		const job = this.#jobs.get(id);
		if (job?.isDry && job.kind === kind) return job.started;
		throw new Refusal(409, "NO_PREVIEW", "The preview is more than an hour old, or of something else. Look again.");
	}

	/** Stops all jobs, and waits for them as long as a stop does. */
	async close() {
		for (const id of this.#running.keys()) this.#jobs.get(id).stop();
		await Promise.all(this.#running.values());
	}

	async #carryOut(job, work, onEnd) {
		try {
			job.result = (await endOf(work, job)) ?? job.result;
			job.state = job.signal.aborted ? "stopped" : "done";
		} catch (error) {
			job.state = "failed";
			job.error = failureOf(error);
			warnOfBug(error);
		} finally {
			job.ended = Date.now();
			this.#running.delete(job.id);
			if (job.abandoned.aborted) onEnd();
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

/** Settles as the work of a job does, or soon after the job is stopped. */
function endOf(work, job) {
	let timer;
	const givenUp = new Promise((resolve) => {
		const giveUp = () => {
			job.abandon();
			resolve();
		};
		job.signal.addEventListener("abort", () => {
			timer = setTimeout(giveUp, GRACE);
		});
	});
	return Promise.race([work, givenUp]).finally(() => clearTimeout(timer));
}
