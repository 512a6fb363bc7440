// Reads JSON with tags into attribute values. It names the line and column of each fault, keeps the digits of each number as
// they are, and refuses what no store holds; parsers of JSON alone do neither.

import { isStorable } from "../../../formats/numbers.mjs";
import { tagOf } from "../../../formats/tags.mjs";
import { faultIn } from "./faults.mjs";

/** As in `formats/attributes.mjs`: deeper values are none of the interface. */
const MAX_DEPTH = 100;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON has none of them in strings.
const CONTENT = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/y;
const SPACE = /[ \t\r\n]*/y;
const WORD = /[A-Za-z_$][\w$]*/y;
const INTEGER = /^-?\d+$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** A fault in a text, with its place. Lines and columns count from 1. */
export class TextFault extends Error {
	constructor(message, text, at) {
		super(message);
		const before = text.slice(0, at);
		this.at = at;
		this.line = before.split("\n").length;
		this.column = at - before.lastIndexOf("\n");
	}
}

/** The attribute value of a text, for which an item has `room` bytes. Throws a `TextFault`. */
export function read(text, room) {
	const reader = new Reader(text);
	const value = reader.value(0);
	reader.end(value, room);
	return value;
}

class Reader {
	#text;
	#at = 0;
	/** Where each value begins. */
	#starts = new Map();

	constructor(text) {
		this.#text = text;
	}

	end(value, room) {
		if (this.#next() !== undefined) throw this.#fault("The value has ended, and more text follows. Remove it.");
		const fault = faultIn(value, room);
		if (fault !== undefined) throw this.#fault(fault.message, this.#starts.get(fault.node));
	}

	value(depth) {
		this.#next();
		const at = this.#at;
		const value = this.#value(depth);
		this.#starts.set(value, at);
		return value;
	}

	#value(depth) {
		const character = this.#next();
		const from = this.#at;
		if (depth > MAX_DEPTH) throw this.#fault(`The value has more than ${MAX_DEPTH} levels.`);
		if (character === "{") return this.#object(depth);
		if (character === "[") return { L: this.#members("]", () => this.value(depth + 1)) };
		if (character === '"') return { S: this.#string() };
		const digits = this.#take(NUMBER);
		if (digits !== undefined) return this.#number(digits, from);
		switch (this.#take(WORD)) {
			case "true":
				return { BOOL: true };
			case "false":
				return { BOOL: false };
			case "null":
				return { NULL: true };
		}
		throw this.#fault(missing(character), from);
	}

	#number(digits, from) {
		if (/[\w.]/.test(this.#text[this.#at] ?? "")) throw this.#fault("This is not a number of JSON.", from);
		if (!isStorable(digits)) {
			throw this.#fault("A number has at most 38 digits, and lies between 1E-130 and 9.99E+125.", from);
		}
		return { N: digits };
	}

	#object(depth) {
		const from = this.#at;
		const object = {};
		this.#members("}", () => {
			const at = this.#at;
			if (this.#next() !== '"') throw this.#fault('A name in quotes is missing, such as "city".');
			const name = this.#string();
			if (Object.hasOwn(object, name)) throw this.#fault(`The object has the name '${name}' twice.`, at);
			if (this.#next() !== ":") throw this.#fault("A ':' is missing behind the name.");
			this.#at++;
			const value = this.value(depth + 1);
			Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
		});
		const name = tagOf(object);
		if (name === undefined) return { M: object };
		if (name.startsWith("$$")) return { M: { [name.slice(1)]: object[name] } };
		const value = TAGS[name](object[name]);
		if (value !== undefined) return value;
		throw this.#fault(`'${name}' needs ${NEEDS[name]}. An attribute of that name is written '$${name}'.`, from);
	}

	/** What is between a bracket and its counterpart, with commas between. */
	#members(close, member) {
		const members = [];
		this.#at++;
		if (this.#next() === close) {
			this.#at++;
			return members;
		}
		for (;;) {
			this.#next();
			members.push(member());
			const character = this.#next();
			const at = this.#at++;
			if (character === close) return members;
			if (character !== ",") throw this.#fault(`A ',' or '${close}' is missing here.`, at);
			if (this.#next() === close) throw this.#fault("Remove this comma: nothing follows it.", at);
		}
	}

	#string() {
		const from = this.#at;
		const text = this.#take(CONTENT);
		const end = this.#text[this.#at];
		if (end === '"') {
			this.#at++;
			return JSON.parse(`${text}"`);
		}
		if (end === "\\") throw this.#fault("This escape is unknown. Write '\\\\' for a backslash.");
		if (end === undefined || end === "\n") throw this.#fault("The quote '\"' at its end is missing.", from);
		throw this.#fault("A control character must be written as an escape, such as \\t.");
	}

	#take(pattern) {
		pattern.lastIndex = this.#at;
		const found = pattern.exec(this.#text)?.[0];
		if (found !== undefined) this.#at += found.length;
		return found;
	}

	#next() {
		this.#take(SPACE);
		return this.#text[this.#at];
	}

	#fault(message, at = this.#at) {
		return new TextFault(message, this.#text, at);
	}
}

function missing(character) {
	if (character === undefined) return "The text ends here, and a value is missing.";
	if (character === "'") return "Strings are in double quotes.";
	return 'A value is missing here. A string is in quotes, such as "Oslo".';
}

const NEEDS = {
	$bigint: "the digits of an integer as a string",
	$bytes: "a base64 string",
	$set: "a list of strings only, numbers only or bytes only, and at least one",
};

const TAGS = {
	$bigint: ({ S }) => (INTEGER.test(S ?? "") && isStorable(S) ? { N: S } : undefined),
	$bytes: ({ S }) => (S !== undefined && BASE64.test(S) ? { B: S } : undefined),
	$set({ L: elements = [] }) {
		for (const kind of ["S", "N", "B"]) {
			const isOf = (element) => element[kind] !== undefined;
			if (elements.length > 0 && elements.every(isOf))
				return { [`${kind}S`]: elements.map((element) => element[kind]) };
		}
		return undefined;
	},
};
