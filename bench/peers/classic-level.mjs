import path from "node:path";
import { ClassicLevel } from "classic-level";
import { key } from "../document.mjs";

export const name = "classic-level";
export const packages = ["classic-level"];

export async function open(folder) {
	const db = new ClassicLevel(path.join(folder, "classic-level"), { valueEncoding: "json" });
	await db.open();
	return {
		get: (id) => db.get(key(id)),
		list: (limit) => db.iterator({ gte: "users:", lt: "users;", limit }).all(),
		set: (document) => db.put(key(document.id), document, { sync: true }),
		setMany: (documents) =>
			db.batch(
				documents.map((document) => ({ type: "put", key: key(document.id), value: document })),
				{ sync: true },
			),
		close: () => db.close(),
	};
}
