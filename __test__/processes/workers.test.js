"use strict";

// Only worker threads use the package. They come and go while the main thread never loads it, as in thread pools
// (piscina, vitest).

const { spawnSync } = require("node:child_process");
const { Data } = require("../..");
const { library } = require("../support/programs");
const { temporaryFolder } = require("../support/store");

const WORKERS = 100;
const AT_ONCE = 4;

/** How a worker ends: by itself with its store open or closed, by `process.exit`, or terminated during a call. */
const ENDINGS = {
	closed: "await data.close();",
	open: "",
	exit: "data.add('n', 0); process.exit(0);",
	terminated: `
		parentPort.postMessage("busy");
		for (;;) await Promise.all([data.add("other", 1), data.set("k:1", { a: 1 }), data.get("k:*"), data.get("n")]);
	`,
};

const worker = (url, ending) => `
	const { parentPort } = require("node:worker_threads");
	const { Data } = require(${JSON.stringify(library)});
	const data = Data.open(${JSON.stringify(url)});
	(async () => { await data.add("n", 1); ${ENDINGS[ending]} })();
`;

const main = (bodies) => `
	const { Worker } = require("node:worker_threads");
	const bodies = ${JSON.stringify(bodies)};
	async function runOne(body) {
		const worker = new Worker(body, { eval: true });
		const ended = new Promise((resolve, reject) => worker.on("exit", resolve).on("error", reject));
		worker.on("message", () => worker.terminate());
		await ended;
	}
	async function runSome() {
		while (bodies.length > 0) await runOne(bodies.pop());
	}
	Promise.all(Array.from({ length: ${AT_ONCE} }, runSome)).then(() => console.log("all ended"));
`;

test(`${WORKERS} workers come and go, and the main thread never loads the package`, async () => {
	const url = `file:${temporaryFolder()}?durability=relaxed`;
	const endings = Object.keys(ENDINGS);
	const bodies = Array.from({ length: WORKERS }, (_, index) => worker(url, endings[index % endings.length]));
	const { status, signal, stdout, stderr } = spawnSync(process.execPath, ["-e", main(bodies)], { encoding: "utf8" });
	expect({ status, signal, stdout, stderr }).toEqual({ status: 0, signal: null, stdout: "all ended\n", stderr: "" });
	const data = Data.open(url);
	expect(await data.get("n")).toBe(WORKERS);
	await data.close();
}, 120_000);
