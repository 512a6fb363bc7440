// The text of an export, piece by piece.

import { ColumnFinder } from "../formats/csv-columns.mjs";
import { FORMATS } from "../formats/index.mjs";
import { isExpired } from "./whole.mjs";

/**
 * The pieces of an export: the `text` of each, how many `items` it has, and which rows beside them are `unreadable`.
 *
 * @param {() => AsyncIterable<object>} pages reads the pages of rows, from their beginning
 * @param {{ format: string, source: string, signal: AbortSignal }} options the kind of the store; what ends the export
 * early, without its last line
 */
export async function* textsOf(pages, { format, source, signal }) {
	const writer = FORMATS[format].writer();
	// Only CSV has to know the attributes of all items before it begins.
	const columns = format === "csv" ? await columnsOf(livePages(pages(), signal)) : undefined;
	if (signal.aborted) return;
	yield { text: writer.begin({ source, columns }), items: 0, unreadable: [] };
	for await (const { rows, unreadable } of livePages(pages(), signal)) {
		yield { text: writer.rows(rows), items: rows.length, unreadable };
	}
	if (!signal.aborted) yield { text: writer.end(), items: 0, unreadable: [] };
}

/** The pages of an export, without what has expired. */
async function* livePages(pages, signal) {
	for await (const { items, unreadable = [] } of pages) {
		if (signal.aborted) return;
		const now = Date.now();
		yield { rows: items.filter((row) => !isExpired(row, now)), unreadable };
	}
}

async function columnsOf(pages) {
	const finder = new ColumnFinder();
	for await (const { rows } of pages) for (const row of rows) finder.add(row);
	return finder.columns();
}
