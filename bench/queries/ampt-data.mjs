import { Data } from "../../index.mjs";

export const name = "ampt-data";
export const packages = [];

export async function open(folder) {
	const data = Data.open(`file:${folder}`);
	return {
		fill: (items) => data.import(items),
		filter: async (group) => {
			const found = [];
			for await (const item of data.iterate("users:*", { filter: { group } })) found.push(item);
			return found.length;
		},
		/** What a program does without filters. */
		filterPages: async (group) => {
			const found = [];
			for (let page = await data.get("users:*", { limit: 1000 }); page !== undefined; page = await page.next?.()) {
				for (const item of page.items) if (item.value.group === group) found.push(item);
			}
			return found.length;
		},
		count: () => data.count("users:*"),
		collections: async () => {
			let names = 0;
			let items = 0;
			for await (const collection of data.collections()) {
				names++;
				items += collection.items;
			}
			return { names, items };
		},
		close: () => data.close(),
	};
}
