// The rows of the table in DynamoDB's JSON, a line each, as DynamoDB's export to S3 writes them and its import from S3
// reads them: {"Item":{"pk":{"S":"users"},…}}.

import { InputFault } from "./fault.mjs";

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

/** Batches of rows, and the numbers of their `lines`. A line may also be the row itself. */
export async function* readRows(batches, from = 1) {
	for await (const { first, texts } of batches) {
		const [rows, lines] = [[], []];
		for (const [index, text] of texts.entries()) {
			const line = first + index;
			if (line < from || text === "" || text.trim() === "") continue;
			rows.push(rowOf(text, line));
			lines.push(line);
		}
		yield { rows, lines };
	}
}

function rowOf(text, line) {
	let object;
	try {
		object = JSON.parse(text);
	} catch {
		throw new InputFault("it is not JSON. If it is the last line, the input is incomplete.", line);
	}
	const row = object?.Item ?? object;
	if (typeof row?.pk?.S === "string" && typeof row.sk?.S === "string") return row;
	throw new InputFault("it is not a row of the table, which has the columns 'pk' and 'sk'.", line);
}
