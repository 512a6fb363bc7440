// A store in a process of its own that is filled and asked.

import { performance } from "node:perf_hooks";
import { document } from "../document.mjs";
import { serve } from "../serve.mjs";

const [, , file, folder, itemCount] = process.argv;
const count = Number(itemCount);
/** One item in so many matches the filter. */
const GROUPS = 1000;
/** Collections of the store of many. */
const COLLECTIONS = 10_000;

const padded = (id) => String(id).padStart(8, "0");

let store;
let asked = 0;

function* documents() {
	for (let id = 0; id < count; id++)
		yield { key: `users:${padded(id)}`, value: { ...document(id, 0), group: id % GROUPS } };
}

/** Small items in the order of their keys. */
function* inCollections() {
	const size = count / COLLECTIONS;
	for (let id = 0; id < count; id++) yield { key: `c${padded(Math.floor(id / size))}:${padded(id)}`, value: { id } };
}

/** The milliseconds that a call takes, which must give what is expected. */
async function timed(call, expected) {
	const start = performance.now();
	const given = await call();
	const time = performance.now() - start;
	if (given !== expected) throw new Error(`It gives ${given} instead of ${expected}.`);
	return time;
}

/** Another group for each call, so that no answer is kept. */
const nextGroup = () => asked++ % GROUPS;
const inGroup = (group) => Math.floor(count / GROUPS) + Number(group < count % GROUPS);

serve({
	open: async () => {
		const { name, packages, open } = await import(`../queries/${file}.mjs`);
		store = await open(folder);
		return { name, packages };
	},
	fill: () => store.fill(documents()),
	fillCollections: () => store.fill(inCollections()),
	filter: () => {
		const group = nextGroup();
		return timed(() => store.filter(group), inGroup(group));
	},
	filterPages: () => {
		const group = nextGroup();
		return timed(() => store.filterPages(group), inGroup(group));
	},
	count: () => timed(() => store.count(), count),
	collections: () =>
		timed(
			async () => {
				const { names, items } = await store.collections();
				return `${names} names, ${items} items`;
			},
			`${Math.min(COLLECTIONS, count)} names, ${count} items`,
		),
	close: () => store.close(),
});
