// Measures `get` while another process writes as fast as it can.

import path from "node:path";
import { performance } from "node:perf_hooks";
import { Data } from "../../index.mjs";
import { withFolder } from "../cleanup.mjs";
import { document, key, label, range } from "../document.mjs";
import { interleaved, quantile, stepsOf } from "../measure.mjs";
import { startProcess } from "../process.mjs";
import { comparison, measure, ratioOf } from "../results.mjs";

/** The duration of each phase, with and without the writer, in milliseconds. */
const PHASE = 1000;
const DOCUMENTS = 1000;

export const steps = ({ rounds }) => stepsOf(rounds);

export function run({ folder, rounds, step }) {
	return withFolder(folder, async (own) => {
		const url = `file:${path.join(own, "ampt-data")}`;
		const data = Data.open(url);
		await Promise.all(range(DOCUMENTS).map((id) => data.set(key(id), document(id, 0), { label1: label(id) })));
		const writer = startProcess("children/writer.mjs", url);
		const idle = () => readTimes(data);
		const written = async () => {
			await writer.ask("start");
			const times = await readTimes(data);
			if ((await writer.ask("stop")) < 2) throw new Error("The other process wrote too little to measure contention.");
			return times;
		};
		const { taken, warmUp } = await interleaved(
			rounds,
			[
				[
					["idle", idle, ({ p50 }) => p50],
					["written", written, ({ p50 }) => p50],
				],
			],
			step,
		);
		await writer.end();
		await data.close();
		return { measures: [measureOf(taken[0])], warmUp };
	});
}

async function readTimes(data) {
	const times = [];
	const end = performance.now() + PHASE;
	for (let id = 0, now = performance.now(); now < end; id = (id + 7) % DOCUMENTS) {
		await data.get(key(id));
		const after = performance.now();
		times.push((after - now) * 1000);
		now = after;
	}
	return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

function measureOf(taken) {
	const of = (phase, share) => taken.get(phase).map((times) => times[share]);
	const ratio = (share) => ratioOf(of("written", share), of("idle", share));
	return measure({
		id: "contention",
		title: "`get` while another process writes",
		unit: "µs",
		values: {
			"idle, p50": of("idle", "p50"),
			"idle, p99": of("idle", "p99"),
			"written, p50": of("written", "p50"),
			"written, p99": of("written", "p99"),
		},
		comparisons: [
			comparison("written, p50", "idle, p50", ratio("p50")),
			comparison("written, p99", "idle, p99", ratio("p99"), 3),
		],
	});
}
