// A JSON array as the Ampt tools write and read it: [{"key":…,"value":…,"label1":…}]. It is plain JSON: it has no tags,
// and neither dates of creation nor versions.

import { stringify as stringifyExactly } from "lossless-json";
import { PLAIN } from "./attributes.mjs";
import { InputFault } from "./fault.mjs";
import { entryOf } from "./ndjson.mjs";
import { parseExactly } from "./numbers.mjs";
import { jsonOf, keyOf, LABELS, labelOf, toRow } from "./rows.mjs";

/** Writes rows. Refuses a value that JSON cannot hold. */
export class JsonWriter {
	#isFirst = true;

	begin() {
		return "[";
	}

	rows(rows) {
		let text = "";
		for (const row of rows) {
			text += `${this.#isFirst ? "\n" : ",\n"}${stringifyExactly(fieldsOf(row))}`;
			this.#isFirst = false;
		}
		return text;
	}

	end() {
		return "\n]\n";
	}
}

function fieldsOf(row) {
	const fields = { key: keyOf(row) };
	try {
		fields.value = jsonOf(row, PLAIN);
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		throw new InputFault(
			`The item '${fields.key}' holds ${error.message}, which plain JSON cannot. Use '--format ndjson'.`,
		);
	}
	for (let number = 1; number <= LABELS.length; number++) {
		const label = labelOf(row, number);
		if (label !== undefined) fields[LABELS[number - 1]] = label;
	}
	if (row.ttl !== undefined) fields.ttl = Number(row.ttl.N);
	return fields;
}

/** Batches of rows, and the numbers of the `lines` where their elements begin. */
export async function* readRows(batches, from = 1) {
	for await (const { texts, lines } of batches) {
		const found = { rows: [], lines: [] };
		for (const [index, text] of texts.entries()) {
			if (lines[index] < from) continue;
			found.rows.push(entryOf(elementOf(text, lines[index]), lines[index], (fields) => toRow(fields, false)));
			found.lines.push(lines[index]);
		}
		yield found;
	}
}

function elementOf(text, line) {
	try {
		return parseExactly(text);
	} catch {
		throw new InputFault("the element that begins here is not JSON.", line);
	}
}
