// CSV: an item a line, a root attribute a column. Dates of creation and versions are lost.

import { CsvError, parse } from "csv-parse";
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
export async function* readRows(chunks, { from, key }) {
	let records = [];
	const keep = (cells, { lines }) => {
		records.push({ cells, line: lines });
		// Nothing for the parser to pass on: it would lose that at a mistake.
		return null;
	};
	const parser = parse({ bom: true, skip_empty_lines: true, max_record_size: MAX_LINE, on_record: keep });
	parser.on("error", () => {}).resume();
	let columns;
	const batch = () => {
		const taken = records;
		records = [];
		if (columns === undefined && taken.length > 0) {
			const { cells, line } = taken.shift();
			columns = headerOf(cells, line, key);
		}
		return batchOf(
			taken.map(({ cells }) => cells),
			(index) => taken[index].line,
			from,
			(cells) => rowOf(cells, columns),
		);
	};
	try {
		for await (const chunk of chunks) {
			const mistake = await settled((done) => parser.write(chunk, done));
			yield batch();
			if (mistake) throw mistake;
		}
		const mistake = await settled((done) => parser.end(done));
		yield batch();
		if (mistake) throw mistake;
	} catch (error) {
		throw error instanceof CsvError ? faultOf(error, columns) : error;
	} finally {
		parser.destroy();
	}
}

/** Resolves to what a function calls its callback with. */
const settled = (call) => new Promise((resolve) => call(resolve));

function headerOf(titles, line, key) {
	try {
		return columnsOf(titles, key);
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		// Whoever asks people can offer them.
		throw Object.assign(new InputFault(`${error.message}.`, line), { titles: error.titles });
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
function faultOf({ code, lines }, columns) {
	switch (code) {
		case "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH":
		case "CSV_RECORD_INCONSISTENT_COLUMNS":
			return new InputFault("it has another number of cells than the first line.", lines);
		case "CSV_QUOTE_NOT_CLOSED":
			return cutOff(lines);
		case "CSV_MAX_RECORD_SIZE":
			return new InputFault(`it is longer than ${MAX_LINE / 1024 / 1024} MB, and no item is.`, lines);
		default:
			if (columns === undefined)
				return new InputFault("it must have the names of the columns of CSV, such as 'key'.", lines);
			return new InputFault('a quotation mark is in the wrong place. Inside a quoted cell, write it twice: "".', lines);
	}
}
