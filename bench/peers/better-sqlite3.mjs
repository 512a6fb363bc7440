import path from "node:path";
import Database from "better-sqlite3";
import { key } from "../document.mjs";

export const name = "better-sqlite3";
export const packages = ["better-sqlite3"];

/** A new database, which syncs each commit, with its table. */
export function openDatabase(folder) {
	const db = new Database(path.join(folder, "better-sqlite3.db"));
	db.pragma("journal_mode = WAL");
	db.pragma("synchronous = FULL");
	db.exec("CREATE TABLE kv (k TEXT PRIMARY KEY, v TEXT) WITHOUT ROWID");
	return db;
}

export async function open(folder) {
	const db = openDatabase(folder);
	const select = db.prepare("SELECT v FROM kv WHERE k = ?");
	const selectSome = db.prepare("SELECT k, v FROM kv WHERE k >= 'users:' AND k < 'users;' ORDER BY k LIMIT ?");
	const upsert = db.prepare("INSERT OR REPLACE INTO kv VALUES (?, ?)");
	const set = (document) => upsert.run(key(document.id), JSON.stringify(document));
	const balance = (account) => JSON.parse(select.get(account)?.v ?? "{}").balance ?? 0;
	return {
		get: (id) => JSON.parse(select.get(key(id)).v),
		list: (limit) => selectSome.all(limit).map(({ k, v }) => ({ key: k, value: JSON.parse(v) })),
		set,
		transfer: db.transaction((from, to) => {
			upsert.run(from, JSON.stringify({ balance: balance(from) - 1 }));
			upsert.run(to, JSON.stringify({ balance: balance(to) + 1 }));
		}),
		balances: (...keys) => keys.map(balance),
		setMany: db.transaction((documents) => documents.forEach(set)),
		close: () => db.close(),
	};
}
