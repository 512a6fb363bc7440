// Keys as lines of text, which one command prints and another one reads.

import { usage } from "./failure.mjs";
import { fromJson } from "./values.mjs";

/** A key as a line. A key that could be mistaken for something else is a JSON text. */
export const keyLine = (key) => (/^["{]|^\s|\s$|[\p{Cc}\u2028\u2029]/u.test(key) ? JSON.stringify(key) : key);

/** The key of a line: a key as `keyLine` writes it, or an item as a JSON text. */
export function keyOfLine(line, number) {
	if (!/^["{]/.test(line)) return line;
	const key = keyOf(parsed(line, number));
	if (typeof key === "string") return key;
	throw usage(`Line ${number} of standard input has no 'key'. Nothing of it or behind it was done.`);
}

const keyOf = (value) => (typeof value === "object" && value !== null ? value.key : value);

function parsed(line, number) {
	try {
		return fromJson(line);
	} catch (error) {
		throw usage(`Line ${number} of standard input is not valid JSON: ${error.message}.`);
	}
}
