"use strict";

// The kinds of options: each gives the JSON text of a value, or `undefined` where nothing is asked for. They
// read no further than they must, and write nothing but texts, numbers and booleans.

const { encode } = require("./encode");
const engine = require("./engine");
const { hintOperators } = require("./unknown");
const { warnOnce } = require("./warnings");

/** Stands for what cannot be used. No option takes the empty text, so the native part refuses it in its words. */
const UNUSABLE = '""';
/** An `undefined` that is said, as `src/model/json.rs` writes it. */
const UNDEFINED = '{"\\u0000U":true}';

/** On with `true` alone. */
function flag(value, name) {
	if (value === true) return "true";
	if (value) warnOnce("OPTION_IGNORED", `'${name}' is ignored: only 'true' switches it on, not a ${typeof value}.`);
	return undefined;
}

/** `true` or `false`. */
function boolean(value) {
	if (value === null) return undefined;
	return typeof value === "boolean" ? String(value) : UNUSABLE;
}

/** A text. */
function text(value) {
	if (value === null) return undefined;
	// UTF-8 has no lone surrogates: they become U+FFFD here, as they do in keys and values.
	return typeof value === "string" ? JSON.stringify(value.toWellFormed()) : UNUSABLE;
}

/** A text that is there: as in a query string, the empty one is none. */
function filledText(value) {
	return value ? text(value) : undefined;
}

/** A number. */
function number(value) {
	if (value === null) return undefined;
	return typeof value === "bigint" || Number.isFinite(value) ? String(value) : UNUSABLE;
}

/** A number of items: 0, and what a query string holds instead of a number, is none. */
function limit(value) {
	if (Number.isNaN(value)) warnOnce("OPTION_IGNORED", "'limit' is ignored: it is NaN.");
	if (typeof value === "string" && value !== "") return text(value);
	return value ? number(value) : undefined;
}

/** A number that is checked as soon as it is named. */
function created(value) {
	return number(value) ?? UNUSABLE;
}

/** An epoch, seconds from now or a date; `null` removes it. */
function time(value) {
	if (value === null) return "null";
	if (engine.types.isDate(value)) return Number.isNaN(engine.timeOf(value)) ? UNUSABLE : `"${engine.isoDate(value)}"`;
	return typeof value === "string" ? text(value) : number(value);
}

/** A label, or the only element of an array as a default; `null` and `undefined` remove it. */
function label(value) {
	if (value === undefined || value === null) return "null";
	if (!Array.isArray(value)) return text(value);
	return value.length === 1 ? `[${text(value[0]) ?? UNUSABLE}]` : "[]";
}

/** An array of texts. */
function texts(value) {
	if (value === null) return undefined;
	if (!Array.isArray(value)) return UNUSABLE;
	const members = [];
	for (let index = 0; index < value.length; index++) {
		if (typeof value[index] !== "string") return UNUSABLE;
		members.push(text(value[index]));
	}
	return `[${members.join(",")}]`;
}

/** Any value. */
function value(given) {
	return encode(given);
}

/** A value that is to be stored: what is `undefined` is to be removed. */
function stored(given) {
	const text = encode(given, true);
	if (text === undefined) return UNDEFINED;
	if (text.includes("$")) hintOperators(text);
	return text;
}

/** Kinds for which a member that is there, but `undefined`, says something. */
const SAID = new Set([label, stored]);

module.exports = { SAID, boolean, created, filledText, flag, label, limit, number, stored, text, texts, time, value };
