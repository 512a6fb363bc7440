// NDJSON: an item a line, without loss. `docs/ndjson.md` describes it.

import { stringify as stringifyExactly } from "lossless-json";
import { toJson } from "../values.mjs";
import { plainBytes } from "./bytes.mjs";
import { cutOff, InputFault } from "./fault.mjs";
import { linesOf } from "./lines.mjs";
import { parseExactly } from "./numbers.mjs";
import { toFields, toRow } from "./rows.mjs";

/** What the first and the last line of an export have in their field `format`. No item has this field. */
const NAME = "ampt-data";
/** The version of the format. A reader refuses later ones. */
const VERSION = 1;

/** Writes rows. */
export class NdjsonWriter {
	#items = 0;

	/** @param {{ source: string, now?: Date }} about the kind of the store, and when the export begins */
	begin({ source, now = new Date() }) {
		return `${JSON.stringify({ format: NAME, version: VERSION, exported: now.toISOString(), source })}\n`;
	}

	rows(rows) {
		this.#items += rows.length;
		let text = "";
		for (const row of rows) text += `${textOf(toFields(row))}\n`;
		return text;
	}

	/** The last line. A file without it is incomplete. */
	end() {
		return `${JSON.stringify({ format: NAME, items: this.#items })}\n`;
	}
}

function textOf(fields) {
	const text = JSON.stringify(fields);
	return text.includes('"isLosslessNumber"') ? stringifyExactly(fields) : text;
}

/** The line of an item as reads of the library give it, without its end. */
export const toLine = (item) => toJson(item);

/**
 * Batches of the items of an input: `rows`, and the numbers of their `lines`. Lines before `from` are passed over.
 *
 * @param {AsyncIterable<{ first: number, texts: string[] }>} batches from `linesOf`
 */
export async function* readRows(batches, from = 1) {
	yield* read(batches, from, toRow);
}

/** What the lines of an input hold that have a `key`, one after another. Compressed input, too. */
export async function* readItems(stream) {
	const withKey = (fields) => {
		if (typeof fields.key !== "string") throw new RangeError("it has no 'key', which must be a text");
		return fields;
	};
	for await (const { rows } of read(linesOf(plainBytes(stream)), 1, withKey)) yield* rows;
}

async function* read(batches, from, toEntry) {
	const exports = new Exports(from === 1);
	let last = 0;
	for await (const { first, texts } of batches) {
		const [rows, lines] = [[], []];
		for (const [index, text] of texts.entries()) {
			last = first + index;
			if (last < from || text === "" || text.trim() === "") continue;
			const fields = fieldsOf(text, last);
			if (exports.take(fields, last)) continue;
			rows.push(entryOf(fields, last, toEntry));
			lines.push(last);
		}
		yield { rows, lines };
	}
	exports.end(last);
}

function fieldsOf(text, line) {
	let fields;
	try {
		fields = parseExactly(text);
	} catch {
		// The parser's message would show the data.
		throw new InputFault("it is not JSON. If it is the last line, the input is incomplete.", line);
	}
	if (fields !== null && typeof fields === "object" && !Array.isArray(fields)) return fields;
	throw new InputFault("it must be an object with a 'key' and a 'value'.", line);
}

/** What a line holds. */
export function entryOf(fields, line, toEntry) {
	try {
		return toEntry(fields);
	} catch (error) {
		if (error instanceof RangeError) throw new InputFault(`${error.message}.`, line);
		throw error;
	}
}

/**
 * The exports in an input, each from its first to its last line: several files may follow each other. Lines without these
 * two are fine, because `query --json` and other programs write such.
 */
class Exports {
	#isWhole;
	/** The number of items since a first line. */
	#items;

	constructor(isWhole) {
		this.#isWhole = isWhole;
	}

	/** Takes a line. Returns whether it is the first or the last line of an export. */
	take(fields, line) {
		if (fields.format !== NAME) {
			if (this.#items !== undefined) this.#items++;
			return false;
		}
		if (fields.version === undefined) this.#close(fields.items, line);
		else this.#open(fields.version, line);
		return true;
	}

	#open(version, line) {
		if (version !== VERSION) {
			throw new InputFault(
				`the input has version ${Number(version)} of the format, and this ampt-data reads version ${VERSION}. Use the ` +
					"ampt-data that wrote it, or a later one.",
				line,
			);
		}
		if (this.#items !== undefined) throw cutOff(line);
		this.#items = this.#isWhole ? 0 : undefined;
	}

	#close(items, line) {
		if (this.#items !== undefined && items !== this.#items) {
			throw new InputFault(
				`the export has ${Number(items)} items, and ${this.#items} are here. If you took lines out on purpose, take out ` +
					"the first and the last line, too.",
				line,
			);
		}
		this.#items = undefined;
	}

	end(line) {
		if (this.#items === undefined) return;
		throw new InputFault(
			"the last line of the export is missing: the input is incomplete. If you cut it on purpose, take out its first " +
				"line, too.",
			line,
		);
	}
}
