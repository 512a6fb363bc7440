// Measures `get` in one and in two worker threads, alone and while another process writes as fast as it can.

import { once } from "node:events";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { Data } from "../../index.mjs";
import { withFolder } from "../cleanup.mjs";
import { range } from "../document.mjs";
import { interleaved, stepsOf } from "../measure.mjs";
import { startProcess } from "../process.mjs";
import { comparison, measure, ratioOf } from "../results.mjs";
import { setSpread } from "../spread.mjs";

/** The duration of each phase in milliseconds. */
const PHASE = 1000;
const DOCUMENTS = 10_000;
const THREADS = 2;
/** How often two threads together must read faster than one. */
const SPEEDUP = 1.8;

export const steps = ({ rounds }) => stepsOf(rounds);

export function run({ folder, rounds, step }) {
	return withFolder(folder, async (own) => {
		const url = `file:${path.join(own, "ampt-data")}`;
		const data = Data.open(url);
		await Promise.all(range(DOCUMENTS).map((id) => setSpread(data, id, 0)));
		await data.close();
		const readers = range(THREADS).map((seed) => startReader({ url, documents: DOCUMENTS, seed }));
		const writer = startProcess("children/writer.mjs", url);
		const written = async () => {
			await writer.ask("start");
			const times = await readAll(readers);
			if ((await writer.ask("stop")) < 2) throw new Error("The other process wrote too little to measure contention.");
			return times;
		};
		const cases = [
			["one thread", () => readAll(readers.slice(0, 1)), timeOfEach],
			["two threads", () => readAll(readers), timeOfEach],
			["two threads, written", written, timeOfEach],
		];
		const { taken, warmUp } = await interleaved(rounds, [cases], step);
		await writer.end();
		await Promise.all(readers.map((reader) => reader.end()));
		return { measures: measuresOf(taken[0]), notes: { readers: NOTE }, warmUp };
	});
}

const NOTE =
	"the two threads and the two of the writing process share the cores; on a machine with two, the writer also takes time from the readers";

function startReader(workerData) {
	const worker = new Worker(new URL("../children/reader.mjs", import.meta.url), { workerData });
	return {
		/** Reads for so many milliseconds. */
		read: async (duration) => {
			worker.postMessage(duration);
			const [answer] = await once(worker, "message");
			return answer;
		},
		end: () => {
			worker.postMessage(0);
			return once(worker, "exit");
		},
	};
}

/** What must come to rest before a round counts. */
const timeOfEach = ({ each }) => each;

/** Microseconds for each `get` of all threads together, and the quantiles of the slowest thread. */
async function readAll(readers) {
	const taken = await Promise.all(readers.map((reader) => reader.read(PHASE)));
	const gets = taken.reduce((sum, thread) => sum + thread.gets, 0);
	const slowest = (what) => Math.max(...taken.map((thread) => thread[what]));
	return { each: (PHASE * 1000) / gets, p50: slowest("p50"), p99: slowest("p99") };
}

function measuresOf(taken) {
	const names = [...taken.keys()];
	const of = (name, what) => taken.get(name).map((times) => times[what]);
	const valuesOf = (what) => Object.fromEntries(names.map((name) => [name, of(name, what)]));
	const [one, two, written] = names;
	const ratio = (what, name, to, target) => comparison(name, to, ratioOf(of(name, what), of(to, what)), target);
	const measured = (what, title, comparisons) =>
		measure({ id: `readers-${what}`, title, unit: "µs", values: valuesOf(what), comparisons });
	return [
		measured("each", "time for each `get` of all threads together", [ratio("each", two, one, 1 / SPEEDUP)]),
		measured("p50", "`get`, half of the calls", [ratio("p50", two, one), ratio("p50", written, two)]),
		measured("p99", "`get`, 99 % of the calls", [ratio("p99", two, one), ratio("p99", written, two, 3)]),
	];
}
