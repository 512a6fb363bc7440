// The formats of export and import: which there are, how each is written, and how one is recognized.

import { CsvWriter, readRows as readCsv } from "./csv.mjs";
import { elementsOf } from "./elements.mjs";
import { InputFault } from "./fault.mjs";
import { JsonWriter, readRows as readJson } from "./json.mjs";
import { linesOf } from "./lines.mjs";
import { NdjsonWriter, readRows as readNdjson } from "./ndjson.mjs";
import { RawWriter, readRows as readRaw } from "./raw.mjs";

/** How each format is written, and how its rows are read of chunks of bytes: from a line on, keys as `readRows` says. */
export const FORMATS = Object.freeze({
	ndjson: { writer: () => new NdjsonWriter(), read: (chunks, { from }) => readNdjson(linesOf(chunks), from) },
	json: { writer: () => new JsonWriter(), read: (chunks, { from }) => readJson(elementsOf(chunks), from) },
	csv: { writer: () => new CsvWriter(), read: readCsv },
	raw: { writer: () => new RawWriter(), read: (chunks, { from }) => readRaw(linesOf(chunks), from) },
});

const BY_SUFFIX = { ".ndjson": "ndjson", ".jsonl": "ndjson", ".json": "json", ".csv": "csv" };
const [OPEN, OPEN_LIST] = ["{", "["];
/** Its first line shows the format of an input. A longer one does so with its beginning. */
const BEGINNING = 64 * 1024;

/** Whether a file's name asks for gzip. */
export const isGzip = (file) => file.endsWith(".gz");

/** The format that a file's name asks for, if it does. */
export function formatOf(file) {
	const [suffix] = /\.[a-z]+$/.exec(file.toLowerCase().replace(/\.gz$/, "")) ?? [];
	return BY_SUFFIX[suffix];
}

/**
 * Batches of the rows of an input, as `batchOf` makes them. The format is recognized by what the input begins with, unless
 * it is given.
 *
 * @param {AsyncIterable<Buffer>} chunks uncompressed
 * @param {object} options
 * @param {string} [options.format]
 * @param {number} [options.from]
 * @param {{ column: string, prefix: string }} [options.key] the column of CSV that holds the keys, and what they begin with
 * @param {(format: string) => void} [options.onFormat] hears which format it is
 */
export async function* readRows(chunks, { format: given, from = 1, key, onFormat } = {}) {
	const { text, all } = await begun(chunks);
	if (text === "")
		throw new InputFault("There is nothing to import: the input is empty.", undefined, { canGoOn: false });
	const format = given ?? recognized(text);
	onFormat?.(format);
	yield* FORMATS[format].read(all, { from, key });
}

/** The first text of an input, and all of its chunks. */
async function begun(chunks) {
	const iterator = chunks[Symbol.asyncIterator]();
	const first = [];
	let bytes = Buffer.alloc(0);
	while (bytes.length < BEGINNING && !bytes.toString("utf8").trimStart().includes("\n")) {
		const { value, done } = await iterator.next();
		if (done) break;
		first.push(value);
		bytes = Buffer.concat(first);
	}
	const all = async function* () {
		if (bytes.length > 0) yield bytes;
		yield* { [Symbol.asyncIterator]: () => iterator };
	};
	return {
		text: bytes
			.toString("utf8")
			.replace(/^\ufeff/, "")
			.trimStart(),
		all: all(),
	};
}

function recognized(text) {
	if (text[0] === OPEN_LIST) return "json";
	if (text[0] === OPEN) return /^\{\s*"(?:Item|pk\d?|sk\d?|kv\d?|val|ct|md|_[^"]*)"\s*:/.test(text) ? "raw" : "ndjson";
	const [header] = text.split(/\r?\n/);
	if (/(?:^|,)"?key"?(?:,|$)/.test(header)) return "csv";
	throw new InputFault(`The format of the input is not known. Say which it is: ${Object.keys(FORMATS).join(", ")}.`);
}
