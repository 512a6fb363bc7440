"use strict";

const { loadedCopies } = require("./copies");
const { FAILURE } = require("./wire");

/** Longest message, in characters. A longer one quotes something that is no use to read, such as a key of a megabyte. */
const MAX_MESSAGE = 2000;

/** An argument that is not allowed. */
class ValidationError extends Error {
	constructor(message, code = "VALIDATION") {
		super(shortened(message));
		this.name = "ValidationError";
		this.code = code;
		this.statusCode = 400;
	}
}

/** An error with a code. */
function plainError(message, code, name = "Error") {
	const error = new Error(shortened(message));
	if (name !== "Error") error.name = name;
	error.code = code;
	return error;
}

/** The error of a failure, as `FAILURE` in `wire.js` lists its fields. */
function toError(failure) {
	const {
		name,
		code,
		message: text,
		hint,
		key,
	} = Object.fromEntries(failure.map((value, index) => [FAILURE[index], value]));
	const copies = code === "STORE_OPEN_TWICE" ? loadedCopies() : [];
	const message = copies.length > 0 ? `${text} Loaded are: ${copies.join(", ")}` : text;
	const error = name === "ValidationError" ? new ValidationError(message, code) : plainError(message, code, name);
	if (hint !== null) error.hint = shortened(hint);
	if (key !== null) error.key = key;
	return error;
}

function shortened(message) {
	return message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE).toWellFormed()}…` : message;
}

module.exports = { ValidationError, plainError, toError };
