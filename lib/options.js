"use strict";

// Options and items on their way in. A table lists the options of a verb, each with its kind; an option is one line
// here and one in the table of the same verb in `src/data`, and a test there holds both equal. Only the listed options
// are read, and the native part gets them as the text of a JSON object. All other names cause a warning.

const kinds = require("./option-kinds");
const { ValidationError, plainError } = require("./errors");
const { LABELS } = require("./limits");
const { hintUnknown, suggest } = require("./unknown");
const { warnOnce } = require("./warnings");

const {
	amount,
	boolean,
	created,
	decision,
	filledText,
	filter,
	flag,
	ignored,
	label,
	labelName,
	labelRanges,
	limit,
	match,
	moment,
	name,
	names,
	number,
	stored,
	text,
	texts,
	time,
	value,
	version,
} = kinds;

const LABEL_NAMES = Array.from({ length: LABELS }, (_, index) => `label${index + 1}`);
const LABEL_OPTIONS = Object.fromEntries(LABEL_NAMES.map((name) => [name, label]));

/** What selects among items, and how much of each is given. */
const SELECTION = { filter, labels: labelRanges, attributes: texts, keysOnly: flag };

const GET = verb("get", {
	meta: flag,
	version: flag,
	limit,
	reverse: flag,
	start: filledText,
	label: filledText,
	consistent: boolean,
	...SELECTION,
});
const ITERATE = verb("iterate", GET.kinds);
const COUNT = verb("count", { filter, label: filledText, labels: labelRanges, consistent: boolean });
const GET_MANY = verb("get", { meta: flag, version: flag, atomic: boolean });
const SCAN = verb("scan", {
	meta: flag,
	version: flag,
	limit,
	start: filledText,
	label: filledText,
	segment: number,
	totalSegments: number,
	count: boolean,
	...SELECTION,
});
const EXPORT = verb("export", { raw: boolean, version: flag });
const SET = verb("set", {
	meta: flag,
	version,
	overwrite: flag,
	ttl: time,
	exists: boolean,
	if: match,
	default: value,
	...LABEL_OPTIONS,
	created,
	removeNulls: boolean,
	idempotencyToken: text,
});
const SET_MANY = verb("set", {
	meta: flag,
	version,
	overwrite: batchOverwrite,
	atomic: boolean,
	removeNulls: boolean,
	exists: boolean,
	if: match,
	created,
	idempotencyToken: text,
});
const ADD = verb("add", { meta: flag, version, if: match, idempotencyToken: text });
const REMOVE = verb("remove", { version, exists: boolean, if: match });
const REMOVE_ALL = verb("removeAll", { filter: match, label: labelName, dryRun: decision });
const SEED = verb("seed", { overwrite: flag });
const WATCH = verb("watch", {
	filter,
	label: filledText,
	labels: labelRanges,
	initial: boolean,
	meta: flag,
	version: flag,
	signal: ignored,
});
const CHECK = verb("tx.check", { exists: boolean, version, if: match });

/** The verbs inside a transaction, which answers for all of them. */
const TX_GET = inTransaction(GET_MANY, ["version", "atomic"]);
const TX_SET = inTransaction(SET, ["meta", "idempotencyToken"]);
const TX_ADD = inTransaction(ADD, ["meta", "idempotencyToken"]);
const TX_REMOVE = inTransaction(REMOVE, []);

const ITEM = table("A batch item has no field", {
	key: text,
	value: stored,
	default: value,
	ttl: time,
	...LABEL_OPTIONS,
	overwrite: ignored,
	removeNulls: boolean,
	exists: boolean,
	if: match,
	created,
	version,
	idempotencyToken: text,
});
const EXPORTED = table("An imported item has no field", {
	key: text,
	value,
	created: moment,
	modified: moment,
	version: text,
	ttl: moment,
	...LABEL_OPTIONS,
});

const HANDLER = table("'on' has no option", {
	group: name,
	timeout: amount,
	concurrency: amount,
	filter: match,
	changed: names,
	attempts: amount,
	deadLetter: name,
});

function verb(name, options) {
	return { name, kinds: options, ...table(`'${name}' has no option`, options) };
}

function inTransaction({ name, kinds }, without) {
	const options = Object.entries(kinds).filter(([option]) => !without.includes(option));
	return verb(`tx.${name}`, Object.fromEntries(options));
}

/**
 * The members that an object may have, with their kinds, and what makes plain copies of them. `lacks` begins the warning
 * about any other.
 */
function table(lacks, members) {
	const entries = Object.entries(members).map(([name, kind]) => ({ name, kind, isSaid: kinds.SAID.has(kind) }));
	const plain = new Map(entries.map(({ name, kind }) => [name, kinds.PLAIN.get(kind)]));
	return { lacks, names: new Set(plain.keys()), entries, plain };
}

/** Whether a batch overwrites: it does unless this is `false`, and any number of items if it is `true`. */
function batchOverwrite(given) {
	return typeof given === "boolean" ? String(given) : undefined;
}

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
	ADD,
	COUNT,
	EXPORT,
	GET,
	GET_MANY,
	HANDLER,
	ITERATE,
	LABEL_NAMES,
	REMOVE_ALL,
	SCAN,
	SEED,
	CHECK,
	REMOVE,
	SET,
	SET_MANY,
	TX_ADD,
	TX_GET,
	TX_REMOVE,
	TX_SET,
	WATCH,
	TABLES: {
		ADD,
		COUNT,
		EXPORT,
		EXPORTED,
		GET,
		GET_MANY,
		HANDLER,
		ITEM,
		ITERATE,
		REMOVE,
		REMOVE_ALL,
		SCAN,
		SEED,
		SET,
		SET_MANY,
		WATCH,
	},
	encodeMembers,
	readBatchOptions,
	readOptions,
	refuseUnknown,
	removeOptions,
	strictOptions,
	string,
	strings,
	verb,
	withFirst,
	withLast,
	writeOptions,
};
