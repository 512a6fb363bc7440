import { openDatabase } from "../peers/better-sqlite3.mjs";

export { name, packages } from "../peers/better-sqlite3.mjs";

export async function open(folder) {
	const db = openDatabase(folder);
	const insert = db.prepare("INSERT OR REPLACE INTO kv VALUES (?, ?)");
	const select = db.prepare("SELECT v FROM kv WHERE k = ?");
	const selectAll = db.prepare("SELECT k, v FROM kv");
	const remove = db.prepare("DELETE FROM kv WHERE k = ?");
	const removeAll = db.prepare("DELETE FROM kv");
	const insertAll = db.transaction((items) => {
		for (const { key, value } of items) insert.run(key, JSON.stringify(value));
	});
	return {
		import: insertAll,
		seed: insertAll,
		export: () => {
			let count = 0;
			for (const { v } of selectAll.iterate()) if (JSON.parse(v).id >= 0) count++;
			return count;
		},
		truncate: () => removeAll.run(),
		// It has one connection, so a wave of batches is one transaction.
		set: (batches) => insertAll(batches.flat()),
		get: (batches) => batches.map((keys) => keys.map((key) => JSON.parse(select.get(key).v))),
		remove: db.transaction((batches) => {
			for (const key of batches.flat()) remove.run(key);
		}),
		close: () => db.close(),
	};
}
