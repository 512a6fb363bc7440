// CSV: an item a line, a root attribute a column. Dates of creation and versions are lost.

import { parse } from "csv-parse";
import { stringify } from "csv-stringify/sync";
import { batchOf } from "./batch.mjs";
import { cellsOf, columnsOf, putCell } from "./csv-columns.mjs";
import { cutOff, InputFault } from "./fault.mjs";
import { MAX_LINE } from "./lines.mjs";
import { keyOf } from "./rows.mjs";

/** Writes rows in columns that a `ColumnFinder` has found. */
export class CsvWriter {
	#columns;
	#names;

	begin({ columns }) {
		this.#columns = columns;
		this.#names = new Set(columns.map(({ name }) => name));
		return stringify([columns.map(({ title }) => title)]);
	}

	rows(rows) {
		return stringify(rows.map((row) => this.#cells(row)));
	}

	end() {
		return "";
	}

	#cells(row) {
		try {
			return cellsOf(row, this.#columns, this.#names);
		} catch (error) {
			if (!(error instanceof RangeError)) throw error;
			throw new InputFault(
				`The item '${keyOf(row)}' was written during the export, and has ${error.message}. Export again.`,
			);
		}
	}
}

/** Batches of rows: see `readRows` in `index.mjs`. The first line has the names of the columns; a row's line is its last. */
export async function* readRows(chunks, from) {
	const records = parse({ bom: true, info: true, skip_empty_lines: true, max_record_size: MAX_LINE });
	const feeding = feed(records, chunks);
	let columns;
	try {
		for await (const { record, info } of records) {
			if (columns === undefined) columns = headerOf(record, info.lines);
			else
				yield batchOf(
					[record],
					() => info.lines,
					from,
					(cells) => rowOf(cells, columns),
				);
		}
		await feeding;
	} catch (error) {
		throw typeof error.code === "string" && error.code.startsWith("CSV_") ? faultOf(error) : error;
	} finally {
		records.destroy();
	}
}

async function feed(records, chunks) {
	try {
		for await (const chunk of chunks) {
			if (!records.write(chunk)) await new Promise((resolve) => records.once("drain", resolve).once("close", resolve));
			if (records.destroyed) return;
		}
		records.end();
	} catch (error) {
		records.destroy(error);
	}
}

function headerOf(titles, line) {
	try {
		return columnsOf(titles);
	} catch (error) {
		throw error instanceof RangeError ? new InputFault(`${error.message}.`, line) : error;
	}
}

function rowOf(cells, columns) {
	const row = {};
	for (const [index, column] of columns.entries()) putCell(row, column, cells[index]);
	const hasAttributes = Object.keys(row).some((column) => column.startsWith("_"));
	if (row.val !== undefined && hasAttributes)
		throw new RangeError("it has a 'value' and attributes: an item has one of them");
	return row;
}

/** The parser's messages would show data. */
function faultOf({ code, lines }) {
	switch (code) {
		case "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH":
		case "CSV_RECORD_INCONSISTENT_COLUMNS":
			return new InputFault("it has another number of cells than the first line.", lines);
		case "CSV_QUOTE_NOT_CLOSED":
			return cutOff(lines);
		case "CSV_MAX_RECORD_SIZE":
			return new InputFault(`it is longer than ${MAX_LINE / 1024 / 1024} MB, and no item is.`, lines);
		default:
			return new InputFault('a quotation mark is in the wrong place. Inside a quoted cell, write it twice: "".', lines);
	}
}
