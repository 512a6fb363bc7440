"use strict";

// Values on their way in, as the text that `src/model/json.rs` describes. Plain values go through
// `JSON.stringify` as they are; the walk that copies them tells them. All others are rewritten first.

const { plainError } = require("./errors");
const { MAX_NESTING, NOT_PLAIN, copyPlain, isPlainNumber } = require("./plain");

/** The text of a value; `undefined` for `undefined`. */
function encode(value) {
	return encodeAndCopy(value).text;
}

/** The text of a value and, if it is plain, a copy of what was given. */
function encodeAndCopy(value) {
	if (value === undefined) return { text: undefined };
	// An array is an attribute by itself; of an object, the attributes are.
	const depth = Array.isArray(value) ? 1 : 0;
	const copy = copyPlain(value, depth);
	if (copy !== NOT_PLAIN) {
		const text = JSON.stringify(copy);
		// An escape may be a lone surrogate, or a key that could be taken for a tag.
		if (!text.includes("\\u")) return { text, copy };
	}
	return { text: JSON.stringify(rewrite(value, depth, true)) };
}

function rewrite(value, depth, root = false) {
	switch (typeof value) {
		case "string":
			return value.toWellFormed();
		case "boolean":
			return value;
		case "number":
			return checkNumber(value);
		case "bigint":
			return bigint(value);
		case "object":
			return value === null ? null : rewriteObject(value, depth, root);
		default:
			throw unsupported(value);
	}
}

function rewriteObject(object, depth, root) {
	if (depth >= MAX_NESTING) {
		throw refused(`A value may be nested ${MAX_NESTING} levels deep; this one is deeper, or contains itself.`);
	}
	if (Array.isArray(object)) {
		return object.filter(isStored).map((item) => rewrite(item, depth + 1));
	}
	if (ArrayBuffer.isView(object)) {
		return tag("B", base64(object.buffer, object.byteOffset, object.byteLength));
	}
	// Names instead of `instanceof`: values may come from another realm, as they do in jest.
	switch (object.constructor?.name) {
		case undefined:
		case "Object":
			return rewriteEntries(Object.entries(object), depth, root);
		case "Map":
			return rewriteEntries([...object], depth, root);
		case "Set":
			return rewriteSet([...object]);
		case "ArrayBuffer":
		case "SharedArrayBuffer":
			return tag("B", base64(object, 0, object.byteLength));
		case "String":
		case "Number":
		case "Boolean":
		case "BigInt":
			return rewrite(object.valueOf(), depth);
		default:
			throw unsupported(object);
	}
}

function rewriteEntries(entries, depth, root) {
	const rewritten = [];
	for (const [key, value] of entries) {
		const name = String(key).toWellFormed();
		const escaped = name.startsWith("\0") ? `\0${name}` : name;
		if (isStored(value)) rewritten.push([escaped, rewrite(value, depth + 1)]);
		// Only a root attribute can be removed; deeper, `undefined` is as good as absent.
		else if (root && value === undefined) rewritten.push([escaped, tag("U", true)]);
	}
	return Object.fromEntries(rewritten);
}

function rewriteSet(elements) {
	if (elements.length === 0) throw refused("An empty Set cannot be stored. Remove the attribute, or store an array.");
	if (elements.every((element) => typeof element === "string")) {
		return tag("SS", [...new Set(elements.map((element) => element.toWellFormed()))]);
	}
	if (elements.every((element) => typeof element === "number" || typeof element === "bigint")) {
		return tag("NS", [...new Set(elements.map((element) => digits(element)))]);
	}
	if (elements.every(ArrayBuffer.isView)) {
		return tag("BS", [...new Set(elements.map((e) => base64(e.buffer, e.byteOffset, e.byteLength)))]);
	}
	throw refused("A Set must hold strings only, numbers only or bytes only.");
}

/** The digits of a number or bigint, checked. */
function digits(number) {
	if (typeof number === "number") return String(checkNumber(number));
	const text = number.toString();
	if (text.replace(/^-/, "").replace(/0+$/, "").length > 38 || text.length > 126) {
		throw refused(`The bigint ${text} has more than 38 significant digits.`);
	}
	return text;
}

function bigint(value) {
	const text = digits(value);
	return Number.isSafeInteger(Number(text)) ? Number(text) : tag("N", text);
}

function checkNumber(value) {
	if (!Number.isFinite(value)) throw refused(`Special numeric value ${value} is not allowed`);
	if (value > Number.MAX_SAFE_INTEGER) {
		throw refused(`Number ${value} is greater than Number.MAX_SAFE_INTEGER. Use BigInt. `);
	}
	if (value < Number.MIN_SAFE_INTEGER) {
		throw refused(`Number ${value} is lesser than Number.MIN_SAFE_INTEGER. Use BigInt. `);
	}
	if (!isPlainNumber(value)) throw refused(`Number ${value} is too close to 0: the smallest magnitude is 1e-130.`);
	return value;
}

function isStored(value) {
	return value !== undefined && typeof value !== "function";
}

function tag(name, inner) {
	return { [`\0${name}`]: inner };
}

function base64(buffer, offset, length) {
	return Buffer.from(buffer, offset, length).toString("base64");
}

function unsupported(value) {
	return refused(
		`Unsupported type passed: ${String(value)}. Pass options.convertClassInstanceToMap=true to marshall typeof object as map attribute.`,
	);
}

function refused(message) {
	return plainError(message, "INVALID_VALUE");
}

module.exports = { encode, encodeAndCopy };
