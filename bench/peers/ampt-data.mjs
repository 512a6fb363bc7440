import path from "node:path";
import { Data } from "../../index.mjs";
import { key, label } from "../document.mjs";

export const name = "ampt-data";

export async function open(folder) {
	const data = Data.open(`file:${path.join(folder, "ampt-data")}`);
	const set = (document) => data.set(key(document.id), document, { label1: label(document.id) });
	const versions = new Map();
	const firstVersion = async (id) => {
		await data.set(`guarded:${id}`, {});
		return (await data.get(`guarded:${id}`, { version: true })).version;
	};
	return {
		/** Every document that was stored has an age, so the condition holds. */
		ifMany: (documents) =>
			Promise.all(
				documents.map((document) =>
					data.set(key(document.id), document, { label1: label(document.id), if: { age: { $gte: 0 } } }),
				),
			),
		versionMany: (documents) =>
			Promise.all(
				documents.map(async (document) => {
					const { id } = document;
					const version = versions.get(id) ?? (await firstVersion(id));
					versions.set(id, (await data.set(`guarded:${id}`, document, { label1: label(id), version })).version);
				}),
			),
		transfer: (from, to) =>
			data.transaction(async (tx) => {
				const [a, b] = [await tx.get(from), await tx.get(to)];
				tx.set(from, { balance: (a?.balance ?? 0) - 1 });
				tx.set(to, { balance: (b?.balance ?? 0) + 1 });
			}),
		balances: async (...keys) => {
			const accounts = await Promise.all(keys.map((key) => data.get(key)));
			return accounts.map((account) => account?.balance ?? 0);
		},
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
