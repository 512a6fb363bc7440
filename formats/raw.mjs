// The rows of the table in DynamoDB's JSON, a line each, as DynamoDB's export to S3 writes them and its import from S3
// reads them: {"Item":{"pk":{"S":"users"},…}}.

import { batchOf, parsed } from "./batch.mjs";
import { isDeeper, MAX_NESTED, TOO_DEEP } from "./depth.mjs";

/** Writes rows. */
export class RawWriter {
	begin() {
		return "";
	}

	rows(rows) {
		let text = "";
		for (const row of rows) text += `{"Item":${JSON.stringify(row)}}\n`;
		return text;
	}

	end() {
		return "";
	}
}

/** Batches of rows: see `readRows` in `index.mjs`. A line may also be the row itself. */
export async function* readRows(batches, from) {
	for await (const { first, texts } of batches) yield batchOf(texts, (index) => first + index, from, rowOf);
}

function rowOf(text) {
	const object = parsed(() => JSON.parse(text));
	const row = object?.Item ?? object;
	if (isDeeper(row, MAX_NESTED)) throw new RangeError(TOO_DEEP);
	if (typeof row?.pk?.S === "string" && typeof row.sk?.S === "string") return row;
	throw new RangeError("it is not a row of the table, which has the columns 'pk' and 'sk'");
}
