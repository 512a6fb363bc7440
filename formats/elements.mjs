// The elements of a JSON array, one after another: an array of any size is read in bounded memory. This only finds where
// an object begins and ends; a parser of JSON judges it.

import { InputFault } from "./fault.mjs";
import { MAX_LINE } from "./lines.mjs";

const [QUOTE, BACKSLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST, COMMA, NEWLINE] = [...'"\\{}[],\n'].map((c) =>
	c.charCodeAt(0),
);
const WHITE = new Set([..." \t\r\n\ufeff"].map((c) => c.charCodeAt(0)));

/** Batches of the texts of the elements, and the numbers of the `lines` where they begin. */
export async function* elementsOf(chunks) {
	const decoder = new TextDecoder("utf-8", { fatal: true });
	const scanner = new Scanner();
	for await (const chunk of chunks) {
		const text = decoded(decoder, chunk, scanner);
		const found = { texts: [], lines: [] };
		try {
			scanner.scan(text, found);
		} finally {
			// Those before a mistake count.
			yield found;
		}
	}
	decoded(decoder, undefined, scanner);
	scanner.end();
}

function decoded(decoder, chunk, { line }) {
	try {
		return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
	} catch {
		throw new InputFault("here or soon after, the input is not UTF-8. Save it with the encoding UTF-8.", line);
	}
}

class Scanner {
	line = 1;
	/** What comes next: the array, its first element, an element, what follows one, or nothing. */
	#next = "array";
	#depth = 0;
	#inText = false;
	#escaped = false;
	/** The element so far, and the line where it begins. */
	#begun = "";
	#begins = 0;

	/** Adds the elements that end in a text to those `found`. */
	scan(text, found) {
		let start = 0;
		for (let at = 0; at < text.length; at++) {
			const code = text.charCodeAt(at);
			if (code === NEWLINE) this.line++;
			if (this.#inText) this.#passText(code);
			else if (this.#depth === 0) {
				if (this.#between(code)) start = at;
			} else if (code === QUOTE) this.#inText = true;
			else if (code === OPEN || code === OPEN_LIST) this.#depth++;
			else if ((code === CLOSE || code === CLOSE_LIST) && --this.#depth === 0) {
				found.texts.push(this.#begun + text.slice(start, at + 1));
				found.lines.push(this.#begins);
				[this.#begun, this.#next] = ["", "end of element"];
			}
		}
		if (this.#depth > 0) this.#keep(text.slice(start));
	}

	end() {
		if (this.#next === "nothing") return;
		throw new InputFault(
			this.#next === "array" ? "the input is empty." : "the array has no end: the input is incomplete.",
			this.line,
			{ canGoOn: false },
		);
	}

	#keep(text) {
		this.#begun += text;
		if (this.#begun.length <= MAX_LINE) return;
		throw new InputFault("the element that begins here is too long: no item is.", this.#begins);
	}

	#passText(code) {
		if (this.#escaped) this.#escaped = false;
		else if (code === BACKSLASH) this.#escaped = true;
		else if (code === QUOTE) this.#inText = false;
	}

	/** Takes a character outside of elements. Returns whether it begins one. */
	#between(code) {
		if (WHITE.has(code)) return false;
		const next = this.#next;
		if (next === "array" && code === OPEN_LIST) this.#next = "first element";
		else if ((next === "first element" || next === "element") && code === OPEN) {
			[this.#depth, this.#begins] = [1, this.line];
			return true;
		} else if (next === "end of element" && code === COMMA) this.#next = "element";
		else if ((next === "end of element" || next === "first element") && code === CLOSE_LIST) this.#next = "nothing";
		else throw new InputFault(UNEXPECTED[next], this.line);
		return false;
	}
}

const UNEXPECTED = {
	array: "the input is not a JSON array.",
	"first element": "an element must be an object with a 'key' and a 'value'.",
	element: "an element must be an object with a 'key' and a 'value'.",
	"end of element": "a ',' or a ']' is missing.",
	nothing: "something follows the end of the array.",
};
