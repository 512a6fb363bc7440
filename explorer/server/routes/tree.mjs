// The tree: the collections, inside of one what its keys have in common up to the next colon, and the items in none.

import { levelOf } from "../level.mjs";
import { integerOf } from "../query.mjs";
import { Refusal } from "../refusal.mjs";
import { singlesOf } from "../singles.mjs";

const MOST_NODES = 1000;
/** DynamoDB counts a read in steps of 4 KB, and one that may be slightly old half. */
const READ_UNIT = 8192;

export const routes = [
	{
		method: "GET",
		path: "/api/collections",
		async run({ explorer, query }) {
			const { data, place } = explorer;
			if (place.kind !== "dynamodb") return { collections: await listOf(data.collections({ items: false })) };
			if (query.get("scan") === "1") return { collections: await listOf(data.collections()) };
			return { collections: null, scan: await costOf(data) };
		},
	},
	{
		method: "GET",
		path: "/api/level",
		run({ explorer, query, signal }) {
			const limit = integerOf(query, "limit", { least: 1, most: MOST_NODES, byDefault: 200 });
			const [prefix, after] = [query.get("prefix") ?? "", query.get("after") ?? undefined];
			return levelOf(explorer.data, { prefix, after, limit, signal });
		},
	},
	{
		method: "GET",
		path: "/api/singles",
		run({ explorer, query, signal }) {
			if (explorer.place.kind === "dynamodb") {
				throw new Refusal(409, "NO_SINGLES", "A table has no list of its single items: they are among all items.");
			}
			const limit = integerOf(query, "limit", { least: 1, most: MOST_NODES, byDefault: 200 });
			return singlesOf(explorer.data, { after: query.get("after") ?? undefined, limit, signal });
		},
	},
];

async function listOf(collections) {
	const list = [];
	for await (const collection of collections) list.push(collection);
	return list;
}

/** What it costs to list the collections of a table. DynamoDB counted its items within the last hours. */
async function costOf(data) {
	const { table } = await data.stat({ items: false });
	return { items: table.items, bytes: table.bytes, readUnits: Math.ceil(table.bytes / READ_UNIT) };
}
