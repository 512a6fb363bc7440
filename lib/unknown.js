"use strict";

// Hints at unknown names. They are ignored, as the reference ignores them, but most of them are typing errors.

const { warnOnce } = require("./warnings");

/** Longest name that is compared with the known ones. */
const MAX_NAME = 40;
/** The operators of values, as in `src/model/operator.rs`. */
const OPERATORS = ["$add", "$append", "$prepend", "$union", "$without", "$merge"];
/** Operators of other databases, which are stored as data here, and which one of ours does the same or is nearest. */
const FOREIGN = new Map([
	["$inc", "$add"],
	["$increment", "$add"],
	["$sub", "$add"],
	["$subtract", "$add"],
	["$mul", "$add"],
	["$set", "$merge"],
	["$unset", "$merge"],
	["$push", "$append"],
	["$concat", "$append"],
	["$unshift", "$prepend"],
	["$addToSet", "$union"],
	["$pull", "$without"],
	["$pullAll", "$without"],
	["$remove", "$without"],
	["$delete", "$without"],
]);

const hinted = new Set();

/** Hints at the members of an object that are not in `names`. `lacks` begins the hint. */
function hintUnknown(lacks, names, object) {
	for (const name in object) {
		if (!names.has(name)) hint(lacks, names, name);
	}
}

function hint(lacks, names, name) {
	// Making the sentence costs more than a read, and an application may pass the same name in every call.
	const key = `${lacks} ${shorten(name)}`;
	if (hinted.has(key) || hinted.size > 1000) return;
	hinted.add(key);
	warnOnce("UNKNOWN_OPTION", `${lacks} '${shorten(name)}', so it is ignored. ${suggest(name, names)}`);
}

/** Hints at data in the text of a value that looks like an operator. */
function hintOperators(text) {
	for (const [, name] of text.matchAll(/"(\$\w+)":/g)) {
		if (OPERATORS.includes(name)) continue;
		const meant = FOREIGN.get(name) ?? OPERATORS.find((operator) => isNearly(name, operator));
		if (meant === undefined) continue;
		warnOnce("UNKNOWN_OPERATOR", `'${name}' is not an operator, so it is stored as data. Did you mean '${meant}'?`);
	}
}

/** Hints at a key of no item that has no collection but looks like a range. */
function hintRange(key) {
	if (typeof key !== "string" || key.includes(":") || !/[*|<>]/.test(key)) return;
	const name = shorten(key.trim());
	const meant =
		name === "*"
			? "To read all items, use 'iterate()'."
			: `Ranges need a collection, as in '${name.replace(/^([^*|<>]*)(.*)$/, "$1:$2")}'.`;
	warnOnce("NO_RANGE", `There is no item with the key '${name}', which is the key of one item. ${meant}`);
}

/** The sentence that suggests a name. */
function suggest(name, names) {
	const known = [...names];
	const near = nearest(name, known);
	return near === undefined ? `It has: ${known.join(", ")}.` : `Did you mean '${near}'?`;
}

/** The nearest known name, if one is near enough. */
function nearest(name, names) {
	if (name.length > MAX_NAME) return undefined;
	const given = name.toLowerCase();
	let best;
	let least = Math.ceil(given.length / 3) + 1;
	for (const candidate of names) {
		const steps = distance(given, candidate.toLowerCase());
		if (steps < least) [best, least] = [candidate, steps];
	}
	return best;
}

function isNearly(name, other) {
	return name.length <= other.length + 1 && distance(name.toLowerCase(), other) < 2;
}

/** The least number of letters to insert, remove or replace (Levenshtein). */
function distance(a, b) {
	let row = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
		}
		row = next;
	}
	return row[b.length];
}

function shorten(name) {
	return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name;
}

module.exports = { OPERATORS, hintOperators, hintRange, hintUnknown, suggest };
