// A store in a process of its own that fills, reads and empties it, and measures itself.

import { performance } from "node:perf_hooks";
import { document, range } from "../document.mjs";
import { ownMemory } from "../memory.mjs";
import { serve } from "../serve.mjs";
import { spreadKey, spreadLabel } from "../spread.mjs";

const [, , file, place, order, itemCount] = process.argv;
const count = Number(itemCount);
const BATCH = 25;
/** Batches under way at a time. */
const WAVE = 40;
/** The most items that are written and read in batches. */
const MOST_IN_BATCHES = 50_000;
/** How many times the memory is looked at while a tenth of the items is imported. */
const LOOKS = 20;

const padded = (id) => String(id).padStart(8, "0");
const ORDERS = {
	key: { key: (id) => `users:${padded(id)}`, label: (id) => `l:${padded(id)}` },
	random: { key: spreadKey, label: spreadLabel },
};
const { key, label } = ORDERS[order];

let store;

/** The items of an import, made while they are written. Calls `look` for each. */
function* items(version, look = () => {}) {
	for (let id = 0; id < count; id++) {
		look(id);
		const created = 1_700_000_000 + (id % 1000);
		yield { key: key(id), value: document(id, version), created, modified: created, label1: label(id) };
	}
}

/** Microseconds of elapsed time per item. */
async function timed(calls, run) {
	const start = performance.now();
	await run();
	return ((performance.now() - start) * 1000) / calls;
}

async function inWaves(verb, batchOf) {
	const total = Math.min(count, MOST_IN_BATCHES);
	const batches = range(total / BATCH).map((batch) => range(BATCH).map((index) => batchOf(batch * BATCH + index)));
	return timed(total, async () => {
		for (let first = 0; first < batches.length; first += WAVE) await store[verb](batches.slice(first, first + WAVE));
	});
}

serve({
	open: async () => {
		const { name, packages, open } = await import(`../bulk/${file}.mjs`);
		store = await open(place);
		return { name, packages };
	},
	/** Fills the empty store. Also returns the largest memory in bytes in the tenth of the items before half of them, and in the last. */
	import: async () => {
		const memory = [0, 0];
		const tenth = count / 10;
		const look = (id) => {
			if (id % Math.floor(tenth / LOOKS) !== 0) return;
			if (id >= count / 2 - tenth && id < count / 2) memory[0] = Math.max(memory[0], ownMemory());
			if (id >= count - tenth) memory[1] = Math.max(memory[1], ownMemory());
		};
		const time = await timed(count, () => store.import(items(1, look)));
		return { time, memory };
	},
	export: async () => {
		let read;
		const time = await timed(count, async () => {
			read = await store.export();
		});
		if (read !== count) throw new Error(`It exports ${read} items instead of ${count}.`);
		return time;
	},
	truncate: () => timed(count, () => store.truncate()),
	seed: () => {
		const list = [...items(2)].map(({ key, value, label1 }) => ({ key, value, label1 }));
		return timed(count, () => store.seed(list));
	},
	set: () => inWaves("set", (id) => ({ key: key(id), value: document(id, 3), label1: label(id) })),
	get: () => inWaves("get", key),
	remove: () => inWaves("remove", key),
	close: () => store.close(),
});
