// NDJSON: an item a line, without loss. `docs/ndjson.md` describes it.

import { stringify as stringifyExactly } from "lossless-json";
import { batchOf, parsed } from "./batch.mjs";
import { cutOff, InputFault } from "./fault.mjs";
import { parseExactly } from "./numbers.mjs";
import { toFields, toRow } from "./rows.mjs";

/** What the first and the last line of an export have in their field `format`. No item has this field. */
const NAME = "ampt-data";
/** How these two lines begin, as this writer has them. */
const MARK = `{"format":"${NAME}"`;
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

const counted = (items) => `${items.toLocaleString("en-US")} item${items === 1 ? "" : "s"}`;

function textOf(fields) {
	const text = JSON.stringify(fields);
	return text.includes('"isLosslessNumber"') ? stringifyExactly(fields) : text;
}

/** Batches of the rows of an input: see `readRows` in `index.mjs`. */
export async function* readRows(batches, from) {
	const exports = new Exports();
	let next = 1;
	/** What ends the input. The items before it count. */
	let fault;
	for await (const { first, texts } of batches) {
		for (const text of texts.slice(0, Math.max(0, from - first))) exports.pass(text);
		next = first + texts.length;
		yield batchOf(
			texts,
			(index) => first + index,
			from,
			(text, line) => {
				if (fault !== undefined) return undefined;
				const fields = fieldsOf(text);
				try {
					if (exports.take(fields, line)) return undefined;
				} catch (error) {
					fault = error;
					return undefined;
				}
				return toRow(fields);
			},
		);
		if (fault !== undefined) throw fault;
	}
	exports.end(next);
}

function fieldsOf(text) {
	const fields = parsed(() => parseExactly(text));
	if (fields !== null && typeof fields === "object" && !Array.isArray(fields)) return fields;
	throw new RangeError("it must be an object with a 'key' and a 'value'");
}

/**
 * The exports in an input, each from its first to its last line: several files may follow each other. Lines without these
 * two are fine, because `query --json` and other programs write such.
 */
class Exports {
	/** The number of items since a first line. */
	#items;

	/** Passes a line that is not read, because the reader begins behind it. */
	pass(text) {
		if (text.startsWith(MARK)) this.#items = text.includes('"version"') ? 0 : undefined;
		else if (this.#items !== undefined && text.trim() !== "") this.#items++;
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
		this.#items = 0;
	}

	#close(items, line) {
		if (this.#items !== undefined && items !== this.#items) {
			throw new InputFault(
				`the export has ${counted(Number(items))}, but here ${this.#items === 1 ? "is" : "are"} ${this.#items}. If you ` +
					"took lines out on purpose, take out the first and the last line, too.",
				line,
				{ canGoOn: false },
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
			{ canGoOn: false },
		);
	}
}
