// The queue of examples/jobs: producers and workers are processes, and some workers are killed.

const path = require("node:path");
const { Data } = require("../..");
const { eventually, freshUrl, startExample } = require("../support/examples");
const programs = require("../support/programs");
const { randomOf } = require("../support/random");
const { onDynamo } = require("../support/store");

const { library, until } = programs;

let url;
let data;
beforeEach(async () => {
	url = await freshUrl();
	data = Data.open(url);
	await run("jobs/setup.mjs");
});
afterEach(() => data.close());

const cli = (...args) => run("jobs/cli.mjs", args);

/** Runs a program to its end. Resolves to the lines that it prints. */
async function run(program, args = []) {
	const child = startExample(program, args, url);
	expect([await child.ended, child.errors]).toEqual([{ code: 0, signal: null }, ""]);
	return child.lines;
}

async function startWorker() {
	const child = startExample("jobs/worker.mjs", [], url);
	await until(child, "working");
	return child;
}

/** Ends workers with a signal, as a deployment does. */
async function stop(...workers) {
	for (const worker of workers) worker.kill("SIGTERM");
	for (const worker of workers) {
		expect(await worker.ended).toEqual({ code: 0, signal: null });
		expect(worker.lines.at(-1)).toBe("stopped");
	}
}

/** The orders that have an invoice, by the number of the invoice. */
async function invoices(account) {
	const orders = {};
	for await (const { key, value } of data.iterate(`invoices:${account}:*`, { consistent: true })) {
		orders[Number(key.split(":")[2])] = value.order;
	}
	return orders;
}

/** Puts orders into the queue, all from one process. */
async function enqueue(account, orders) {
	const body = `
		const { enqueue } = await import(${JSON.stringify(path.join(library, "examples", "jobs", "queue.mjs"))});
		for (const order of ${JSON.stringify(orders)}) await enqueue({ account: "${account}", order, amount: 5 });
		await data.close();
	`;
	await programs.run(undefined, body, { AMPT_DATA_URL: url });
}

test("a job that is ordered twice is done once, whenever a worker comes", async () => {
	await cli("open", "ada");
	expect(await cli("order", "ada", "chairs", "240")).toEqual(["queued"]);
	expect(await cli("order", "ada", "chairs", "240")).toEqual(["queued before"]);
	const worker = await startWorker();
	await until(worker, "jobs-ada:chairs: invoice ada:000001");
	expect(await cli("order", "ada", "chairs", "240")).toEqual(["queued before"]);
	expect(await cli("order", "ada", "table", "90")).toEqual(["queued"]);
	await until(worker, "jobs-ada:table: invoice ada:000002");
	expect(await cli("invoices", "ada")).toEqual([
		"invoices:ada:000001 Please pay 240 for chairs.",
		"invoices:ada:000002 Please pay 90 for table.",
	]);
	await stop(worker);
	expect(worker.errors).toBe("");
});

test("workers that are killed in the middle leave no job undone, and none done twice", async () => {
	const seed = Number(process.env.AMPT_TEST_SEED ?? Date.now() % 2 ** 31);
	console.log(`AMPT_TEST_SEED=${seed}`);
	const random = randomOf(seed);
	const accounts = ["ada", "bob", "cid", "dan"];
	const orders = Array.from({ length: onDynamo ? 8 : 24 }, (_, index) => `order-${String(index).padStart(2, "0")}`);
	for (const account of accounts) await data.set(`accounts:${account}`, { invoices: 0 });
	await Promise.all(accounts.map((account) => enqueue(account, orders)));

	let workers = await Promise.all([startWorker(), startWorker()]);
	const finished = eventually(async () => {
		expect(await data.count("invoices:*", { consistent: true })).toBe(accounts.length * orders.length);
	});
	let kills = 0;
	// On a table, others wait ten seconds before they take over.
	while (kills < (onDynamo ? 2 : 6)) {
		// A worker that has done a job has begun the next one, which takes a while.
		const progress = [workers, workers.toReversed()].map(async (pair) => {
			const before = pair[0].lines.length;
			await until(pair[0], () => pair[0].lines.length > before);
			return pair;
		});
		const [killed, other] = (await Promise.race([...progress, finished])) ?? [];
		if (killed === undefined) break;
		await pause(random() * 120);
		killed.kill("SIGKILL");
		expect(await killed.ended).toEqual({ code: null, signal: "SIGKILL" });
		workers = [other, await startWorker()];
		kills++;
	}
	await finished;
	expect(kills).toBeGreaterThan(0);
	await stop(...workers);

	for (const account of accounts) {
		const made = await invoices(account);
		expect(Object.keys(made).map(Number)).toEqual(orders.map((_, index) => index + 1));
		expect(Object.values(made).sort()).toEqual(orders);
		expect(await data.get(`accounts:${account}`, { consistent: true })).toEqual({ invoices: orders.length });
	}
	const waiting = await data.getByLabel("label1", "waiting-jobs:*");
	expect(waiting.items).toEqual([]);
}, 180_000);

