import path from "node:path";
import { open as openLmdb } from "lmdb";

export const name = "lmdb";
export const packages = ["lmdb"];

/** Puts that wait for their transaction at the same time. */
const AT_ONCE = 10_000;
/** New options for each call, because lmdb keeps its own state in them. */
const users = () => ({ start: "users:", end: "users;" });

export async function open(folder) {
	const db = openLmdb({ path: path.join(folder, "lmdb") });
	return {
		fill: async (items) => {
			let last;
			let count = 0;
			for (const { key, value } of items) {
				last = db.put(key, value);
				if (++count % AT_ONCE === 0) await last;
			}
			await last;
			await db.flushed;
		},
		filter: (group) => {
			const found = [];
			for (const item of db.getRange(users())) if (item.value.group === group) found.push(item);
			return found.length;
		},
		count: () => db.getKeysCount(users()),
		close: () => db.close(),
	};
}
