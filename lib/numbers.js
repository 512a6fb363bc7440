"use strict";

// Checks and spells numbers. DynamoDB stores decimals of 38 digits; JavaScript numbers are exact integers up to 2^53 - 1.

const { plainError } = require("./errors");
const { NUMBER_DIGITS, NUMBER_MAX_EXPONENT, NUMBER_MIN_EXPONENT } = require("./limits");
const { isPlainNumber } = require("./plain");

/** Enough bits for the largest number and its sign. */
const MAX_BITS = Math.ceil(NUMBER_MAX_EXPONENT * Math.log2(10)) + 1;

/** The digits of a number or bigint; `undefined` for a bigint that DynamoDB cannot hold. */
function digits(number) {
	if (typeof number === "number") return String(checkNumber(number));
	// Converting a huge bigint to text takes time quadratic in its digits.
	if (BigInt.asIntN(MAX_BITS, number) !== number) return undefined;
	const text = number.toString();
	const magnitude = text.replace("-", "");
	const significant = magnitude.replace(/0+$/, "").length;
	const isStorable = magnitude.length <= NUMBER_MAX_EXPONENT && significant <= NUMBER_DIGITS;
	return isStorable ? text : undefined;
}

/** A bigint as it is written in the text: a number if that is exact, else a tag; `undefined` if DynamoDB cannot hold it. */
function bigint(value) {
	const text = digits(value);
	if (text === undefined) return undefined;
	return Number.isSafeInteger(Number(text)) ? Number(text) : { "\0N": text };
}

function checkNumber(value) {
	if (!Number.isFinite(value)) throw refused(`Special numeric value ${value} is not allowed`);
	if (value > Number.MAX_SAFE_INTEGER) {
		throw refused(`Number ${value} is greater than Number.MAX_SAFE_INTEGER. Use BigInt. `);
	}
	if (value < Number.MIN_SAFE_INTEGER) {
		throw refused(`Number ${value} is lesser than Number.MIN_SAFE_INTEGER. Use BigInt. `);
	}
	if (!isPlainNumber(value))
		throw refused(`A number is too close to 0: the smallest magnitude is 1e${NUMBER_MIN_EXPONENT}.`);
	return value;
}

function refused(message) {
	return plainError(message, "INVALID_VALUE");
}

module.exports = { bigint, checkNumber, digits };
