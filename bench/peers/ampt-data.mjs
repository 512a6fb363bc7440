import path from "node:path";
import { Data } from "../../index.mjs";
import { key, label } from "../document.mjs";

export const name = "ampt-data";

export async function open(folder) {
	const data = Data.open(`file:${path.join(folder, "ampt-data")}`);
	const set = (document) => data.set(key(document.id), document, { label1: label(document.id) });
	return {
		get: (id) => data.get(key(id)),
		list: async (limit) => (await data.get("users:*", { limit })).items,
		listByLabel: async (limit) => (await data.getByLabel("label1", "l:*", { limit })).items,
		set,
		setMany: (documents) => Promise.all(documents.map(set)),
		updateMany: (documents) => Promise.all(documents.map(({ id, age }) => data.set(key(id), { age: age + 100 }))),
		addMany: (documents) => Promise.all(documents.map(({ id }) => data.add(`counts:${id}`, 1))),
		close: () => data.close(),
	};
}