test("the handler may run twice for one event, also at the same moment", async () => {
	await data.set("accounts:ada", { invoices: 0 });
	await enqueue("ada", ["chairs"]);
	const made = await Promise.all(Array.from({ length: 3 }, handle));
	expect(made.flat().sort()).toEqual(["ada:000001", "undefined", "undefined"]);
	expect(await invoices("ada")).toEqual({ 1: "chairs" });
});

/** Runs the handler as a worker does that has received the event. */
function handle() {
	const body = `
		const { makeInvoice } = await import(${JSON.stringify(path.join(library, "examples", "jobs", "invoice.mjs"))});
		say(String(await makeInvoice({ item: { key: "jobs-ada:chairs" } })));
		await data.close();
	`;
	return programs.run(undefined, body, { AMPT_DATA_URL: url });
}

test("a job that fails is given up, holds up nobody else, and is done when it is replayed", async () => {
	const worker = await startWorker();
	await cli("open", "ada");
	await cli("order", "bob", "table", "90");
	await until(worker, () => worker.errors.includes("jobs-bob:table: attempt 1 failed"));
	await cli("order", "ada", "chairs", "240");
	await until(worker, "jobs-ada:chairs: invoice ada:000001");
	await until(worker, () => worker.errors.includes("jobs-bob:table: given up"));
	expect(await cli("failed")).toEqual(["jobs-bob:table 5 attempts Error: There is no account 'bob'."]);
	expect(await run("jobs/replay.mjs")).toEqual(["0 done, 1 failed again"]);
	expect(await cli("failed")).toEqual(["jobs-bob:table 6 attempts Error: There is no account 'bob'."]);
	await cli("open", "bob");
	expect(await run("jobs/replay.mjs")).toEqual(["jobs-bob:table: invoice bob:000001", "1 done, 0 failed again"]);
	expect(await cli("failed")).toEqual([]);
	await stop(worker);
});

test("a job whose event is lost still waits under its label", async () => {
	// Nobody has told this store yet that there are workers, so it keeps no events for them.
	url = await freshUrl();
	await cli("open", "ada");
	await cli("order", "ada", "chairs", "240");
	await run("jobs/setup.mjs");
	const worker = await startWorker();
	expect(await cli("requeue")).toEqual([]);
	await until(worker, "jobs-ada:chairs: invoice ada:000001");
	await stop(worker);
	expect(await cli("invoices", "ada")).toHaveLength(1);
});

test("a worker that is stopped ends the job that it has begun, and leaves the others", async () => {
	const orders = Array.from({ length: 20 }, (_, index) => `order-${String(index).padStart(2, "0")}`);
	await data.set("accounts:ada", { invoices: 0 });
	const first = await startWorker();
	await enqueue("ada", orders);
	await until(first, () => first.lines.length >= 3);
	await stop(first);
	const before = Object.values(await invoices("ada"));
	expect(first.lines.filter((line) => line.includes("invoice"))).toHaveLength(before.length);
	expect(before.length).toBeLessThan(orders.length);
	const second = await startWorker();
	await eventually(async () => expect(Object.values(await invoices("ada"))).toEqual(orders));
	await stop(second);
	expect([first.errors, second.errors]).toEqual(["", ""]);
});

test("what is not a job is refused", async () => {
	for (const args of [["order", "a:b", "x", "5"], ["order", "ada", "x", "-1"], ["order", "ada"], ["unknown"], []]) {
		const child = startExample("jobs/cli.mjs", args, url);
		expect([args, await child.ended]).toEqual([args, { code: 1, signal: null }]);
		expect(child.errors).not.toContain("    at ");
	}
	expect((await data.scan()).items).toEqual([]);
});

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
