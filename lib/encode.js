"use strict";

// Turns values into the text that `src/model/json.rs` describes. Plain values go to `JSON.stringify` as they are; all
// others are rewritten first.

const engine = require("./engine");
const { plainError } = require("./errors");
const { MAX_MATCH_NESTING, MAX_NESTING, NUMBER_DIGITS } = require("./limits");
const { bigint, checkNumber, digits } = require("./numbers");
const { CONTAINER, MAX_ELEMENTS, MAX_SIZE, NOT_PLAIN, PART, copyPlain, tooLarge } = require("./plain");
const { Trail } = require("./trail");

/** Levels of a row: a column, and two levels of DynamoDB's JSON for each level of a value. */
const ROW_NESTING = 2 * MAX_NESTING + 2;
/** Levels above the rows of a stream's records: the list, a record, its change, an image. */
const RECORD_NESTING = 4;
/** Largest text of a stream's records, in characters: ten times what AWS Lambda passes to an invocation. */
const MAX_RECORDS = 64 * 1024 * 1024;

/** Operators that take the elements of a Set, or none: an empty Set has no tag, but an empty array says the same. */
const OF_ELEMENTS = new Set(["$union", "$without"]);

/** The text of a value; `undefined` for `undefined`. */
function encode(value, saysUndefined) {
	return encodeAndCopy(value, saysUndefined).text;
}

/** The text of a row of the table, whose columns are DynamoDB's JSON as they are. */
function encodeRow(row) {
	const copy = copyPlain(row, 0);
	if (copy !== NOT_PLAIN) {
		const text = JSON.stringify(copy);
		// An escape may be a lone surrogate.
		if (!text.includes("\\u")) return text;
	}
	return JSON.stringify(new Rewriter({ levels: ROW_NESTING, isRow: true }).root(row, 0));
}

/** The text of a stream's records, as AWS Lambda passes them. The native part refuses anything else. */
function encodeRecords(records) {
	if (!Array.isArray(records)) return "null";
	try {
		return JSON.stringify(
			new Rewriter({ levels: ROW_NESTING + RECORD_NESTING, isRow: true, size: MAX_RECORDS }).root(records, 0),
		);
	} catch (error) {
		if (typeof error?.code !== "string") throw error;
		return "null";
	}
}

/**
 * The text of a value and, if it is plain, a copy of the value. With `saysUndefined`, the text also has the attributes
 * below the root that are `undefined`, so that no default replaces them.
 */
function encodeAndCopy(value, saysUndefined = false) {
	if (value === undefined) return { text: undefined };
	// An array is one attribute; an object is several, one level down.
	const depth = Array.isArray(value) ? 1 : 0;
	const copy = copyPlain(value, depth);
	if (copy !== NOT_PLAIN) {
		const text = JSON.stringify(copy);
		// An escape may be a lone surrogate, or a key that looks like a tag.
		if (!text.includes("\\u")) return { text, copy };
	}
	return { text: JSON.stringify(new Rewriter({ saysUndefined }).root(value, depth)) };
}

/** The text of a predicate: of all that it holds, nothing is left out, since less asks for less. */
function encodeMatch(predicate) {
	const copy = copyPlain(predicate, 0);
	if (copy !== NOT_PLAIN) {
		const text = JSON.stringify(copy);
		if (!text.includes("\\u")) return text;
	}
	return JSON.stringify(new Rewriter({ levels: MAX_MATCH_NESTING, isMatch: true }).root(predicate, 0));
}

/** Makes a value plain: tags for what JSON lacks, no holes, no lone surrogates. */
class Rewriter {
	#levels;
	#isRow;
	#isMatch;
	#saysUndefined;
	#trail = new Trail();
	#left;

	constructor({ levels = MAX_NESTING, isRow = false, isMatch = false, saysUndefined = false, size = MAX_SIZE }) {
		this.#levels = levels;
		this.#isRow = isRow;
		this.#isMatch = isMatch;
		this.#saysUndefined = saysUndefined;
		this.#left = size;
	}

	root(value, depth) {
		return this.#rewrite(value, depth, true);
	}

