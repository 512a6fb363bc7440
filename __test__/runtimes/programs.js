"use strict";

// The programs that every runtime runs. The second process of one finds what the first has left.

const CJS = 'const { data } = require("ampt-data");';
const ESM = 'import { data } from "ampt-data";';

/** Writes, lists, runs a transaction, and has handlers: in its first process. Its second one prints what is there. */
const BODY = `
const values = (page) => page.items.map(({ value }) => value);
async function main() {
	if ((await data.get("started")) === true) {
		const [orders, seen] = [await data.get("orders:*"), await data.get("seen:*")];
		return { orders: values(orders), seen: values(seen), count: await data.get("count") };
	}
	data.on("created:orders:*", async ({ item }) => {
		await data.set("seen:" + item.key.slice("orders:".length), item.value.total);
	});
	await data.set("orders:1", { total: 5, tags: new Set(["new"]), by: 2n ** 60n });
	const { total } = await data.get("orders:1");
	await data.transaction(async (tx) => {
		const order = await tx.get("orders:1");
		tx.set("orders:2", { total: order.total + total });
		tx.add("count", 1);
	});
	await data.set("started", true);
	return values(await data.get("orders:>=2"));
}
main().then((result) => console.log(JSON.stringify(result, (_, value) =>
	value instanceof Set ? [...value] : typeof value === "bigint" ? String(value) : value)));
`;
const FIRST = [{ total: 10 }];
const SECOND = {
	orders: [{ by: String(2n ** 60n), tags: ["new"], total: 5 }, { total: 10 }],
	seen: [5, 10],
	count: 1,
};

const HANDLER = 'data.on("created:threads:*", ({ item }) => data.set("seen:" + item.value, true));';
/**
 * Threads that come and go, of which each writes and has a handler; with `terminate`, one of three ends while it works. The main
 * thread never loads the package. What terminated threads have not handled, others do, the last of them in the next process.
 */
const THREADS = {
	"threads.mjs": `
		import { Worker } from "node:worker_threads";
		const thread = (n) => new Promise((resolve, reject) => {
			const worker = new Worker(new URL("./thread.mjs", import.meta.url), { workerData: n });
			const isTerminated = process.argv.includes("terminate") && n % 3 === 1;
			worker.on("message", () => isTerminated && worker.terminate());
			worker.on("error", reject);
			worker.on("exit", (code) => code === 0 || isTerminated ? resolve() : reject(new Error("A thread ended with " + code)));
		});
		for (let n = 0; n < 12; n += 3) await Promise.all([n, n + 1, n + 2].map(thread));
		console.log("ended");`,
	"thread.mjs": `
		${ESM}
		import { parentPort, workerData } from "node:worker_threads";
		${HANDLER}
		await data.set("threads:" + workerData, workerData);
		parentPort.postMessage("set");
		for (let n = 0; n < 10; n++) await data.add("count", 1);`,
	"threads-left.mjs": `
		${ESM}
		${HANDLER}
		await data.events.idle();
		console.log(await data.count("threads:*"), await data.count("seen:*"), (await data.get("count")) >= 80);`,
};

/** A cluster whose workers share a store. */
const CLUSTER = {
	"cluster.cjs": `
		const cluster = require("node:cluster");
		${CJS}
		if (cluster.isPrimary) {
			let left = 3;
			for (let n = 0; n < 3; n++) cluster.fork();
			cluster.on("exit", async (_, code) => {
				if (code !== 0) process.exitCode = 1;
				if (--left === 0) console.log(await data.get("count"), await data.count("seen:*"));
			});
		} else {
			(async () => {
				data.on("created:workers:*", ({ item }) => data.set("seen:" + item.key.slice("workers:".length), true));
				for (let n = 0; n < 10; n++) await data.set("workers:" + cluster.worker.id + "-" + n, n);
				for (let n = 0; n < 10; n++) await data.add("count", 1);
				await data.events.idle();
				cluster.worker.disconnect();
			})();
		}`,
};

/** The files of a project that any runtime can run. */
const FILES = {
	"app.mjs": ESM + BODY,
	"app.cjs": CJS + BODY,
	"app.mts": `import { type DataError, data } from "ampt-data";
		const code = (error: unknown): string => (error as DataError).code;
		const refused: string = await data.get("").then(() => "", code);
		if (refused !== "INVALID_KEY") throw new Error(refused);
		${BODY}`,
	...THREADS,
	...CLUSTER,
};

module.exports = { BODY, CJS, ESM, FILES, FIRST, SECOND };
