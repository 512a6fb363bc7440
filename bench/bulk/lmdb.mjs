import path from "node:path";
import { open as openLmdb } from "lmdb";

export const name = "lmdb";
export const packages = ["lmdb"];

/** Puts that wait for their transaction at the same time. */
const AT_ONCE = 10_000;

export async function open(folder) {
	const db = openLmdb({ path: path.join(folder, "lmdb") });
	const putAll = async (items) => {
		let last;
		let count = 0;
		for (const { key, value } of items) {
			last = db.put(key, value);
			if (++count % AT_ONCE === 0) await last;
		}
		await last;
		await db.flushed;
	};
	/** Each batch is one transaction, and each wave of them is on the disk at its end. */
	const inBatches = async (batches, write) => {
		await Promise.all(batches.map((batch) => db.batch(() => batch.forEach(write))));
		await db.flushed;
	};
	return {
		import: putAll,
		seed: putAll,
		export: () => {
			let count = 0;
			for (const { value } of db.getRange()) if (value.id >= 0) count++;
			return count;
		},
		truncate: async () => {
			await db.clearAsync();
			await db.flushed;
		},
		set: (batches) => inBatches(batches, ({ key, value }) => db.put(key, value)),
		get: (batches) => Promise.all(batches.map((keys) => keys.map((key) => db.get(key)))),
		remove: (batches) => inBatches(batches, (key) => db.remove(key)),
		close: () => db.close(),
	};
}
