// Rows and their numbers: what a query selects, a page of it, single items.

import { createPositions } from "../positions.mjs";
import { integerOf, queryOf } from "../query.mjs";
import { badRequest } from "../refusal.mjs";
import { readRows } from "../rows.mjs";
import { checkKey, checkKeys, storedRows } from "../stored.mjs";
import { spentOf } from "../usage.mjs";

/** The most rows of an answer, and items that are asked for at once. */
const [MOST_ROWS, MOST_KEYS] = [1000, 100];

export const routes = [
	{
		method: "GET",
		path: "/api/count",
		async run({ explorer, query, signal }) {
			return { items: await explorer.part(createPositions).total(queryOf(query), signal) };
		},
	},
	{
		method: "GET",
		path: "/api/rows",
		async run({ explorer, query, signal }) {
			const limit = integerOf(query, "limit", { least: 1, most: MOST_ROWS, byDefault: 100 });
			const at = integerOf(query, "at", { most: Number.MAX_SAFE_INTEGER });
			const start = query.get("start") ?? undefined;
			const selected = queryOf(query);
			const begin = performance.now();
			const spent = spentOf(explorer);
			const part =
				at === undefined
					? await readRows(explorer.data, selected, { limit, start, signal })
					: await explorer.part(createPositions).read(selected, at, limit, signal);
			return { ...part, took: Math.round((performance.now() - begin) * 10) / 10, ...spent() };
		},
	},
	{
		method: "GET",
		path: "/api/positions",
		async run({ explorer, query, signal }) {
			const { items, isOld } = await explorer.part(createPositions).of(queryOf(query), signal);
			return { items, exact: true, ...(isOld && { isOld }) };
		},
	},
	{
		method: "GET",
		path: "/api/item",
		async run({ explorer, query }) {
			const key = checkKey(query.get("key"));
			const row = (await storedRows(explorer.data, [key])).get(key);
			return { row: row ?? null };
		},
	},
	{
		method: "POST",
		path: "/api/items",
		async run({ explorer, body }) {
			const keys = checkKeys(body.keys);
			if (keys.length > MOST_KEYS) throw badRequest(`'keys' may be a list of at most ${MOST_KEYS} keys.`);
			return { rows: [...(await storedRows(explorer.data, keys)).values()] };
		},
	},
];
