import { openDatabase } from "../peers/better-sqlite3.mjs";

export { name, packages } from "../peers/better-sqlite3.mjs";

export async function open(folder) {
	const db = openDatabase(folder);
	const insert = db.prepare("INSERT INTO kv VALUES (?, ?)");
	const users = "FROM kv WHERE k >= 'users:' AND k < 'users;'";
	const select = db.prepare(`SELECT k, v ${users} AND json_extract(v, '$.group') = ? ORDER BY k`);
	const count = db.prepare(`SELECT count(*) ${users}`).pluck();
	return {
		fill: db.transaction((items) => {
			for (const { key, value } of items) insert.run(key, JSON.stringify(value));
		}),
		filter: (group) => {
			const found = [];
			for (const { k, v } of select.iterate(group)) found.push({ key: k, value: JSON.parse(v) });
			return found.length;
		},
		count: () => count.get(),
		close: () => db.close(),
	};
}
