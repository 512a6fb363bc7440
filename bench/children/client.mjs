// A DynamoDB client in a process of its own, which measures itself.

import { performance } from "node:perf_hooks";
import { document } from "../document.mjs";
import { serve } from "../serve.mjs";

const [, , file, place] = process.argv;
const { open } = await import(`../clients/${file}.mjs`);
const client = open(JSON.parse(place));
const DOCUMENTS = 1000;

const VERBS = {
	get: (index) => client.get(index % DOCUMENTS),
	list: () => client.list(),
	set: (index, round) => client.set(document(index % DOCUMENTS, round)),
};

/** Makes `calls` calls, with `atATime` of them in flight. */
function inFlight(atATime, calls, call) {
	let next = 0;
	const one = async () => {
		while (next < calls) await call(next++);
	};
	return Promise.all(Array.from({ length: atATime }, one));
}

serve({
	/** Microseconds per call: wall time, CPU time of all threads, and busy time of the event loop. */
	measure: async ({ verb, atATime, calls, round }) => {
		const call = VERBS[verb];
		globalThis.gc();
		const loop = performance.eventLoopUtilization();
		const cpu = process.cpuUsage();
		const start = performance.now();
		await inFlight(atATime, calls, (index) => call(index, round));
		const wall = performance.now() - start;
		const { user, system } = process.cpuUsage(cpu);
		const { active } = performance.eventLoopUtilization(loop);
		return { wall: (wall * 1000) / calls, cpu: (user + system) / calls, loop: (active * 1000) / calls };
	},
	/** Reads an item and a list, so that the parent can verify them. */
	check: async () => ({ item: await client.get(7), listed: (await client.list()).length }),
	close: () => client.close(),
});
