// Values as JSON text, without loss. What JSON lacks is an object with one name:
//
//   {"$bigint":"12345678901234567890"}   {"$bytes":"aGk="}   {"$set":["a","b"]}
//
// Data that looks like one of these gets one more `$` in front of the name.

import { isInteger, parse as parseLossless } from "lossless-json";
import { heldNumber, isStorable } from "../formats/numbers.mjs";
import { tagOf } from "../formats/tags.mjs";
import { EXIT, Failure, usage } from "./failure.mjs";

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What a number with more digits than JavaScript's, or a tag, looks like. Other texts need no second look. */
const SPECIAL = /[\d.]{16}|\d[eE]|"\$/;

/** The JSON text of a value. `indent` is that of `JSON.stringify`. */
export function toJson(value, indent) {
	return JSON.stringify(value, tag, indent);
}

/** The value of a JSON text. */
export function fromJson(text) {
	try {
		return SPECIAL.test(text) ? parseLossless(text, untag, number) : JSON.parse(text);
	} catch (error) {
		if (error instanceof Failure) throw error;
		throw new NotJson(text);
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

/** Undoes `tag`. The parts of `value` are revived already. */
function untag(_, value) {
	const name = typeof value === "object" && value !== null ? tagOf(value) : undefined;
	if (name === undefined) return value;
	const content = value[name];
	switch (name) {
		case "$bigint":
			if (typeof content !== "string" || !isInteger(content)) throw wrong(name, "the digits of an integer as a text");
			return BigInt(content);
		case "$bytes":
			if (typeof content !== "string" || !BASE64.test(content)) throw wrong(name, "a base64 text");
			return new Uint8Array(Buffer.from(content, "base64"));
		case "$set":
			if (!Array.isArray(content)) throw wrong(name, "an array");
			return new Set(content);
		default:
			return { [name.slice(1)]: content };
	}
}

function wrong(name, needed) {
	return usage(`'${name}' in a value needs ${needed}. An attribute of that name is written '$${name}'.`);
}

/** The number of a JSON text. Integers that JavaScript's numbers cannot hold are bigints. None is rounded. */
function number(digits) {
	const value = heldNumber(digits);
	if (value !== undefined) return value;
	if (isStorable(digits)) {
		throw usage("A number has more digits than this command keeps: 'ampt-data import' stores up to 38.");
	}
	throw usage("A number is beyond what a store holds: 38 digits, and magnitudes from 1e-130 to below 1e126.");
}
