"use strict";

// What becomes of a value before it is stored.

const { decodeValue } = require("../decode");
const { encodeAndCopy } = require("../encode");
const { isPlainObject } = require("../engine");
const { plainError } = require("../errors");
const { OPERATORS } = require("../unknown");

/** Whether a value is a plain object, which has attributes. */
function isAttributes(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value) && isPlainObject(value);
}

/** The value that will be read back of an object. */
function storedForm(object) {
	if (!isAttributes(object)) {
		throw plainError(
			"A value of a collection is a plain object, and the schema returned something else.",
			"INVALID_VALUE",
		);
	}
	refuseOperators(object);
	const attributes = Object.entries(object).filter(([, value]) => value !== undefined);
	const { text, copy } = encodeAndCopy(Object.fromEntries(attributes));
	return copy ?? decodeValue(text);
}

/** The function that applies a change to a value. A patch replaces attributes, and removes those that it has as `undefined`. */
function changeOf(change) {
	if (typeof change === "function") return change;
	if (!isAttributes(change)) {
		throw plainError(
			"'update' needs an object with the attributes to change, or a function of the value.",
			"INVALID_VALUE",
		);
	}
	refuseOperators(change);
	const patch = { ...change };
	return (value) => ({ ...value, ...patch });
}

/** Refuses the operators of `set`, whose results no schema would see. */
function refuseOperators(object) {
	const places = [["The value", object], ...Object.entries(object).map(([name, value]) => [`'${name}'`, value])];
	for (const [place, value] of places) {
		const operator = isAttributes(value) ? OPERATORS.find((name) => Object.hasOwn(value, name)) : undefined;
		if (operator === undefined) continue;
		throw plainError(
			`${place} has the operator '${operator}', which a collection does not take. Pass a function to 'update', as in ` +
				"update(key, (value) => ({ ...value, visits: value.visits + 1 })).",
			"INVALID_VALUE",
		);
	}
}

module.exports = { changeOf, isAttributes, storedForm };
