"use strict";

// The options of each verb and the members of items. A table lists them, each with its kind; an option is one line here
// and one in the table of the same verb in `src/data`, and a test there holds both equal.

const kinds = require("./option-kinds");
const { LABELS } = require("./limits");

const {
	amount,
	boolean,
	choice,
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
const CURSORS = verb("cursors", { every: amount, ...COUNT.kinds });
const COLLECTIONS = verb("collections", { items: boolean, bytes: boolean });
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
const EXPORT = verb("export", {
	raw: boolean,
	version: flag,
	expression: name,
	filter,
	label: filledText,
	labels: labelRanges,
	consistent: boolean,
	segment: number,
	totalSegments: number,
	limit,
	reverse: flag,
	start: filledText,
});
const IMPORT = verb("import", { if: choice });
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
const BACKUP = verb("backup", { compact: decision, onProgress: ignored });
const COMPACT = verb("compact", { onProgress: ignored });
const SEED = verb("seed", { overwrite: flag });
const STAT = verb("stat", { largest: amount, items: boolean, onProgress: ignored });
const STORE_CHECK = verb("check", { repair: boolean, onProgress: ignored });
const WATCH = verb("watch", {
	filter,
	label: filledText,
	labels: labelRanges,
	initial: boolean,
	meta: flag,
	version: flag,
	signal: ignored,
});
const CHANGES = verb("changes", {
	filter,
	label: filledText,
	labels: labelRanges,
	raw: boolean,
	version: flag,
	signal: ignored,
});
const CHECK = verb("tx.check", { exists: boolean, version, if: match });

/** The verbs inside a transaction, which answers for all of them. */
const TX_GET = inTransaction(GET_MANY, ["version", "atomic"]);
const TX_SET = inTransaction(SET, ["meta", "idempotencyToken"]);
const TX_ADD = inTransaction(ADD, ["meta", "idempotencyToken"]);
const TX_REMOVE = inTransaction(REMOVE, []);
const TX_IMPORT = verb("tx.import", CHECK.kinds);

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

module.exports = {
	ADD,
	BACKUP,
	CHANGES,
	COMPACT,
	COLLECTIONS,
	COUNT,
	CURSORS,
	EXPORT,
	GET,
	GET_MANY,
	HANDLER,
	IMPORT,
	ITERATE,
	LABEL_NAMES,
	REMOVE_ALL,
	SCAN,
	SEED,
	CHECK,
	REMOVE,
	SET,
	SET_MANY,
	STAT,
	STORE_CHECK,
	TX_ADD,
	TX_GET,
	TX_IMPORT,
	TX_REMOVE,
	TX_SET,
	WATCH,
	verb,
	TABLES: {
		ADD,
		BACKUP,
		CHANGES,
		COLLECTIONS,
		COUNT,
		CURSORS,
		EXPORT,
		EXPORTED,
		GET,
		GET_MANY,
		HANDLER,
		IMPORT,
		ITEM,
		ITERATE,
		REMOVE,
		REMOVE_ALL,
		SCAN,
		SEED,
		SET,
		SET_MANY,
		STAT,
		STORE_CHECK,
		WATCH,
	},
};
