"use strict";

const { loadedCopies } = require("./copies");

/** Bad input. */
class ValidationError extends Error {
	constructor(message, code = "VALIDATION") {
		super(message);
		this.name = "ValidationError";
		this.code = code;
		this.statusCode = 400;
	}
}

/** A plain error with a code. */
function plainError(message, code, name = "Error") {
	const error = new Error(message);
	if (name !== "Error") error.name = name;
	error.code = code;
	return error;
}

/** The error of a failure of the native part: `[name, code, message]`. */
function toError([name, code, text]) {
	const copies = code === "STORE_OPEN_TWICE" ? loadedCopies() : [];
	const message = copies.length > 0 ? `${text} Loaded are: ${copies.join(", ")}` : text;
	return name === "ValidationError" ? new ValidationError(message, code) : plainError(message, code, name);
}

module.exports = { ValidationError, plainError, toError };