	#rewrite(value, depth, root = false) {
		this.#spend(PART);
		switch (typeof value) {
			case "string":
				return this.#text(value);
			case "boolean":
				return value;
			case "number":
				return this.#finite(value);
			case "bigint":
				return bigint(value) ?? this.#number(value);
			case "object":
				return value === null ? null : this.#object(value, depth, root);
			case "undefined":
				throw refused(`${this.#trail} is undefined. Leave it out, or ask for { $exists: false }.`);
			default:
				throw refused(`${this.#trail} is a ${typeof value}, which cannot be stored.`);
		}
	}

	/** A number. In a predicate the place is named; for a value the message is the one of `@ampt/data`. */
	#finite(value) {
		if (this.#isMatch && !Number.isFinite(value)) throw refused(`${this.#trail} is ${value}, which no item holds.`);
		return checkNumber(value);
	}

	#object(object, depth, root) {
		if (engine.types.isDate(object)) return this.#date(object);
		if (engine.types.isSet(object)) return this.#set(engine.setValues(object));
		if (ArrayBuffer.isView(object) || engine.types.isAnyArrayBuffer(object)) return tag("B", this.#bytes(object));
		const primitive = engine.unboxed(object);
		if (primitive !== undefined) return this.#rewrite(primitive, depth);
		this.#spend(CONTAINER);
		if (depth >= this.#levels) {
			const levels = this.#isMatch ? MAX_MATCH_NESTING : MAX_NESTING;
			throw refused(`A value may be nested ${levels} levels deep; this one is deeper, or contains itself.`);
		}
		if (Array.isArray(object)) return this.#array(object, depth);
		if (engine.types.isMap(object)) return this.#entries(engine.mapEntries(object), depth, root);
		// An instance has attributes like a plain object, but only its class knows which of them are its state.
		const isInstance = !engine.isPlainObject(object) && (!root || engine.isHidden(object));
		if (isInstance || engine.isThenable(object)) throw this.#instance(object);
		return this.#entries(Object.entries(object), depth, root);
	}

	#array(array, depth) {
		const rewritten = [];
		const add = (index) => {
			const item = array[index];
			if (!isStored(item) && !this.#isMatch) return;
			this.#trail.push(index);
			rewritten.push(this.#rewrite(item, depth + 1));
			this.#trail.pop();
		};
		if (array.length > MAX_ELEMENTS && !this.#isMatch) {
			for (const key of Object.keys(array)) if (String(key >>> 0) === key) add(Number(key));
		} else {
			for (let index = 0; index < array.length; index++) add(index);
		}
		return rewritten;
	}

	#entries(entries, depth, root) {
		const rewritten = {};
		for (const [key, value] of entries) {
			const name = this.#name(key, root);
			this.#trail.push(name);
			const inner = OF_ELEMENTS.has(name) && isEmptySet(value) ? [] : this.#attribute(value, depth, root);
			this.#trail.pop();
			if (inner === undefined) continue;
			const escaped = name.startsWith("\0") && !this.#isRow ? `\0${name}` : name;
			if (Object.hasOwn(rewritten, escaped)) throw refused(`${this.#trail} has two attributes of the same name.`);
			if (escaped === "__proto__") Object.defineProperty(rewritten, escaped, { value: inner, enumerable: true });
			else rewritten[escaped] = inner;
		}
		return rewritten;
	}

	#attribute(value, depth, root) {
		if (isStored(value) || this.#isMatch) return this.#rewrite(value, depth + 1);
		// `undefined` removes a root attribute. Deeper, it means absent, unless there is a default.
		const isSaid = (root || this.#saysUndefined) && !this.#isRow;
		return isSaid && value === undefined ? tag("U", true) : undefined;
	}

	#name(key, root) {
		if (typeof key === "symbol" || (typeof key === "object" && key !== null) || typeof key === "function") {
			throw refused(`${this.#trail} is a Map with a key that is not a string.`);
		}
		const name = this.#text(String(key));
		if (name !== "" || root || this.#isRow || this.#isMatch) return name;
		throw plainError(
			"1 validation error detected: Empty attribute name",
			"VALIDATION_EXCEPTION",
			"ValidationException",
		);
	}

	#set(elements) {
		const given = this.#isMatch ? elements : elements.filter(isStored);
		if (given.length === 0) throw refused(`${this.#trail} is an empty Set. Remove the attribute, or store an array.`);
		if (given.every((element) => typeof element === "string")) {
			return tag("SS", [...new Set(given.map((element) => this.#text(element)))]);
		}
		if (given.every((element) => typeof element === "number" || typeof element === "bigint")) {
			return tag("NS", [...new Set(given.map((element) => this.#number(element)))]);
		}
		if (given.every((element) => ArrayBuffer.isView(element))) {
			return tag("BS", [...new Set(given.map((element) => this.#bytes(element)))]);
		}
		throw refused(`${this.#trail} is a Set of several kinds: it must hold strings only, numbers only or bytes only.`);
	}

	#number(value) {
		const text = digits(value);
		if (text === undefined)
			throw refused(`${this.#trail} is a bigint of more than ${NUMBER_DIGITS} significant digits.`);
		this.#spend(text.length);
		return text;
	}

	#date(date) {
		if (Number.isNaN(engine.timeOf(date))) throw refused(`${this.#trail} is an invalid Date.`);
		return engine.isoDate(date);
	}

	#bytes(object) {
		const text = engine.base64(object);
		if (text === undefined) throw refused(`${this.#trail} is a buffer whose memory was transferred elsewhere.`);
		this.#spend(text.length);
		return text;
	}

	#text(text) {
		this.#spend(text.length);
		return text.toWellFormed();
	}

	#instance(object) {
		if (engine.isThenable(object)) {
			return refused(`${this.#trail} is a Promise. Await it, and store what it resolves to.`);
		}
		return refused(
			`${this.#trail} is an instance of ${engine.className(object)}, which cannot be stored. Store a plain object with the ` +
				"data that you need, or a string.",
		);
	}

	#spend(size) {
		this.#left -= size;
		if (this.#left < 0) throw tooLarge();
	}
}

function isStored(value) {
	return value !== undefined && typeof value !== "function";
}

function isEmptySet(value) {
	return engine.types.isSet(value) && engine.setValues(value).every((element) => !isStored(element));
}

function tag(name, inner) {
	return { [`\0${name}`]: inner };
}

function refused(message) {
	return plainError(message, "INVALID_VALUE");
}

module.exports = { encode, encodeAndCopy, encodeMatch, encodeRecords, encodeRow };
