// The ten kinds of attribute values, which the page names and previews. Values stay in DynamoDB's
// JSON, so that nothing is rounded on the way.

import { isStorable } from "../../../formats/numbers.mjs";

/** Each kind with its name, in the order of a menu. */
export const KINDS = Object.entries({
	S: "string",
	N: "number",
	BOOL: "boolean",
	NULL: "null",
	M: "object",
	L: "list",
	SS: "string set",
	NS: "number set",
	BS: "bytes set",
	B: "bytes",
});

const NAMES = Object.fromEntries(KINDS);

/** The kind of an attribute value. */
export const kindOf = (value) => Object.keys(value)[0];

/** What a kind is called. */
export const nameOf = (kind) => NAMES[kind];

/** Whether values of a kind have others inside. */
export const isNested = (kind) => kind === "M" || kind === "L" || isSet(kind);

/** Whether a kind is a set. */
export const isSet = (kind) => kind === "SS" || kind === "NS" || kind === "BS";

const EMPTY = {
	S: "",
	N: "0",
	BOOL: false,
	NULL: true,
	M: {},
	L: [],
	SS: [""],
	NS: ["0"],
	BS: [""],
	B: "",
};

/** The simplest value of a kind. */
export const emptyOf = (kind) => ({ [kind]: structuredClone(EMPTY[kind]) });

/** How many values are inside of a value. */
export function countOf(value) {
	const kind = kindOf(value);
	return kind === "M" ? Object.keys(value.M).length : value[kind].length;
}

/** What is inside of a value, as `[name or number, value]`. Elements of a set are values, too. */
export function childrenOf(value) {
	const kind = kindOf(value);
	if (kind === "M") return Object.entries(value.M);
	if (kind === "L") return value.L.map((element, index) => [index, element]);
	if (isSet(kind)) return value[kind].map((element, index) => [index, { [kind[0]]: element }]);
	return [];
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** What is wrong with the digits of a number, as a sentence; `undefined` if nothing is. */
export function faultOfNumber(digits) {
	if (!NUMBER.test(digits)) return "This is not a number. Write digits, such as 12.50.";
	if (!isStorable(digits)) {
		return "DynamoDB holds numbers of up to 38 digits, between 1E-130 and 9.99E+125. Store longer ones as a string.";
	}
	return undefined;
}

/** A value on one line of about so many characters. */
export function preview(value, length = 80) {
	const kind = kindOf(value);
	if (kind === "S") return clipped(JSON.stringify(value.S.slice(0, length + 1)), length);
	if (kind === "B") return clipped(value.B === "" ? "no bytes" : value.B, length);
	if (!isNested(kind)) return kind === "NULL" ? "null" : String(value[kind]);
	const [open, close] = kind === "M" ? "{}" : kind === "L" ? "[]" : ["set(", ")"];
	let text = "";
	for (const [name, child] of childrenOf(value)) {
		if (text.length >= length) return `${open}${text.replace(/, $/, "")}, …${close}`;
		text += `${kind === "M" ? `${name}: ` : ""}${preview(child, Math.max(12, length - text.length))}, `;
	}
	return `${open}${text.slice(0, -2)}${close}`;
}

const clipped = (text, length) => (text.length > length + 2 ? `${text.slice(0, length)}…` : text);
