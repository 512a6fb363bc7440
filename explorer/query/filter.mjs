// A filter as it is typed: JSON5, whose reader rounds long numbers. So these become tags before it reads them.

import JSON5 from "json5";
import { MAX_DEPTH } from "../../formats/depth.mjs";
import { heldNumber } from "../../formats/numbers.mjs";
import { QueryFault } from "./fault.mjs";
import { partsOf } from "./tokens.mjs";

const NUMBER = /^[+-]?\.?\d/;
const INTEGER = /^[+-]?\d+$/;
const HEXADECIMAL = /^[+-]?0x/i;
const NO_NUMBER = /^(?:NaN|Infinity)$/;

/** The JSON value of the filter at `[from, end)` of a text. */
export function readFilter(text, from, end) {
	checkSyntax(text, from, end);
	let exact = "";
	let depth = 0;
	for (const { text: part, at } of partsOf(text, from)) {
		if (part === "{" || part === "[") depth++;
		if (part === "}" || part === "]") depth--;
		if (depth > MAX_DEPTH) throw new QueryFault(`A filter has at most ${MAX_DEPTH} levels.`, at, at + 1);
		// As the name of an attribute it is fine.
		if (NO_NUMBER.test(part) && !/^\s*:/.test(text.slice(at + part.length))) {
			throw new QueryFault(`A store holds no ${part}.`, at, at + part.length);
		}
		exact += NUMBER.test(part) ? exactNumber(part, at) : part;
	}
	return JSON5.parse(exact);
}

function checkSyntax(text, from, end) {
	const filter = text.slice(from, end);
	try {
		JSON5.parse(filter);
	} catch ({ message, lineNumber, columnNumber }) {
		if (lineNumber === undefined || /end of input/.test(message)) {
			throw new QueryFault("The filter is not complete: a '}' is missing.", from, end);
		}
		const lines = filter.split("\n").slice(0, lineNumber - 1);
		const at = from + lines.reduce((sum, line) => sum + line.length + 1, 0) + columnNumber - 1;
		throw new QueryFault("This cannot stand here in a filter.", at, at + 1);
	}
}

/** A number as JSON5 without loss. */
function exactNumber(digits, at) {
	const held = HEXADECIMAL.test(digits) ? ofHexadecimal(digits) : heldNumber(digits);
	if (held === undefined) {
		throw new QueryFault("This number has more digits than can be compared, or is too large.", at, at + digits.length);
	}
	const isExact = typeof held === "number" || (!INTEGER.test(digits) && BigInt(Number(digits)) === held);
	return isExact ? digits : `{"$bigint":"${held}"}`;
}

function ofHexadecimal(digits) {
	const size = BigInt(digits.replace(/^[+-]/, ""));
	return heldNumber(String(digits.startsWith("-") ? -size : size));
}
