"use strict";

// The kinds of options: each turns a value into JSON text, or into `undefined` where the value asks for nothing.
// `src/data/option_kinds.rs` reads them.

const { encode, encodeMatch } = require("./encode");
const engine = require("./engine");
const { ValidationError } = require("./errors");
const { MAX_MATCH_BYTES } = require("./limits");
const { NOT_PLAIN, copyPlain } = require("./plain");
const { hintOperators } = require("./unknown");
const { warnOnce } = require("./warnings");

/** Stands for a value that no option takes, so that the native part refuses it with its own message. */
const UNUSABLE = '""';
/** The last second of the year 9999, in epoch seconds. */
const LAST_DATE = 253_402_300_799;
/** An explicit `undefined`, as `src/model/json.rs` describes it. */
const UNDEFINED = '{"\\u0000U":true}';

/** Known, and without effect. */
function ignored() {
	return undefined;
}

/** Only `true` switches it on. */
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

/** `true` or `false`, and nothing counts as absent. */
function decision(value) {
	return typeof value === "boolean" ? String(value) : UNUSABLE;
}

/** The name of a label, and nothing counts as absent. */
function labelName(value) {
	return choice(value);
}

/** One of some words, and nothing counts as absent. */
function choice(value) {
	return (typeof value === "string" ? text(value) : undefined) ?? UNUSABLE;
}

/** A text that is there; `null` is refused. */
function name(value) {
	return text(value) ?? UNUSABLE;
}

/** Texts, at least one; `null` is refused. */
function names(value) {
	return texts(value) ?? UNUSABLE;
}

/** A text. */
function text(value) {
	if (value === null) return undefined;
	// UTF-8 has no lone surrogates: they become U+FFFD here, as they do in keys and values.
	return typeof value === "string" ? JSON.stringify(value.toWellFormed()) : UNUSABLE;
}

/** A text; the empty one counts as absent, as in a query string. */
function filledText(value) {
	return value ? text(value) : undefined;
}

/** A number. */
function number(value) {
	if (value === null) return undefined;
	return typeof value === "bigint" || Number.isFinite(value) ? String(value) : UNUSABLE;
}

/** A number of items. 0 counts as absent, and so does an empty text from a query string. */
function limit(value) {
	if (Number.isNaN(value)) warnOnce("OPTION_IGNORED", "'limit' is ignored: it is NaN.");
	if (typeof value === "string" && value !== "") return text(value);
	return value ? number(value) : undefined;
}

/** A number; `null` is refused. */
function amount(value) {
	return number(value) ?? UNUSABLE;
}

/** A number; `null` and `undefined` are refused. */
function created(value) {
	return number(value) ?? UNUSABLE;
}

/** The version that an item must have; `null` and `undefined` are refused. */
function version(value) {
	return typeof value === "string" ? text(value) : UNUSABLE;
}

/** An epoch, seconds from now or a date; `null` removes it. */
function time(value) {
	if (value === null) return "null";
	if (engine.types.isDate(value)) return Number.isNaN(engine.timeOf(value)) ? UNUSABLE : `"${engine.isoDate(value)}"`;
	return typeof value === "string" ? text(value) : number(value);
}

/** A label, or an array with a default label; `null` and `undefined` remove the label. */
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

/** The codes of errors about values. Any other error comes from the application's own getters. */
const ABOUT_VALUES = new Set(["INVALID_VALUE", "ITEM_TOO_LARGE", "VALIDATION_EXCEPTION"]);

/** A predicate. An explicit `undefined` is refused: it would let a guarded write become an unguarded one. */
function match(value, name) {
	if (typeof value !== "object" || value === null) return UNUSABLE;
	try {
		return encodeMatch(value);
	} catch (error) {
		if (!ABOUT_VALUES.has(error?.code)) throw error;
		const fault = error.code === "ITEM_TOO_LARGE" ? `It has more than ${MAX_MATCH_BYTES / 1024} KB.` : error.message;
		throw new ValidationError(`'${name}' cannot be used. ${fault}`, "INVALID_OPTION");
	}
}

/** A predicate that selects. An explicit `undefined` counts as absent, `null` is refused. */
function filter(given, name) {
	return given === undefined ? undefined : match(given, name);
}

/** Labels and what they must be; nothing counts as none. */
function labelRanges(value) {
	if (value === undefined || value === null) return undefined;
	// A Map or a Date has nothing to read, and would ask for nothing.
	if (typeof value !== "object" || !engine.isPlainObject(value)) return UNUSABLE;
	const members = Object.entries(value).map(([name, range]) => {
		return `${JSON.stringify(name)}:${typeof range === "string" ? text(range) : "null"}`;
	});
	return `{${members.join(",")}}`;
}

/** Any value. */
function value(given) {
	return encode(given);
}

/** A value to store; `undefined` removes what is stored. */
function stored(given) {
	const text = encode(given, true);
	if (text === undefined) return UNDEFINED;
	if (text.includes("$")) hintOperators(text);
	return text;
}

/** A time that is never relative, so that a date may become seconds. */
function moment(given) {
	return time(given);
}

/** The values that `JSON.stringify` writes as a kind does, apart from lone surrogates; `NOT_PLAIN` for all others. */
const plainText = (given) => (typeof given === "string" ? given : NOT_PLAIN);
const plainTime = (given) => (Number.isFinite(given) ? given : NOT_PLAIN);
const plainValue = (given) => copyPlain(given, Array.isArray(given) ? 1 : 0);
const plainMoment = (given) => {
	if (!engine.types.isDate(given)) return plainTime(given);
	const seconds = engine.timeOf(given) / 1000;
	return Number.isInteger(seconds) && seconds >= 0 && seconds <= LAST_DATE ? seconds : NOT_PLAIN;
};

const PLAIN = new Map([
	[label, plainText],
	[moment, plainMoment],
	[stored, plainValue],
	[text, plainText],
	[time, plainTime],
	[value, plainValue],
]);

/** Kinds for which an explicit `undefined` has a meaning. */
const SAID = new Set([choice, decision, label, labelName, match, stored, version]);

module.exports = {
	PLAIN,
	SAID,
	amount,
	boolean,
	choice,
	created,
	decision,
	filledText,
	filter,
	flag,
	ignored,
	label,
	labelName,
	labelRanges,
	limit,
	match,
	moment,
	name,
	names,
	number,
	stored,
	text,
	texts,
	time,
	value,
	version,
};
