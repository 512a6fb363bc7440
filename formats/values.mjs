// The values of the library that JSON texts mean, without loss. What JSON lacks is a tag, as in `tags.mjs`.

import { isInteger, parse as parseLossless } from "lossless-json";
import { isDeeper, MAX_DEPTH } from "./depth.mjs";
import { heldNumber, isStorable } from "./numbers.mjs";
import { tagOf } from "./tags.mjs";

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What a number with more digits than JavaScript's, or a tag, looks like. Other texts need no second look. */
const SPECIAL = /[\d.]{16}|\d[eE]|"\$/;

/** The value of a JSON text. Throws a `RangeError` that says which part cannot be, another error if the text is not JSON. */
export function valueOfJson(text) {
	const plain = JSON.parse(text);
	if (isDeeper(plain, MAX_DEPTH)) throw new RangeError(`A value has at most ${MAX_DEPTH} levels`);
	return SPECIAL.test(text) ? parseLossless(text, untag, number) : plain;
}

/** Replaces tags. The parts of `value` are revived already. */
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

const wrong = (name, needed) =>
	new RangeError(`'${name}' in a value needs ${needed}. An attribute of that name is written '$${name}'`);

/** The number of a JSON text. Integers that JavaScript's numbers cannot hold are bigints. None is rounded. */
function number(digits) {
	const value = heldNumber(digits);
	if (value !== undefined) return value;
	if (isStorable(digits)) {
		throw new RangeError("A number has more digits than JavaScript keeps: 'ampt-data import' stores up to 38");
	}
	throw new RangeError("A number is beyond what a store holds: 38 digits, and magnitudes from 1e-130 to below 1e126");
}
