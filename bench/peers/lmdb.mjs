import path from "node:path";
import { open as openLmdb } from "lmdb";
import { key } from "../document.mjs";

export const name = "lmdb";
export const packages = ["lmdb"];

export async function open(folder) {
	const db = openLmdb({ path: path.join(folder, "lmdb") });
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
		close: () => db.close(),
	};
}
