// A JSON array as the Ampt tools write and read it: [{"key":…,"value":…,"label1":…}]. It is plain JSON: it has no tags,
// and neither dates of creation nor versions.

import { stringify as stringifyExactly } from "lossless-json";
import { PLAIN } from "./attributes.mjs";
import { batchOf, parsed } from "./batch.mjs";
import { InputFault } from "./fault.mjs";
import { parseExactly } from "./numbers.mjs";
import { jsonOf, keyOf, LABELS, labelOf, toRow } from "./rows.mjs";

/** Writes rows. Refuses a value that JSON cannot hold. */
export class JsonWriter {
	#isFirst = true;

	/** Nothing yet: an item may be refused. */
	begin() {
		return "";
	}

	rows(rows) {
		let text = "";
		for (const row of rows) {
			text += `${this.#isFirst ? "[\n" : ",\n"}${stringifyExactly(fieldsOf(row))}`;
			this.#isFirst = false;
		}
		return text;
	}

	end() {
		return this.#isFirst ? "[\n]\n" : "\n]\n";
	}
}

function fieldsOf(row) {
	const fields = { key: keyOf(row) };
	try {
		fields.value = jsonOf(row, PLAIN);
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		throw new InputFault(
			`The item '${fields.key}' holds ${error.message}, which plain JSON cannot. Choose the format ndjson.`,
		);
	}
	for (let number = 1; number <= LABELS.length; number++) {
		const label = labelOf(row, number);
		if (label !== undefined) fields[LABELS[number - 1]] = label;
	}
	if (row.ttl !== undefined) fields.ttl = Number(row.ttl.N);
	return fields;
}

/** Batches of rows: see `readRows` in `index.mjs`. The line of an element is that where it begins. */
export async function* readRows(batches, from) {
	for await (const { texts, lines } of batches) {
		const toElement = (text) =>
			toRow(
				parsed(() => parseExactly(text)),
				false,
			);
		yield batchOf(texts, (index) => lines[index], from, toElement);
	}
}
