// Downloads of what a query selects, or of some items. A browser shows neither why a download has failed nor always that
// it has, so a page can ask how one has ended.

import { randomUUID } from "node:crypto";
import { download, FORMATS } from "../download.mjs";
import { queryOf } from "../query.mjs";
import { badRequest, failureOf, Refusal } from "../refusal.mjs";
import { checkKeys, pagesOfKeys } from "../stored.mjs";

/** How long a download is waited for, in milliseconds, and how many. */
const KEPT = 60_000;
const MOST_KEPT = 20;
const MOST_KEYS = 10_000;

/** Downloads that are announced, with the keys of those that have some: an address has no room for them. For `explorer.part`. */
const announcedOf = () => new Map();

export const routes = [
	{
		method: "POST",
		path: "/api/exports",
		run({ explorer, body: { keys } }) {
			if (keys?.length > MOST_KEYS)
				throw badRequest(`At most ${MOST_KEYS} items can be chosen. Export a query instead.`);
			const announced = explorer.part(announcedOf);
			const id = randomUUID();
			announced.set(id, announcement(keys === undefined ? undefined : checkKeys(keys)));
			for (const [old, { until }] of announced) {
				if (until < Date.now() || announced.size > MOST_KEPT) announced.delete(old);
			}
			return { id };
		},
	},
	{
		// Answers when the download has ended: how many `items` it has, or its `error`. Neither, if nobody has fetched it.
		method: "GET",
		path: "/api/exports/:id",
		run({ explorer, params, signal }) {
			const { ended } = announcementOf(explorer, params.id);
			const left = new Promise((resolve) => signal.addEventListener("abort", () => resolve({}), { once: true }));
			return Promise.race([ended, left]);
		},
	},
	{
		method: "GET",
		path: "/api/export",
		async run({ explorer, query, response, signal }) {
			const { data, place } = explorer;
			const format = query.get("format") ?? "ndjson";
			if (!FORMATS.includes(format)) throw badRequest(`'format' must be one of ${FORMATS.join(", ")}.`);
			const id = query.get("keys") ?? query.get("id");
			const { keys, begin, end } = id === null ? {} : announcementOf(explorer, id);
			const selected = queryOf(query);
			if (keys !== undefined && Object.keys(selected).length > 0) {
				throw badRequest("Name the items with 'keys' or with a query, and not with both.");
			}
			const pages = () => (keys ? pagesOfKeys(data, keys) : data.export({ raw: true, ...selected }).pages());
			const name = keys?.[0] ?? selected.expression ?? place.name;
			const source = place.kind === "embedded" ? "file" : place.kind;
			begin?.();
			try {
				const items = await download(response, pages, { format, source, name, signal });
				end?.(signal.aborted ? {} : { items });
			} catch (error) {
				end?.({ error: failureOf(error) });
				throw error;
			}
		},
	},
];

function announcement(keys) {
	let end;
	const ended = new Promise((resolve) => {
		end = resolve;
	});
	const unwanted = setTimeout(() => end({}), KEPT).unref();
	return { keys, until: Date.now() + KEPT, ended, end, begin: () => clearTimeout(unwanted) };
}

function announcementOf(explorer, id) {
	const found = explorer.part(announcedOf).get(id);
	if (found !== undefined) return found;
	throw new Refusal(404, "NO_KEYS", "The chosen items are not known any more. Choose them again.");
}
