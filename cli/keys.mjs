// Keys as lines of text, which one command prints and another one reads.

import { isExpression } from "../formats/keys.mjs";
import { usage } from "./failure.mjs";
import { NotJson } from "./values.mjs";

/** A key as a line. A key that could be mistaken for something else is a JSON text. */
export const keyLine = (key) => (/^["{]|^\s|\s$|[\p{Cc}\u2028\u2029]/u.test(key) ? JSON.stringify(key) : key);

/**
 * The key of a line: a key as `keyLine` writes it, or an item as a JSON text. The first and the last line of an export
 * have none.
 */
export function keyOfLine(line, number) {
	const key = /^["{]/.test(line) ? keyOfJson(line, number) : line;
	if (key !== undefined && isExpression(key)) {
		throw usage(`Line ${number} of standard input selects several items, and a key is needed.`);
	}
	if (key !== undefined && /^\s*(?::|$)|^[^:]*:\s*$/.test(key)) {
		throw usage(`Line ${number} of standard input is no key: a part of it is empty.`);
	}
	// `keyLine` writes such a key as JSON.
	if (key === line && /\t/.test(line)) {
		throw usage(`Line ${number} of standard input is no key. Does it come from 'ls' without an expression?`);
	}
	return key;
}

function keyOfJson(line, number) {
	const value = parsed(line, number);
	if (typeof value === "string") return value;
	if (typeof value.key === "string") return value.key;
	if (value.format === "ampt-data") return undefined;
	throw usage(`Line ${number} of standard input has no 'key'.`);
}

function parsed(line, number) {
	try {
		// The numbers of the item do not matter.
		return JSON.parse(line);
	} catch {
		throw usage(`Line ${number} of standard input: ${new NotJson(line).message}.`);
	}
}
