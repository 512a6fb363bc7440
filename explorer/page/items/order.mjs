// The order of attribute values in a sorted column: kinds one after another, numbers by their exact values, texts by their
// UTF-8 bytes, as the store orders keys.

const KINDS = ["N", "S", "BOOL", "B", "NULL", "NS", "SS", "BS", "L", "M"];

/** Compares two attribute values; one that is missing comes behind all others. */
export function compareValues(a, b) {
	if (a === undefined || b === undefined) return (a === undefined ? 1 : 0) - (b === undefined ? 1 : 0);
	const [[kind], [other]] = [Object.keys(a), Object.keys(b)];
	if (kind !== other) return KINDS.indexOf(kind) - KINDS.indexOf(other);
	const [x, y] = [a[kind], b[kind]];
	switch (kind) {
		case "N":
			return compareNumbers(x, y);
		case "S":
		case "B":
			return compareTexts(x, y);
		case "BOOL":
			return Number(x) - Number(y);
		case "M":
			return Object.keys(x).length - Object.keys(y).length;
		case "NULL":
			return 0;
		default:
			return x.length - y.length;
	}
}

/** Compares two texts by their UTF-8 bytes: UTF-16 orders characters beyond U+FFFF before some that are below. */
export function compareTexts(a, b) {
	const length = Math.min(a.length, b.length);
	for (let index = 0; index < length; index++) {
		const [x, y] = [a.charCodeAt(index), b.charCodeAt(index)];
		if (x !== y) return isSurrogate(x) !== isSurrogate(y) ? Number(isSurrogate(x)) - Number(isSurrogate(y)) : x - y;
	}
	return a.length - b.length;
}

const isSurrogate = (code) => code >= 0xd800 && code <= 0xdfff;

/** Compares two numbers that digits spell. */
export function compareNumbers(a, b) {
	const difference = Number(a) - Number(b);
	if (difference !== 0 && Number.isFinite(difference)) return difference;
	const [[x, first], [y, second]] = [scaled(a), scaled(b)];
	const exponent = Math.min(first, second);
	const exact = x * 10n ** BigInt(first - exponent) - y * 10n ** BigInt(second - exponent);
	return exact < 0n ? -1 : Number(exact > 0n);
}

/** The digits of a number as an integer, and the power of ten that belongs to it. */
function scaled(digits) {
	const [mantissa, exponent = "0"] = digits.toLowerCase().split("e");
	const [whole, fraction = ""] = mantissa.split(".");
	return [BigInt(whole.replace("+", "") + fraction), Number(exponent) - fraction.length];
}
