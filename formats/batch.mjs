// What readers give: rows in batches, with their lines, and the mistakes among them. The one who reads decides whether to
// go on behind a mistake.

import { TOO_DEEP } from "./depth.mjs";
import { InputFault } from "./fault.mjs";

/**
 * The batch of some texts.
 *
 * @param {(string | string[])[]} texts of lines, or cells of records
 * @param {(index: number) => number} lineOf the number of a text's line
 * @param {number} from the first line that counts
 * @param {(text: string, line: number) => object | undefined} toRow throws a `RangeError` that says what is wrong
 * @returns {{ rows: object[], lines: number[], faults: InputFault[], good: number, last: number }} `good` is how many rows
 * are before the first fault, `last` the line of the last text
 */
export function batchOf(texts, lineOf, from, toRow) {
	const [rows, lines, faults] = [[], [], []];
	let good;
	for (const [index, text] of texts.entries()) {
		const line = lineOf(index);
		if (line < from || text === "" || text === "\r") continue;
		try {
			const row = toRow(text, line);
			if (row === undefined) continue;
			rows.push(row);
			lines.push(line);
		} catch (error) {
			if (!(error instanceof RangeError)) throw error;
			good ??= rows.length;
			faults.push(new InputFault(`${error.message}.`, line));
		}
	}
	return { rows, lines, faults, good: good ?? rows.length, last: texts.length > 0 ? lineOf(texts.length - 1) : 0 };
}

/** What a parser of JSON returns. Its own messages would show the data. */
export function parsed(parse) {
	try {
		return parse();
	} catch (error) {
		// The parser's stack was too small for it.
		if (error instanceof RangeError) throw new RangeError(TOO_DEEP);
		throw new RangeError("it is not JSON; if this is the last line, the input is incomplete");
	}
}
