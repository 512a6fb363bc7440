import path from "node:path";
import KeyvSqlite from "@keyv/sqlite";
import Keyv from "keyv";
import { key } from "../document.mjs";

export const name = "keyv";
export const packages = ["keyv", "@keyv/sqlite"];
export const note = "on SQLite, without lists; it commits each of 1,000 writes separately";

export async function open(folder) {
	const keyv = new Keyv({ store: new KeyvSqlite(`sqlite://${path.join(folder, "keyv.db")}`) });
	const set = (document) => keyv.set(key(document.id), document);
	return {
		get: (id) => keyv.get(key(id)),
		set,
		setMany: (documents) => Promise.all(documents.map(set)),
		close: () => keyv.disconnect(),
	};
}
