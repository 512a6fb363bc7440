// Opens a filled store and measures that, `get`, `set` and memory.

import { performance } from "node:perf_hooks";
import { Data } from "../../index.mjs";
import { range } from "../document.mjs";
import { each, timed } from "../measure.mjs";
import { ownMemory } from "../memory.mjs";
import { serve } from "../serve.mjs";
import { anyId, setSpread, spreadKey } from "../spread.mjs";

const [, , url, count] = process.argv;
const GETS = 10_000;
const SETS = 1000;

const data = Data.open(url);
let gets = 0;
let sets = 0;

serve({
	/** Milliseconds until the first call, which opens the store, has its answer. */
	open: async () => {
		const start = performance.now();
		if ((await data.get(spreadKey(0)))?.id !== 0) throw new Error("Document 0 is missing.");
		return performance.now() - start;
	},
	measure: async () => {
		const get = await timed(GETS, () =>
			each(GETS, async () => {
				const id = anyId(gets++, Number(count));
				if ((await data.get(spreadKey(id)))?.id !== id) throw new Error(`Document ${id} is missing.`);
			}),
		);
		const next = () => range(SETS).map(() => anyId(~sets++, Number(count)));
		const set = await timed(SETS, (ids) => Promise.all(ids.map((id) => setSpread(data, id, sets))), next);
		return { get, set, memory: ownMemory() };
	},
	close: () => data.close(),
});
