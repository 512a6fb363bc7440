// Numbers between DynamoDB, which spells decimals of up to 38 digits, and JSON text.

import { LosslessNumber, parse as parseLossless } from "lossless-json";

/** What a number may look like that `JSON.parse` rounds. It may also be inside a text, which only takes longer then. */
const LONG = /(?:^|[:[,\s])-?(?:[\d.]{16,}|[\d.]+[eE])/;
const INTEGER = /^-?\d+$/;

/** A JSON text. Its numbers are numbers, or `LosslessNumber`s where JavaScript's numbers have too few digits. */
export function parseExactly(text) {
	return LONG.test(text) ? parseLossless(text, undefined, exact) : JSON.parse(text);
}

/** A number if it holds all digits, else the digits. */
function exact(digits) {
	const number = Number(digits);
	return isSame(digits, number) ? number : new LosslessNumber(digits);
}

/**
 * The number that digits spell, if every reader of JSON holds it exactly: not an integer beyond `MAX_SAFE_INTEGER`, and
 * not a decimal with more digits than a double.
 */
export function numberOf(digits) {
	const number = Number(digits);
	const isHeld = Number.isSafeInteger(number) || !INTEGER.test(digits);
	return isHeld && isSame(digits, number) ? number : undefined;
}

/** Digits, and powers of ten, that a store holds. */
const [MOST_DIGITS, LEAST_POWER, MOST_POWER] = [38, -130, 125];

/** The number or the bigint that digits spell, if one of them holds it as the interface of the library takes it. */
export function heldNumber(digits) {
	const number = Number(digits);
	if (Math.abs(number) <= Number.MAX_SAFE_INTEGER && isSame(digits, number)) return number;
	const { sign, significant, power } = parts(digits);
	return isStorable(digits) && power >= 0 ? BigInt(`${sign}${significant}${"0".repeat(power)}`) : undefined;
}

/** Whether a store can hold the number that digits spell. */
export function isStorable(digits) {
	const { significant, power } = parts(digits);
	const magnitude = power + significant.length - 1;
	return significant.length <= MOST_DIGITS && magnitude >= LEAST_POWER && magnitude <= MOST_POWER;
}

/** Whether digits spell a number of JavaScript exactly. */
function isSame(digits, number) {
	const spelled = String(number);
	return spelled === digits || (Number.isFinite(number) && canonical(spelled) === canonical(digits));
}

/** Sign, significant digits and exponent of a decimal: one text for each value. */
export function canonical(decimal) {
	const { sign, significant, power } = parts(decimal) ?? {};
	if (significant === undefined) return decimal;
	return significant === "" ? "0" : `${sign}${significant}e${power}`;
}

/** The parts of a decimal; `undefined` for another text. */
function parts(decimal) {
	const [, sign, whole, fraction = "", exponent = "0"] =
		/^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(decimal) ?? [];
	if (whole === undefined) return undefined;
	const digits = `${whole}${fraction}`.replace(/^0+/, "");
	const significant = digits.replace(/0+$/, "");
	const power = Number(exponent) - fraction.length + digits.length - significant.length;
	return { sign: sign === "-" ? "-" : "", significant, power };
}
