import { Data } from "../../index.mjs";
import { key, label } from "../document.mjs";

export function open({ url }) {
	const data = Data.open(url);
	return {
		get: (id) => data.get(key(id)),
		list: async () => (await data.get("users:*", { limit: 100 })).items,
		set: (document) => data.set(key(document.id), document, { label1: label(document.id) }),
		close: () => data.close(),
	};
}
