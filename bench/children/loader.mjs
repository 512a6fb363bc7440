// Loads a client, or nothing, and measures time and memory.

import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { allMemory, ownMemory } from "../memory.mjs";
import { serve } from "../serve.mjs";

const require = createRequire(import.meta.url);
const SDK = ["@aws-sdk/client-dynamodb", "@aws-sdk/lib-dynamodb"];
const MODULES = {
	"ampt-data": { require: ["../../index.js"], import: ["../../index.mjs"] },
	"document-client": { require: SDK, import: SDK },
	nothing: { require: [], import: [] },
};
const LOADS = { require, import: (id) => import(id) };
/** How long a process rests before it counts as idle, in milliseconds. */
const IDLE = 1000;

/** Bytes: all memory, and what no file holds. */
async function idleMemory() {
	await pause(IDLE);
	return { all: allMemory(), own: ownMemory() };
}

serve({
	/** The load time in milliseconds, by `require` or by `import`. */
	load: async (name, how) => {
		const start = performance.now();
		for (const id of MODULES[name][how]) await LOADS[how](id);
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
