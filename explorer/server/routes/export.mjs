// Downloads of what a query selects, or of some items.

import { download, FORMATS } from "../download.mjs";
import { queryOf } from "../query.mjs";
import { badRequest } from "../refusal.mjs";
import { checkKeys, pagesOfKeys } from "../stored.mjs";

export const routes = [
	{
		method: "GET",
		path: "/api/export",
		async run({ explorer, query, response, signal }) {
			const { data, place } = explorer;
			const format = query.get("format") ?? "ndjson";
			if (!FORMATS.includes(format)) throw badRequest(`'format' must be one of ${FORMATS.join(", ")}.`);
			const keys = query.has("keys") ? checkKeys(keysOf(query.get("keys"))) : undefined;
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

function keysOf(text) {
	try {
		return JSON.parse(text);
	} catch {
		throw badRequest("'keys' must be a JSON array of keys.", "INVALID_KEY");
	}
}
