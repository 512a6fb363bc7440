// An export as a download: a stream that waits for its reader, and ends with it.

import { once } from "node:events";
import { InputFault } from "../../formats/fault.mjs";
import { textsOf } from "../../transfer/export.mjs";
import { Refusal } from "./refusal.mjs";

const TYPES = {
	ndjson: { type: "application/x-ndjson", suffix: "ndjson" },
	json: { type: "application/json", suffix: "json" },
	csv: { type: "text/csv; charset=utf-8", suffix: "csv" },
	raw: { type: "application/x-ndjson", suffix: "dynamodb.json" },
};

export const FORMATS = Object.keys(TYPES);

/**
 * Sends an export. Resolves to how many items it has.
 *
 * @param {import("node:http").ServerResponse} response
 * @param {() => AsyncIterable<object>} pages see `textsOf`
 * @param {{ format: string, source: string, name: string, signal: AbortSignal }} options what the file is named after
 */
export async function download(response, pages, { format, source, name, signal }) {
	let items = 0;
	const texts = textsOf(pages, { format, source, signal });
	try {
		// What is wrong with the query, or cannot be in this format, is an answer of its own while nothing is sent.
		const begun = [await texts.next(), await texts.next()];
		response.writeHead(200, {
			"Content-Type": TYPES[format].type,
			"Content-Disposition": `attachment; filename="${fileName(name, TYPES[format].suffix)}"`,
		});
		for (let next = begun.shift(); !next.done && !signal.aborted; next = begun.shift() ?? (await texts.next())) {
			items += next.value.items;
			if (next.value.text === "" || response.write(next.value.text)) continue;
			// If the reader goes, the signal says so.
			await once(response, "drain", { signal }).catch(() => {});
		}
	} catch (error) {
		throw error instanceof InputFault ? new Refusal(409, "WRONG_FORMAT", error.message) : error;
	} finally {
		await texts.return();
	}
	if (signal.aborted) response.destroy();
	else response.end();
	return items;
}

/** A name for a file that every system takes: of ASCII letters, digits and few signs. */
function fileName(name, suffix, now = new Date()) {
	const safe = name.normalize("NFKD").replace(/[^A-Za-z0-9._]+/g, "-");
	const short = safe.slice(0, 60).replace(/^[-.]+|[-.]+$/g, "");
	return `${short || "export"}-${now.toISOString().slice(0, 10)}.${suffix}`;
}
