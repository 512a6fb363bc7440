"use strict";

// Numbers on their way in: DynamoDB keeps decimals of 38 digits, JavaScript exact integers to 2^53 - 1.

const { plainError } = require("./errors");
const { isPlainNumber } = require("./plain");

/** Bits of the largest number of DynamoDB's, 10^126, and its sign. */
const MAX_BITS = 420;
const MAX_DIGITS = 126;
const MAX_SIGNIFICANT = 38;

/** The digits of a number or bigint; `undefined` for a bigint that DynamoDB cannot hold. */
function digits(number) {
	if (typeof number === "number") return String(checkNumber(number));
	// Writing the digits of a huge number takes time that grows with their square.
	if (BigInt.asIntN(MAX_BITS, number) !== number) return undefined;
	const text = number.toString();
	const magnitude = text.replace("-", "");
	return magnitude.length <= MAX_DIGITS && magnitude.replace(/0+$/, "").length <= MAX_SIGNIFICANT ? text : undefined;
}

/** A bigint as a value of the text: a number where one can hold it, else a tag; `undefined` where DynamoDB cannot. */
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
	if (!isPlainNumber(value)) throw refused("A number is too close to 0: the smallest magnitude is 1e-130.");
	return value;
}

function refused(message) {
	return plainError(message, "INVALID_VALUE");
}

module.exports = { bigint, checkNumber, digits };
