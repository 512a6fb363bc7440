// Values as JSON text, without loss. What JSON lacks is an object with one name:
//
//   {"$bigint":"12345678901234567890"}   {"$bytes":"aGk="}   {"$set":["a","b"]}
//
// Data that looks like one of these gets one more `$` in front of the name.

import { parse as parseLossless } from "lossless-json";
import { tagOf } from "../formats/tags.mjs";
import { valueOfJson } from "../formats/values.mjs";
import { EXIT, Failure, usage } from "./failure.mjs";

/** The JSON text of a value. `indent` is that of `JSON.stringify`. */
export function toJson(value, indent) {
	return JSON.stringify(value, tag, indent);
}

/** The value of a JSON text. */
export function fromJson(text) {
	try {
		return valueOfJson(text);
	} catch (error) {
		throw error instanceof RangeError ? usage(`${error.message}.`) : new NotJson(text);
	}
}

/** A text is not JSON. The message says where. */
export class NotJson extends Failure {
	constructor(text) {
		const before = text.slice(0, faultOf(text)).split("\n");
		super(`not valid JSON at line ${before.length}, column ${before.at(-1).length + 1}`, EXIT.usage);
	}
}

/** The position of the first character that cannot be. Not every version of Node tells it. */
function faultOf(text) {
	try {
		parseLossless(text);
	} catch ({ message }) {
		const [, position] = /position (\d+)/.exec(message) ?? [];
		if (position !== undefined) return Number(position);
	}
	return text.length;
}

/**
 * The value that a person or a script means: JSON, or else the text itself. Text that begins like JSON but is none is a
 * mistake.
 */
export function fromArgument(text) {
	try {
		return fromJson(text);
	} catch (error) {
		if (!(error instanceof NotJson)) throw error;
		if (!/^\s*[[{"]/.test(text)) return text;
		throw usage(`The value is ${error.message}. For a text that begins so, pass '--string'.`);
	}
}

/** Replaces what JSON lacks. `JSON.stringify` looks into what this returns, but does not pass it here again. */
function tag(_, value) {
	if (typeof value === "bigint") return { $bigint: String(value) };
	if (typeof value !== "object" || value === null) return value;
	if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
	if (value instanceof Set) return { $set: [...value] };
	const name = tagOf(value);
	return name === undefined ? value : { [`$${name}`]: value[name] };
}
