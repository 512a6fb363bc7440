// Attribute values of DynamoDB as JSON values, and back. What JSON lacks is a tag, as in `tags.mjs`.

import { isLosslessNumber, LosslessNumber } from "lossless-json";
import { MAX_DEPTH, TOO_DEEP } from "./depth.mjs";
import { numberOf } from "./numbers.mjs";
import { tagOf } from "./tags.mjs";

const INTEGER = /^-?\d+$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** JSON with tags, which holds every value. */
export const TAGS = {
	digits: (digits) => (INTEGER.test(digits) ? { $bigint: digits } : new LosslessNumber(digits)),
	bytes: (base64) => ({ $bytes: base64 }),
	set: (elements) => ({ $set: elements }),
	/** An object of data, so that none is read as a tag. */
	object(object) {
		const name = tagOf(object);
		return name === undefined ? object : { [`$${name}`]: object[name] };
	},
};

/** JSON without tags. Throws a `RangeError` that names what JSON lacks. Numbers have all digits, which JSON allows. */
export const PLAIN = {
	digits: (digits) => new LosslessNumber(digits),
	bytes() {
		throw new RangeError("bytes");
	},
	set() {
		throw new RangeError("a Set");
	},
	object: (object) => object,
};

/** The JSON value of an attribute value, in one of these two dialects. */
export function fromAttribute(attribute, dialect) {
	for (const kind in attribute) {
		const content = attribute[kind];
		switch (kind) {
			case "S":
			case "BOOL":
				return content;
			case "N":
				return fromDigits(content, dialect);
			case "M":
				return fromMap(Object.entries(content), dialect);
			case "L":
				return content.map((element) => fromAttribute(element, dialect));
			case "NULL":
				return null;
			case "B":
				return dialect.bytes(content);
			case "SS":
				return dialect.set(content);
			case "NS":
				return dialect.set(content.map((digits) => fromDigits(digits, dialect)));
			case "BS":
				return dialect.set(content.map(dialect.bytes));
		}
	}
	throw new TypeError("An attribute value has no kind.");
}

/** An object of attribute values, given as entries. */
export function fromMap(entries, dialect) {
	return dialect.object(Object.fromEntries(entries.map(([name, value]) => [name, fromAttribute(value, dialect)])));
}

const fromDigits = (digits, dialect) => numberOf(digits) ?? dialect.digits(digits);

/** The attribute value of a JSON value. Throws a `RangeError` that says what is wrong. */
export function toAttribute(value, hasTags, depth = 0) {
	switch (typeof value) {
		case "string":
			return { S: value };
		case "number":
			return { N: String(value) };
		case "boolean":
			return { BOOL: value };
	}
	if (value === null) return { NULL: true };
	if (isLosslessNumber(value)) return { N: value.value };
	if (depth > MAX_DEPTH) throw new RangeError(TOO_DEEP);
	if (Array.isArray(value)) return { L: value.map((element) => toAttribute(element, hasTags, depth + 1)) };
	const name = hasTags ? tagOf(value) : undefined;
	const tagged = name && untagged(name, value[name]);
	if (tagged !== undefined) return tagged;
	return { M: toMap(name === undefined ? value : { [name.slice(1)]: value[name] }, hasTags, depth + 1) };
}

function toMap(object, hasTags, depth) {
	const attributes = {};
	for (const name of Object.keys(object)) {
		const attribute = toAttribute(object[name], hasTags, depth);
		if (name !== "__proto__") attributes[name] = attribute;
		else Object.defineProperty(attributes, name, { value: attribute, enumerable: true });
	}
	return attributes;
}

/** What a tag stands for; `undefined` for data that looks like one. */
function untagged(name, content) {
	switch (name) {
		case "$bigint":
			if (typeof content !== "string" || !INTEGER.test(content))
				throw wrong(name, "the digits of an integer as a text");
			return { N: content };
		case "$bytes":
			if (typeof content !== "string" || !BASE64.test(content)) throw wrong(name, "a base64 text");
			return { B: content };
		case "$set":
			return setOf(content);
		default:
			return undefined;
	}
}

function setOf(content) {
	const elements = Array.isArray(content) ? content.map((element) => toAttribute(element, true)) : [];
	for (const kind of ["S", "N", "B"]) {
		const isOf = (element) => element[kind] !== undefined;
		if (elements.length > 0 && elements.every(isOf)) return { [`${kind}S`]: elements.map((element) => element[kind]) };
	}
	throw wrong("$set", "an array of strings only, numbers only or bytes only, and at least one");
}

function wrong(name, needed) {
	return new RangeError(`'${name}' needs ${needed}; an attribute of that name is written '$${name}'`);
}
