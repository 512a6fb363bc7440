// A worker thread that reads as fast as it can for as long as it is told.

import { performance } from "node:perf_hooks";
import { parentPort, workerData } from "node:worker_threads";
import { Data } from "../../index.mjs";
import { quantile } from "../measure.mjs";
import { anyId, spreadKey } from "../spread.mjs";

const { url, documents, seed } = workerData;
const data = Data.open(url);
// Made beforehand, so that only reads are measured.
const keys = Array.from({ length: documents }, (_, turn) => spreadKey(anyId(seed * documents + turn, documents)));

/** The durations of all `get` calls of one phase, in microseconds. */
async function read(duration) {
	const times = [];
	const end = performance.now() + duration;
	for (let turn = 0, now = performance.now(); now < end; turn = (turn + 1) % documents) {
		if ((await data.get(keys[turn])) === undefined) throw new Error(`Document ${keys[turn]} is missing.`);
		const after = performance.now();
		times.push((after - now) * 1000);
		now = after;
	}
	return { gets: times.length, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

parentPort.on("message", async (duration) => {
	if (duration > 0) return parentPort.postMessage(await read(duration));
	await data.close();
	parentPort.close();
});
