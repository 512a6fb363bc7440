"use strict";

const { encode } = require("./encode");
const { plainError } = require("./errors");

/** The arguments of `add` after the key: the name of an attribute, if it is given, the number to add, and options. */
function readAddition(args) {
	const name = typeof args[0] === "string" ? args.shift() : undefined;
	const [delta, options] = args;
	if (typeof delta !== "bigint" && (typeof delta !== "number" || Number.isNaN(delta))) {
		throw plainError("Values must be numeric", "INVALID_VALUE");
	}
	return { name, delta: encode(delta), options };
}

module.exports = { readAddition };
