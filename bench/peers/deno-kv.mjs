import path from "node:path";
import { openKv } from "@deno/kv";

export const name = "@deno/kv";
export const packages = ["@deno/kv"];

export async function open(folder) {
	const kv = await openKv(path.join(folder, "deno-kv.db"));
	return {
		get: async (id) => (await kv.get(["users", id])).value,
		list: async (limit) => {
			const entries = [];
			for await (const entry of kv.list({ prefix: ["users"] }, { limit })) entries.push(entry);
			return entries;
		},
		set: (document) => kv.set(["users", document.id], document),
		setMany: (documents) => {
			const batch = kv.atomic();
			for (const document of documents) batch.set(["users", document.id], document);
			return batch.commit();
		},
		close: () => kv.close(),
	};
}
