import path from "node:path";
import { open as openLmdb } from "lmdb";
import { key } from "../document.mjs";

export const name = "lmdb";
export const packages = ["lmdb"];

/** Opens a store with the defaults of the package: MessagePack, no cache. */
export const open = (folder) => withOptions({ path: path.join(folder, "lmdb") });

export async function withOptions(options) {
	const db = openLmdb(options);
	// A `put` resolves before the disk has it, so each write waits for `flushed` too, as our `set` does.
	return {
		get: (id) => db.get(key(id)),
		list: (limit) => Array.from(db.getRange({ start: "users:", end: "users;", limit })),
		set: async (document) => {
			await db.put(key(document.id), document);
			await db.flushed;
		},
		setMany: async (documents) => {
			await Promise.all(documents.map((document) => db.put(key(document.id), document)));
			await db.flushed;
		},
		transfer: async (from, to) => {
			await db.transaction(() => {
				db.put(from, { balance: (db.get(from)?.balance ?? 0) - 1 });
				db.put(to, { balance: (db.get(to)?.balance ?? 0) + 1 });
			});
			await db.flushed;
		},
		balances: (...keys) => keys.map((key) => db.get(key)?.balance ?? 0),
		close: () => db.close(),
	};
}
