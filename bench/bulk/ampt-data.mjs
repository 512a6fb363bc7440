import { Data } from "../../index.mjs";

export const name = "ampt-data";
export const packages = [];

export async function open(place) {
	// A folder, or the URL of a table.
	const data = Data.open(place.includes("://") ? place : `file:${place}`);
	return {
		import: (items) => data.import(items),
		seed: (list) => data.seed(list),
		export: async () => {
			let count = 0;
			for await (const { value } of data.export()) if (value.id >= 0) count++;
			return count;
		},
		truncate: () => data.truncate(),
		set: (batches) => Promise.all(batches.map((batch) => data.set(batch))),
		get: (batches) => Promise.all(batches.map((keys) => data.get(keys))),
		remove: (batches) => Promise.all(batches.map((keys) => data.remove(keys))),
		close: () => data.close(),
	};
}
