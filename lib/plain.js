"use strict";

// Plain values: those of which `JSON.stringify` and `JSON.parse` make an equal one. One walk tells
// whether a value is plain and copies it, which costs a sixth of reading its text again.

/** DynamoDB's limit on nesting, the value at the bottom included. It also ends the walk through a circle. */
const MAX_NESTING = 32;
/** The smallest magnitude that DynamoDB stores. */
const MIN_NUMBER = 1e-130;

const NOT_PLAIN = Symbol("not plain");

/** A copy of a value, as reading its text would give; `NOT_PLAIN` if it is not plain. */
function copyPlain(value, depth) {
	switch (typeof value) {
		case "string":
		case "boolean":
			return value;
		case "number":
			if (!isPlainNumber(value)) return NOT_PLAIN;
			// JSON knows no negative zero.
			return value === 0 ? 0 : value;
		case "object":
			if (value === null) return null;
			if (depth >= MAX_NESTING) return NOT_PLAIN;
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
	const copy = [];
	for (let index = 0; index < array.length; index++) {
		const inner = copyPlain(array[index], depth);
		if (inner === NOT_PLAIN) return NOT_PLAIN;
		copy.push(inner);
	}
	return copy;
}

function copyObject(object, depth) {
	const prototype = Object.getPrototypeOf(object);
	if (prototype !== Object.prototype && prototype !== null) return NOT_PLAIN;
	// JSON leaves symbols out, a spread takes them along.
	if (Object.getOwnPropertySymbols(object).length > 0) return NOT_PLAIN;
	// The engine copies all attributes at once; only what is nested, or a zero, is put in anew.
	const copy = { ...object };
	for (const key in copy) {
		const value = copy[key];
		const inner = copyPlain(value, depth);
		if (inner === NOT_PLAIN) return NOT_PLAIN;
		if (typeof value === "object" || value === 0) copy[key] = inner;
	}
	return copy;
}

module.exports = { MAX_NESTING, NOT_PLAIN, copyPlain, isPlainNumber };
