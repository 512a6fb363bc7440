// The lines of an input, in batches: a chunk is decoded at once, which costs a fraction of decoding line by line.

import { InputFault } from "./fault.mjs";

/** Longest line, in bytes. The text of the largest item, 400 KB, is shorter in every format. */
export const MAX_LINE = 16 * 1024 * 1024;
const NEWLINE = 10;

/**
 * Batches of lines: `first` is the number of the first of its `texts`. A byte order mark is left out; a carriage return
 * at the end of a line stays, which is white space in JSON.
 */
export async function* linesOf(chunks) {
	let parts = [];
	let size = 0;
	let first = 1;
	const batch = async function* () {
		const { texts, fault } = textsOf(Buffer.concat(parts), first);
		const whole = { first, texts };
		first += texts.length;
		yield whole;
		if (fault !== undefined) throw fault;
	};
	for await (const chunk of chunks) {
		const end = chunk.lastIndexOf(NEWLINE);
		if (end >= 0) {
			parts.push(chunk.subarray(0, end));
			yield* batch();
			[parts, size] = [[], 0];
		}
		const rest = chunk.subarray(end + 1);
		size += rest.length;
		if (size > MAX_LINE) throw new InputFault(`it is longer than ${MAX_LINE / 1024 / 1024} MB, and no item is.`, first);
		if (rest.length > 0) parts.push(rest);
	}
	if (size > 0) yield* batch();
}

/** The texts of lines up to the first one that is not UTF-8, which is a `fault`. */
function textsOf(bytes, first) {
	const text = decoded(bytes);
	if (text !== undefined) return { texts: (first === 1 ? text.replace(/^\ufeff/, "") : text).split("\n") };
	const start = badLine(bytes);
	const { texts } = start === 0 ? { texts: [] } : textsOf(bytes.subarray(0, start - 1), first);
	const fault = new InputFault("it is not UTF-8. Save the file with the encoding UTF-8.", first + texts.length);
	return { texts, fault };
}

/** Where the first line begins that is not UTF-8. A byte of a longer character is never a line feed. */
function badLine(bytes) {
	let from = 0;
	for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
		if (decoded(bytes.subarray(from, end)) === undefined) break;
		from = end + 1;
	}
	return from;
}

function decoded(bytes) {
	try {
		return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return undefined;
	}
}
