// Loads a client, or nothing, and measures time and memory. It uses `require`, so that it chooses when to load.

import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { allMemory, ownMemory } from "../memory.mjs";
import { serve } from "../serve.mjs";

const require = createRequire(import.meta.url);
const MODULES = {
	"ampt-data": ["../../dist/index.js"],
	"document-client": ["@aws-sdk/client-dynamodb", "@aws-sdk/lib-dynamodb"],
	nothing: [],
};
/** How long a process rests before it counts as idle, in milliseconds. */
const IDLE = 1000;

/** Bytes: all memory, and what no file holds. */
async function idleMemory() {
	await pause(IDLE);
	return { all: allMemory(), own: ownMemory() };
}

serve({
	/** The load time in milliseconds. */
	load: (name) => {
		const start = performance.now();
		for (const id of MODULES[name]) require(id);
		return performance.now() - start;
	},
	idle: idleMemory,
	/** The idle memory after one `get`. */
	use: async (name, place) => {
		if (name !== "nothing") {
			const { open } = await import(`../clients/${name}.mjs`);
			await open(place).get(7);
		}
		return idleMemory();
	},
	addon: () => Object.keys(require.cache).find((file) => file.endsWith(".node")),
});
