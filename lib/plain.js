"use strict";

// Plain values: those of which `JSON.stringify` and `JSON.parse` make an equal one. One walk tells
// whether a value is plain and copies it, which costs a sixth of reading its text again.

const { ValidationError } = require("./errors");

/** DynamoDB's limit on nesting, the value at the bottom included. It also ends the walk through a circle. */
const MAX_NESTING = 32;
/** The smallest magnitude that DynamoDB stores. */
const MIN_NUMBER = 1e-130;
/** What a part of a value counts: DynamoDB counts a byte for an element, four for an object in a list. */
const PART = 8;
const CONTAINER = 32;
/**
 * Ten times what an item may hold, in characters. What is larger is refused before its text is made: an object that
 * is referred to many times is stored as often, so a small value can have an endless text.
 */
const MAX_SIZE = 4 * 1024 * 1024;
/** Elements from which on an array is looked at by its keys: it may be mostly holes. */
const MAX_ELEMENTS = 200_000;

const NOT_PLAIN = Symbol("not plain");

/** What is left of `MAX_SIZE` for the value that is walked. */
let left = 0;

/** A copy of a value, as reading its text would give; `NOT_PLAIN` if it is not plain. */
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
			// JSON knows no negative zero.
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
	// JSON leaves symbols out, a spread takes them along.
	if (Object.getOwnPropertySymbols(object).length > 0) return NOT_PLAIN;
	// The engine copies all attributes at once; only what is nested, or a zero, is put in anew.
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
		`Item size of more than ${MAX_SIZE / 1024} KB is greater than the maximum size of 400 KB.`,
		"ITEM_TOO_LARGE",
	);
}

module.exports = {
	CONTAINER,
	MAX_ELEMENTS,
	MAX_NESTING,
	MAX_SIZE,
	NOT_PLAIN,
	PART,
	copyPlain,
	isPlainNumber,
	tooLarge,
};
