"use strict";

// Lists of items on their way in. Most items are plain, and one `JSON.stringify` writes a whole list of them.

const { ValidationError } = require("./errors");
const { TABLES } = require("./option-tables");
const { encodeMembers } = require("./options");
const { NOT_PLAIN } = require("./plain");

/** Items of a list. */
const LIST = 100;

/** The texts of lists of the items of a batch, and a function that returns the items as they were then. */
function encodeLists(items) {
	const lists = [];
	do {
		const from = lists.length * LIST;
		lists.push(encodeItems(items.length > LIST ? items.slice(from, from + LIST) : items));
	} while (lists.length * LIST < items.length);
	return {
		texts: lists.map(({ text }) => text),
		given: () => lists.flatMap(({ text, copies }) => copies ?? JSON.parse(text)),
	};
}

/** The text of a list of items of a batch or a seed, and, if all are plain, copies of them. */
function encodeItems(items) {
	const snapshots = [];
	for (let index = 0; index < items.length; index++) {
		const item = items[index];
		if (item === null || typeof item !== "object" || Array.isArray(item)) {
			throw new ValidationError("Each item must be an object with a 'key' and a 'value'", "INVALID_VALUE");
		}
		snapshots.push(snapshot(TABLES.ITEM, item));
	}
	const text = plainText(snapshots);
	return text === undefined ? { text: oneByOne(TABLES.ITEM, snapshots) } : { text, copies: snapshots };
}

/** Adds the values to the answer of a batch that were stored as they were given, so that they did not come back. */
function withValues(written, given) {
	if (written.items.length > 0 && !Object.hasOwn(written.items[0], "value")) {
		for (const [index, { value }] of given().entries()) written.items[index].value = value;
	}
	return written;
}

/** An item as it is now, for `listText`: a copy or, if a member is not plain, its text. */
function snapshot(table, item) {
	const prototype = Object.getPrototypeOf(item);
	if (prototype !== Object.prototype && prototype !== null) return encodeMembers(table, item);
	// The engine copies all members at once. Looking for each name of the table costs more.
	const copied = { ...item };
	for (const name in copied) {
		const given = copied[name];
		const plain = table.plain.get(name);
		const copy = plain === undefined ? NOT_PLAIN : plain(given);
		if (copy === NOT_PLAIN) return encodeMembers(table, item);
		if (!Object.is(copy, given)) copied[name] = copy;
	}
	return copied;
}

/** The text of a list of snapshots. */
function listText(table, snapshots) {
	return plainText(snapshots) ?? oneByOne(table, snapshots);
}

function oneByOne(table, snapshots) {
	const texts = snapshots.map((item) => (typeof item === "string" ? item : encodeMembers(table, item)));
	return `[${texts.join(",")}]`;
}

/** The text of a list of copies; `undefined` if it must be written item by item. */
function plainText(snapshots) {
	if (snapshots.some((item) => typeof item === "string")) return undefined;
	const text = JSON.stringify(snapshots);
	// An escape may be a lone surrogate, or a key that looks like a tag. What begins with '$' may be an operator.
	return text.includes("\\u") || (text.includes("$") && text.includes('"$')) ? undefined : text;
}

module.exports = { encodeItems, encodeLists, listText, snapshot, withValues };
