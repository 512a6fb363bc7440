// Downloads of what a query selects, or of some items.

import { randomUUID } from "node:crypto";
import { download, FORMATS } from "../download.mjs";
import { queryOf } from "../query.mjs";
import { badRequest, Refusal } from "../refusal.mjs";
import { checkKeys, pagesOfKeys } from "../stored.mjs";

/** How long keys wait for their download, in milliseconds, and of how many downloads. */
const KEPT = 60_000;
const MOST_KEPT = 20;
const MOST_KEYS = 10_000;

/** Keys that were chosen for downloads: an address has no room for them. For `explorer.part`. */
const chosenOf = () => new Map();

export const routes = [
	{
		method: "POST",
		path: "/api/exports",
		run({ explorer, body: { keys } }) {
			if (keys?.length > MOST_KEYS)
				throw badRequest(`At most ${MOST_KEYS} items can be chosen. Export a query instead.`);
			const chosen = explorer.part(chosenOf);
			const id = randomUUID();
			chosen.set(id, { keys: checkKeys(keys), until: Date.now() + KEPT });
			for (const [old, { until }] of chosen) {
				if (until < Date.now() || chosen.size > MOST_KEPT) chosen.delete(old);
			}
			return { id };
		},
	},
	{
		method: "GET",
		path: "/api/export",
		async run({ explorer, query, response, signal }) {
			const { data, place } = explorer;
			const format = query.get("format") ?? "ndjson";
			if (!FORMATS.includes(format)) throw badRequest(`'format' must be one of ${FORMATS.join(", ")}.`);
			const keys = query.has("keys") ? keysOf(explorer, query.get("keys")) : undefined;
			const selected = queryOf(query);
			if (keys !== undefined && Object.keys(selected).length > 0) {
				throw badRequest("Name the items with 'keys' or with a query, and not with both.");
			}
			const pages = () => (keys ? pagesOfKeys(data, keys) : data.export({ raw: true, ...selected }).pages());
			const name = keys?.[0] ?? selected.expression ?? place.name;
			const source = place.kind === "embedded" ? "file" : place.kind;
			await download(response, pages, { format, source, name, signal });
		},
	},
];

function keysOf(explorer, id) {
	const chosen = explorer.part(chosenOf).get(id);
	if (chosen !== undefined) return chosen.keys;
	throw new Refusal(404, "NO_KEYS", "The chosen items are not known any more. Choose them again.");
}
