"use strict";

// Several processes and threads share one folder, and a process ends in different ways.

const { Worker } = require("node:worker_threads");
const { Data } = require("../..");
const { temporaryFolder } = require("../support/store");
const { library, run, start } = require("../support/programs");

let url;
beforeEach(() => {
	url = `file:${temporaryFolder()}`;
});

test("processes share one store: counters are exact, and each sees the writes of the others", async () => {
	const adders = Array.from({ length: 4 }, (_, index) =>
		run(url, `for (let i = 0; i < 250; i++) { await data.add("n", 1); await data.set("p${index}:" + i, i); }`),
	);
	await Promise.all(adders);
	const data = Data.open(url);
	expect(await data.get("n")).toBe(1000);
	for (let index = 0; index < 4; index++) {
		expect((await data.get(`p${index}:*`, { limit: 1000 })).items).toHaveLength(250);
	}
	await data.close();
});

test("processes that write on a version lose no update", async () => {
	const count = `
		let refused = 0;
		for (let i = 0; i < 200; ) {
			const { value, version } = await data.get("n", { version: true });
			await data.set("n", value + 1, { version }).then(
				() => i++,
				({ code }) => { if (code !== "VERSION_MISMATCH") throw new Error(code); refused++; },
			);
		}
		say(String(refused));`;
	const data = Data.open(url);
	await data.set("n", 0);
	await Promise.all([run(url, count), run(url, count)]);
	expect(await data.get("n")).toBe(400);
	await data.close();
});

test("a process sees the writes of another at once", async () => {
	const other = start(
		url,
		`process.stdin.on("data", async (key) => say(String(await data.get(String(key).trim())))); say("ready");`,
	);
	const data = Data.open(url);
	await line(other, 0);
	for (let round = 1; round <= 20; round++) {
		await data.set(`k:${round}`, round);
		other.stdin.write(`k:${round}\n`);
		expect(await line(other, round)).toBe(String(round));
	}
	other.stdin.end();
	expect((await other.ended).code).toBe(0);
	await data.close();
});

test("a write that is not awaited is stored before the process ends", async () => {
	await run(url, `for (let i = 0; i < 100; i++) data.set("k:" + i, i);`);
	const data = Data.open(url);
	expect((await data.get("k:*")).items).toHaveLength(100);
	await data.close();
});

test("an open store does not keep a process alive", async () => {
	await run(url, `await data.set("k", 1, { ttl: 3600 }); say(String(await data.get("k")));`);
});

test("a process can exit during writes", async () => {
	const child = start(url, `for (let i = 0; i < 1000; i++) data.set("k:" + i, i); process.exit(7);`);
	expect(await child.ended).toEqual({ code: 7, signal: null });
	expect(child.errors).toBe("");
	const data = Data.open(url);
	await data.set("after", 1);
	await data.close();
});

test("worker threads share the store with the main thread", async () => {
	const data = Data.open(url);
	await data.set("n", 0);
	const workers = Array.from({ length: 4 }, () => inWorker(`for (let i = 0; i < 100; i++) await data.add("n", 1);`));
	await Promise.all(workers);
	expect(await data.get("n")).toBe(400);
	await data.close();
});

test("a worker thread can be the only user of a store, and can be terminated during writes", async () => {
	const lines = await run(
		url,
		`
		const { Worker } = require("node:worker_threads");
		const body = ${JSON.stringify(workerProgram(`for (let i = 0; ; i++) await Promise.all([data.add("n", 1), data.add("n", 1)]);`))};
		for (let round = 0; round < 5; round++) {
			const worker = new Worker(body, { eval: true, workerData: ${JSON.stringify(url)} });
			await new Promise((resolve) => worker.once("message", resolve));
			while (!(await data.get("n") > round * 10)) await new Promise(setImmediate);
			await worker.terminate();
		}
		say("done " + ((await data.get("n")) > 0));
		`,
	);
	expect(lines).toEqual(["done true"]);
});

test("a full disk refuses the write and keeps stored items", async () => {
	// A limit on the size of files simulates the full disk without a mount.
	const program = `
		await data.set("kept", { a: 1 });
		const refused = await data.set("big:1", "x".repeat(300000)).then(
			async () => { for (let i = 2; ; i++) await data.set("big:" + i, "x".repeat(300000)); },
		).catch((error) => error);
		say(refused.code);
		say(refused.message);
		say(JSON.stringify(await data.get("kept")));
	`;
	const lines = await run(url, limited(program, url));
	expect(lines[0]).toBe("DISK_FULL");
	expect(lines[1]).toMatch(/Free some space/);
	expect(lines[2]).toBe('{"a":1}');
	const data = Data.open(url);
	expect(await data.get("kept")).toEqual({ a: 1 });
	await data.set("kept", { a: 2 });
	expect(await data.get("kept")).toEqual({ a: 2 });
	await data.close();
});

/** A program that runs another one under a limit of 4 MB on the size of files. */
function limited(program, place) {
	const inner = `
		const { Data } = require(${JSON.stringify(library)});
		const data = Data.open(${JSON.stringify(place)});
		const say = (line) => process.stdout.write(line + "\\n");
		(async () => {${program}})();
	`;
	return `
		const { spawnSync } = require("node:child_process");
		const shell = "trap '' XFSZ; ulimit -f 4096; exec \\"$0\\" -e \\"$1\\"";
		const result = spawnSync("sh", ["-c", shell, process.execPath, ${JSON.stringify(inner)}], { encoding: "utf8" });
		if (result.status !== 0) throw new Error(result.stderr);
		process.stdout.write(result.stdout);
	`;
}

function workerProgram(body) {
	return `
		const { parentPort, workerData } = require("node:worker_threads");
		const { Data } = require(${JSON.stringify(library)});
		const data = Data.open(workerData);
		parentPort.postMessage("started");
		(async () => {${body}})();
	`;
}

function inWorker(body) {
	const worker = new Worker(workerProgram(body), { eval: true, workerData: url });
	return new Promise((resolve, reject) => {
		worker.on("error", reject);
		worker.on("exit", resolve);
	});
}

async function line(child, index) {
	while (child.lines.length <= index) {
		await new Promise((resolve) => child.stdout.once("data", resolve));
	}
	return child.lines[index];
}
