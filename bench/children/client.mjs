// A DynamoDB client in a process of its own, which measures itself.

import { performance } from "node:perf_hooks";
import { document } from "../document.mjs";
import { busyTime } from "../main-thread.mjs";
import { serve } from "../serve.mjs";

const [, , file, place] = process.argv;
const { open } = await import(`../clients/${file}.mjs`);
const client = open(JSON.parse(place));
const DOCUMENTS = 1000;
/** The duration of a measurement in milliseconds: long enough for several collections of garbage. */
const DURATION = 400;

let next = 0;
const VERBS = {
	get: () => client.get(next++ % DOCUMENTS),
	list: () => client.list(),
	set: () => client.set(document(next % DOCUMENTS, next++)),
};

/** How `atATime` calls are kept in flight until the time is over. Both return the number of calls. */
const PATTERNS = {
	/** A new call starts when all of its wave have ended. */
	waves: async (atATime, call, isOver) => {
		let calls = 0;
		for (; !isOver(); calls += atATime) await Promise.all(Array.from({ length: atATime }, call));
		return calls;
	},
	/** A new call starts as soon as one ends. */
	always: async (atATime, call, isOver) => {
		let calls = 0;
		const one = async () => {
			for (; !isOver(); calls++) await call();
		};
		await Promise.all(Array.from({ length: atATime }, one));
		return calls;
	},
};

serve({
	/** Microseconds per call: elapsed time, CPU time of all threads, and the main thread's part. */
	measure: async ({ verb, pattern, atATime }) => {
		const loop = busyTime();
		const cpu = process.cpuUsage();
		const start = performance.now();
		const calls = await PATTERNS[pattern](atATime, VERBS[verb], () => performance.now() - start > DURATION);
		const wall = performance.now() - start;
		const { user, system } = process.cpuUsage(cpu);
		return { wall: (wall * 1000) / calls, cpu: (user + system) / calls, loop: (busyTime() - loop) / calls };
	},
	/** Reads an item and a list, so that the parent can verify them. */
	check: async () => ({ item: await client.get(7), listed: (await client.list()).length }),
	close: () => client.close(),
});
