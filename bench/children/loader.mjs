// A process that loads a client, or nothing, and tells what that takes. It imports what it measures by `require`.

import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { serve } from "../serve.mjs";

const require = createRequire(import.meta.url);
const MODULES = {
	"ampt-data": ["../../index.js"],
	"document-client": ["@aws-sdk/client-dynamodb", "@aws-sdk/lib-dynamodb"],
	nothing: [],
};
/** Milliseconds after which a process counts as idle. */
const IDLE = 1000;

async function idleMemory() {
	await pause(IDLE);
	return process.memoryUsage.rss();
}

serve({
	/** Milliseconds. */
	load: (name) => {
		const start = performance.now();
		for (const id of MODULES[name]) require(id);
		return performance.now() - start;
	},
	idle: idleMemory,
	/** Bytes after one `get`. */
	use: async (name, place) => {
		if (name !== "nothing") {
			const { open } = await import(`../clients/${name}.mjs`);
			await open(place).get(7);
		}
		return idleMemory();
	},
	addon: () => Object.keys(require.cache).find((file) => file.endsWith(".node")),
});
