"use strict";

// Options and items on their way in, as the text of a JSON object. The native part judges them;
// here only what JSON would lose is kept: `undefined` labels, dates, values.

const { encode } = require("./encode");
const { ValidationError, plainError } = require("./errors");

/** The object that the options stand for: `true` is `{ meta: true }`. */
function toOptions(options) {
	if (options === undefined || options === null || options === false) return undefined;
	if (options === true) return { meta: true };
	if (typeof options !== "object" || Array.isArray(options)) {
		throw plainError("'options' must be a boolean or object", "INVALID_OPTION");
	}
	return options;
}

/** The text of options, or of an item: its value and default are encoded as values. */
function encodeOptions(object) {
	const members = [];
	for (const name in object) {
		const text = encodeMember(name, object[name]);
		if (text !== undefined) members.push(`${JSON.stringify(name)}:${text}`);
	}
	return `{${members.join(",")}}`;
}

/** The text of an array of items. */
function encodeItems(items) {
	const texts = items.map((item) => {
		if (item === null || typeof item !== "object" || Array.isArray(item)) {
			throw new ValidationError("Each item must be an object with a 'key' and a 'value'", "INVALID_VALUE");
		}
		return encodeOptions(item);
	});
	return `[${texts.join(",")}]`;
}

function encodeMember(name, value) {
	if (name === "value" || name === "default") return encode(value);
	switch (typeof value) {
		case "undefined":
			// A label that is there but undefined is to be removed.
			return /^label[1-5]$/.test(name) ? "null" : undefined;
		case "number":
			// JSON has no NaN; its name is refused where a number is wanted.
			return Number.isFinite(value) ? String(value) : `"${value}"`;
		case "bigint":
			return String(value);
		default:
			return JSON.stringify(value);
	}
}

/** What is no string is no key and no name; the native part says so. */
function string(value) {
	return typeof value === "string" ? value : "";
}

module.exports = { string, toOptions, encodeOptions, encodeItems };
