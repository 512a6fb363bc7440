"use strict";

// Reading dead letters. Anyone may change one, so each part is checked before a handler gets its event.

const { withEventDates } = require("./decode");
const { LABEL_NAMES } = require("./option-tables");

const KINDS = ["created", "updated", "deleted"];
const IMAGE_NAMES = new Set(["key", "value", "created", "modified", "ttl", ...LABEL_NAMES]);
/** What a letter may lack. */
const OMITTED = new Set(["previous", "value"]);

const isText = (value) => typeof value === "string";
const isFilled = (value) => isText(value) && value !== "";
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
const isSecond = (value) => Number.isSafeInteger(value) && !Number.isNaN(new Date(value * 1000).getTime());
const isMoment = (value) =>
	isText(value) && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value;
const isGiven = (value) => value !== undefined;
const isAbsent = (value) => value === undefined;
const optional = (test) => (value) => value === undefined || test(value);
const listOf = (test) => (value) => Array.isArray(value) && value.length > 0 && value.every(test);

/** The parts of every letter: where each is, what it must be, and that in words. */
const PARTS = [
	["name", (value) => KINDS.includes(value), "'created', 'updated' or 'deleted'"],
	["item", isObject, "an item"],
	["group", isText, "text"],
	["handler.id", isText, "text"],
	["handler.names", listOf(isText), "a list of event names"],
	["error.message", isText, "text"],
	["error.code", optional(isText), "text, or missing"],
	["attempts", isCount, "a whole number from 0"],
	["failed", isMoment, "a time as ISO 8601 text"],
	["omitted", optional(listOf((part) => OMITTED.has(part))), "a list of 'previous' and 'value', or missing"],
	["replaying", optional(isCount), "a number of epoch milliseconds, or missing"],
];

/** The parts of an image. */
const IMAGE_PARTS = [
	["key", isText, "a key"],
	["value", isGiven, "a value"],
	["created", isSecond, "a time in epoch seconds"],
	["modified", isSecond, "a time in epoch seconds"],
	["ttl", optional(isSecond), "a time in epoch seconds, or missing"],
	...LABEL_NAMES.map((name) => [name, optional(isFilled), "a label, or missing"]),
];

/**
 * Reads the value of an item as a dead letter. Returns the letter, or the `fault` for which it cannot be replayed. `covers`
 * says whether one of some event names is that of a kind and a key.
 */
function readLetter(value, covers) {
	const wrong = wrongPart(value, PARTS);
	if (wrong !== undefined) return noLetter(wrong);
	const { name, item, previous, omitted } = value;
	if (omitted !== undefined) {
		return { fault: `it was too large to keep ${omitted.map((part) => `'${part}'`).join(" and ")}` };
	}
	const isUpdate = name === "updated";
	const expected = isUpdate ? [isObject, "an item"] : [isAbsent, `missing from '${name}'`];
	const images = isUpdate ? ["item", "previous"] : ["item"];
	const fault = wrongPart(value, [["previous", ...expected]]) ?? firstOf(images, (image) => wrongImage(value, image));
	if (fault !== undefined) return noLetter(fault);
	if (!covers(["*"], name, item.key)) return noLetter("'item.key' must be a complete key");
	if (isUpdate && previous.key !== item.key) return noLetter("'previous.key' must be the key of 'item'");
	return { letter: value };
}

const noLetter = (fault) => ({ fault: `it is no dead letter: ${fault}` });

function wrongImage(letter, image) {
	if (Object.keys(letter[image]).some((name) => !IMAGE_NAMES.has(name))) {
		return `'${image}' must have no other parts than ${[...IMAGE_NAMES].map((name) => `'${name}'`).join(", ")}`;
	}
	return wrongPart(
		letter,
		IMAGE_PARTS.map(([path, ...expected]) => [`${image}.${path}`, ...expected]),
	);
}

/** What the first part must be that is something else. */
function wrongPart(letter, parts) {
	return firstOf(parts, ([path, test, what]) => (test(partOf(letter, path)) ? undefined : `'${path}' must be ${what}`));
}

function partOf(letter, path) {
	const step = (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);
	return path.split(".").reduce(step, letter);
}

/** The first result that a function has for a list. */
function firstOf(list, find) {
	for (const each of list) {
		const found = find(each);
		if (found !== undefined) return found;
	}
	return undefined;
}

function isObject(value) {
	return value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype;
}

/** The event of a letter, as the handler got it. */
function eventOf({ name, item, previous }) {
	return withEventDates(previous === undefined ? { name, item } : { name, item, previous });
}

module.exports = { eventOf, readLetter };
