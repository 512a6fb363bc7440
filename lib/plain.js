"use strict";

// Plain values: those that `JSON.stringify` and `JSON.parse` turn into an equal value. One walk finds out whether a
// value is plain and copies it, which costs a sixth of parsing its text again.

const { ValidationError } = require("./errors");
const { MAX_ITEM_BYTES, MAX_NESTING, NUMBER_MIN_EXPONENT } = require("./limits");

/** The smallest magnitude that DynamoDB stores. */
const MIN_NUMBER = Number(`1e${NUMBER_MIN_EXPONENT}`);
/** What each part of a value counts against `MAX_SIZE`. DynamoDB counts less: a byte for an element, four for an object in a list. */
const PART = 8;
const CONTAINER = 32;
/**
 * Largest value that becomes text, in characters: ten times the largest item. An object that is referred to many times
 * is stored as often, so the text of a small value can be endless.
 */
const MAX_SIZE = 4 * 1024 * 1024;
/** A larger array is read by its keys, because it may be mostly holes. */
const MAX_ELEMENTS = 200_000;

const NOT_PLAIN = Symbol("not plain");

/** What is left of `MAX_SIZE` for the current value. */
let left = 0;

/** A copy of a value, equal to what parsing its text would give; `NOT_PLAIN` if it is not plain. */
function copyPlain(value, depth) {
	left = MAX_SIZE;
	const copied = copy(value, depth);
	if (left < 0) throw tooLarge();
	return copied;
}

function copy(value, depth) {
	switch (typeof value) {
		case "string":
			left -= value.length;
			return value;
		case "boolean":
			return value;
		case "number":
			if (!isPlainNumber(value)) return NOT_PLAIN;
			// JSON has no negative zero.
			return value === 0 ? 0 : value;
		case "object":
			if (value === null) return null;
			if (depth >= MAX_NESTING) return NOT_PLAIN;
			left -= CONTAINER;
			if (left < 0) throw tooLarge();
			return Array.isArray(value) ? copyArray(value, depth + 1) : copyObject(value, depth + 1);
		default:
			return NOT_PLAIN;
	}
}

function isPlainNumber(value) {
	const magnitude = Math.abs(value);
	return magnitude <= Number.MAX_SAFE_INTEGER && (magnitude >= MIN_NUMBER || magnitude === 0);
}

function copyArray(array, depth) {
	const { length } = array;
	if (length > MAX_ELEMENTS) return NOT_PLAIN;
	left -= length * PART;
	const copied = [];
	for (let index = 0; index < length; index++) {
		const inner = copy(array[index], depth);
		if (inner === NOT_PLAIN) return NOT_PLAIN;
		copied.push(inner);
	}
	return copied;
}

function copyObject(object, depth) {
	const prototype = Object.getPrototypeOf(object);
	if (prototype !== Object.prototype && prototype !== null) return NOT_PLAIN;
	// JSON omits symbols; a spread copies them.
	if (Object.getOwnPropertySymbols(object).length > 0) return NOT_PLAIN;
	// The engine copies all attributes at once. Only nested values and zeros must be set again.
	const copied = { ...object };
	for (const key in copied) {
		left -= key.length + PART;
		const value = copied[key];
		const inner = copy(value, depth);
		if (inner === NOT_PLAIN || (key === "" && depth > 1)) return NOT_PLAIN;
		if (typeof value === "object" || value === 0) copied[key] = inner;
	}
	return copied;
}

function tooLarge() {
	return new ValidationError(
		`Item size of more than ${MAX_SIZE / 1024} KB is greater than the maximum size of ${MAX_ITEM_BYTES / 1024} KB.`,
		"ITEM_TOO_LARGE",
	);
}

module.exports = {
	CONTAINER,
	MAX_ELEMENTS,
	MAX_SIZE,
	NOT_PLAIN,
	PART,
	copyPlain,
	isPlainNumber,
	tooLarge,
};
