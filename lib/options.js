"use strict";

// Options and items on their way in: only what their table lists is read, and the native part gets it as the text of a
// JSON object. All other names cause a warning, or an error where they must not be ignored.

const { ValidationError, plainError } = require("./errors");
const { GET_MANY, REMOVE, SET } = require("./option-tables");
const { hintUnknown, suggest } = require("./unknown");
const { warnOnce } = require("./warnings");

/** The text of the options of a read. Anything but an object counts as no options, so that `keys.map(data.get)` works. */
function readOptions(verb, options) {
	if (isNone(options) || typeof options === "number") return undefined;
	if (isOptions(options)) return write(verb, options);
	const kind = Array.isArray(options) ? "an array" : `a ${typeof options}`;
	warnOnce("OPTION_IGNORED", `The options of '${verb.name}' are ignored: they are ${kind}, not an object.`);
	return undefined;
}

/** The text of the options of a write. */
function writeOptions(verb, options) {
	if (isNone(options)) return undefined;
	if (!isOptions(options)) throw plainError("'options' must be a boolean or object", "INVALID_OPTION");
	if (verb === SET && Number.isFinite(options.created) && options.overwrite !== true) {
		warnOnce("OPTION_IGNORED", "'created' is ignored: it is checked and kept only with 'overwrite: true'.");
	}
	return write(verb, options);
}

/** The text of the options of `remove`. A number is none, so that `keys.map(data.remove)` works. */
function removeOptions(options) {
	return typeof options === "number" ? undefined : writeOptions(REMOVE, options);
}

/** The text of the options of a batch of reads, which refuses all others. */
function readBatchOptions(options) {
	if (isOptions(options) && options !== true) {
		const others = Object.keys(options).filter((name) => !GET_MANY.names.has(name) && options[name] !== undefined);
		if (others.length > 0) {
			throw new ValidationError(`Invalid options for batch get request: ${others.join(", ")}`, "INVALID_OPTION");
		}
	}
	return readOptions(GET_MANY, options);
}

/** The text of the options of a verb that ignores none: a typing error must not remove, read or count more. */
function strictOptions(verb, options) {
	refuseUnknown(verb, options);
	return options === undefined ? undefined : write(verb, options);
}

/** Refuses options that a verb does not have. */
function refuseUnknown(verb, options) {
	if (options === undefined) return;
	if (typeof options !== "object" || !isOptions(options)) {
		throw new ValidationError(`The options of '${verb.name}' must be an object`, "INVALID_OPTION");
	}
	for (const name in options) {
		if (!verb.names.has(name)) {
			throw new ValidationError(`${verb.lacks} '${name}'. ${suggest(name, verb.names)}`, "INVALID_OPTION");
		}
	}
}

function isNone(options) {
	return options === undefined || options === null || options === false;
}

function isOptions(options) {
	return options === true || (typeof options === "object" && options !== null && !Array.isArray(options));
}

function write(verb, options) {
	return options === true ? '{"meta":true}' : encodeMembers(verb, options);
}

/** The text of the members of an object that its table lists. */
function encodeMembers({ lacks, names, entries }, object) {
	let members = "";
	for (const { name, kind, isSaid } of entries) {
		const given = object[name];
		if (given === undefined && !(isSaid && name in object)) continue;
		const text = kind(given, name);
		if (text !== undefined) members += `${members === "" ? "" : ","}"${name}":${text}`;
	}
	hintUnknown(lacks, names, object);
	return `{${members}}`;
}

/** The `limit` of a verb that gives no single page: the most items in all. */
function totalOf({ name }, options) {
	const limit = options?.limit;
	if (limit === undefined || limit === null) return Number.POSITIVE_INFINITY;
	if (!Number.isInteger(limit) || limit < 1) {
		throw new ValidationError(`The 'limit' of '${name}' must be a whole number of 1 or more`, "INVALID_OPTION");
	}
	return limit;
}

/** The listener of a call's progress, if it has one. */
function listenerOf(options) {
	const listener = options?.onProgress;
	if (listener === undefined || typeof listener === "function") return listener;
	throw new ValidationError("'onProgress' must be a function.", "INVALID_OPTION");
}

/** Puts an option before all others. The native part reads the first of a name. */
function withFirst(name, text, options = "{}") {
	return options === "{}" ? `{"${name}":${text}}` : `{"${name}":${text},${options.slice(1)}`;
}

/** Puts an option after all others. */
function withLast(name, text, options = "{}") {
	return options === "{}" ? `{"${name}":${text}}` : `${options.slice(0, -1)},"${name}":${text}}`;
}

/** The text of a key or a name. Anything but a string becomes the empty text, which the native part refuses. */
function string(value) {
	return typeof value === "string" ? value : "";
}

/** The keys of a batch, up to the first that is not a string, so that a huge array of nothing costs nothing. */
function strings(keys) {
	const texts = [];
	for (let index = 0; index < keys.length && texts.at(-1) !== ""; index++) texts.push(string(keys[index]));
	return texts;
}

module.exports = {
	encodeMembers,
	listenerOf,
	readBatchOptions,
	readOptions,
	refuseUnknown,
	removeOptions,
	strictOptions,
	string,
	strings,
	totalOf,
	withFirst,
	withLast,
	writeOptions,
};
