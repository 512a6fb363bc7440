"use strict";

const { load } = require("../support/modules.js");

const { startJob } = load("explorer/page/state/job.mjs");

/** A server that answers with these states of a job, one after another; the last one again and again. */
function server(answers) {
	const asked = [];
	return {
		asked,
		post: async (path) => {
			asked.push(path);
			return path === "jobs" ? { id: "7" } : undefined;
		},
		get: async (path) => {
			asked.push(path);
			const answer = answers.length > 1 ? answers.shift() : answers[0];
			if (answer instanceof Error) throw answer;
			return answer;
		},
	};
}

const refusal = (status, message) => Object.assign(new Error(message), { status });

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("asks until the job is over", async () => {
	const api = server([
		{ state: "running", done: 10, total: 40 },
		{ state: "running", done: 30, total: 40 },
		{ state: "done", done: 40, total: 40, result: { items: 40 } },
	]);
	const job = startJob({ kind: "remove" }, api);
	expect(job.progress.value.state).toBe("starting");
	await jest.runAllTimersAsync();
	expect(await job.finished).toMatchObject({ state: "done", result: { items: 40 } });
	expect(api.asked).toEqual(["jobs", "jobs/7", "jobs/7", "jobs/7"]);
});

test("says how many items a second, of the last seconds only", async () => {
	const started = Date.now();
	const doneAt = (elapsed) => (elapsed < 20_000 ? elapsed * 10 : 200_000 + (elapsed - 20_000));
	const get = async () => ({ state: "running", done: Math.round(doneAt(Date.now() - started)) });
	const job = startJob({}, { get, post: async () => ({ id: "7" }) });
	await jest.advanceTimersByTimeAsync(15_000);
	expect(job.progress.value.rate).toBeCloseTo(10_000, -2);
	await jest.advanceTimersByTimeAsync(15_000);
	expect(job.progress.value.rate).toBeCloseTo(1000, -2);
});

test("a job that cannot start has failed", async () => {
	const post = async () => {
		throw refusal(403, "The explorer is read-only.");
	};
	const job = startJob({}, { post });
	expect(await job.finished).toMatchObject({ state: "failed", error: { message: "The explorer is read-only." } });
});

test("goes on after a server that did not answer for a while", async () => {
	const api = server([refusal(0, "unreachable"), { state: "done", done: 1, result: {} }]);
	const job = startJob({}, api);
	await jest.advanceTimersToNextTimerAsync();
	expect(job.progress.value.isUnreachable).toBe(true);
	await jest.runAllTimersAsync();
	const last = await job.finished;
	expect(last.state).toBe("done");
	expect(last.isUnreachable).toBeUndefined();
});

test("a server that does not know the job any more ends it", async () => {
	const job = startJob({}, server([refusal(404, "There is no such job.")]));
	await jest.runAllTimersAsync();
	expect(await job.finished).toMatchObject({ state: "failed", error: { status: 404 } });
});

test("stops once, and shows what was done", async () => {
	const api = server([
		{ state: "running", done: 10 },
		{ state: "running", done: 20 },
		{ state: "stopped", done: 25, result: { items: 25 } },
	]);
	const job = startJob({}, api);
	await jest.advanceTimersToNextTimerAsync();
	job.stop();
	job.stop();
	expect(job.progress.value.state).toBe("stopping");
	await jest.runAllTimersAsync();
	expect(await job.finished).toMatchObject({ state: "stopped", result: { items: 25 } });
	expect(api.asked.filter((path) => path === "jobs/7/stop")).toHaveLength(1);
});

test("a stop before the server has answered is not lost", async () => {
	const api = server([{ state: "stopped", done: 0 }]);
	const job = startJob({}, api);
	job.stop();
	await jest.runAllTimersAsync();
	expect((await job.finished).state).toBe("stopped");
	expect(api.asked[1]).toBe("jobs/7/stop");
});
