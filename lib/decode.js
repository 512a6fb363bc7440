"use strict";

// Makes what the application gets from the answers of the native part. `wire.js` describes them.

const { plainError, toError } = require("./errors");
const { warnOnce } = require("./warnings");
const { FAILURE, MARKS } = require("./wire");

const { TAGGED, ITEM, PAGE, META_PAGE } = MARKS;

/**
 * Decodes an answer; throws if it is a failure. `next` makes the function that reads the page after a `lastKey`.
 * `raw` rows are plain JSON, whatever their marks say.
 */
function decode(answer, next, raw = false) {
	if (answer === undefined) return undefined;
	if (typeof answer !== "string") {
		if (answer[0] !== null) throw failure(answer);
		return joined(answer.slice(1).map((part) => decode(part)));
	}
	const isTagged = answer.charCodeAt(0) === TAGGED;
	const mark = answer.charCodeAt(isTagged ? 1 : 0);
	const isMarked = mark === ITEM || mark === PAGE || mark === META_PAGE;
	const start = (isTagged ? 1 : 0) + (isMarked ? 1 : 0);
	let result = parseText(start === 0 ? answer : answer.slice(start));
	if (isTagged && !raw) result = revive(result);
	if (!isMarked) return result;
	if (mark === ITEM) return withDates(result);
	if (mark === META_PAGE) result.items.forEach(withDates);
	for (const { item } of result.refused ?? []) if (item !== undefined) withDates(item);
	if (next !== undefined) warnOfUnreadable(result);
	if (result.lastKey !== undefined && next !== undefined) result.next = next(result.lastKey);
	return result;
}

/** Warns of rows that cannot be read: a program that ignores `unreadable` must not lose rows silently. */
function warnOfUnreadable({ unreadable = [] }) {
	for (const { message } of unreadable) warnOnce("UNREADABLE_ROW", message);
}

/** Joins the parts of an answer. */
function joined(parts) {
	const whole = parts.at(-1);
	for (const list of ["items", "refused", "unreadable", "cursors"]) {
		if (parts.some((part) => part[list] !== undefined)) whole[list] = parts.flatMap((part) => part[list] ?? []);
	}
	return whole;
}

/** The error of a failure. Where what is stored under its `key` is the reason, that is its `item`. */
function failure(fields) {
	const error = toError(fields);
	const item = fields[FAILURE.indexOf("item")];
	if (item === null) return error;
	// What prints the error must not print the data.
	return Object.defineProperty(error, "item", { value: item === "" ? undefined : decode(item), configurable: true });
}

/** The value that is read back of the text of a value. */
function decodeValue(text) {
	return revive(parseText(text));
}

/** Decodes an event. */
function decodeEvent(text) {
	return withEventDates(parse(text));
}

/** Decodes a report. If its event cannot be read, it becomes the report of a missed change. */
function decodeReport(text) {
	try {
		const report = parse(text);
		if (report.event !== undefined) withEventDates(report.event);
		return report;
	} catch {
		const { group } = JSON.parse(text.charCodeAt(0) === TAGGED ? text.slice(1) : text);
		return { type: "gap", group, changes: 1, reason: "An event cannot be read." };
	}
}

function parse(text) {
	return text.charCodeAt(0) === TAGGED ? revive(parseText(text.slice(1))) : parseText(text);
}

/** Parses JSON. Text that is not JSON was not stored by this package, so the file is damaged. */
function parseText(text) {
	try {
		return JSON.parse(text);
	} catch {
		throw plainError(
			"The store holds a value that cannot be read: its file is damaged. Restore the folder from a backup, or save " +
				"what can be read with 'data.export()'.",
			"STORE_CORRUPT",
		);
	}
}

function withEventDates(event) {
	withDates(event.item);
	if (event.previous !== undefined) withDates(event.previous);
	return event;
}

function withDates(item) {
	item.created = new Date(item.created * 1000);
	item.modified = new Date(item.modified * 1000);
	if (item.ttl !== undefined) item.ttl = new Date(item.ttl * 1000);
	return item;
}

function revive(value) {
	if (Array.isArray(value)) return value.map(revive);
	if (value === null || typeof value !== "object") return value;
	const entries = Object.entries(value);
	if (entries.length === 1 && isTag(entries[0][0])) return untag(...entries[0]);
	return Object.fromEntries(entries.map(([key, inner]) => [key.startsWith("\0") ? key.slice(1) : key, revive(inner)]));
}

function isTag(key) {
	return key.startsWith("\0") && key[1] !== "\0";
}

function untag(key, inner) {
	switch (key.slice(1)) {
		case "B":
			return bytes(inner);
		case "N":
			return number(inner);
		case "SS":
			return new Set(inner);
		case "NS":
			return new Set(inner.map(number));
		default:
			return new Set(inner.map(bytes));
	}
}

function bytes(base64) {
	return Uint8Array.from(Buffer.from(base64, "base64"));
}

function number(digits) {
	const value = Number(digits);
	return Number.isSafeInteger(value) || !/^-?\d+$/.test(digits) ? value : BigInt(digits);
}

module.exports = { decode, decodeEvent, decodeReport, decodeValue, joined, warnOfUnreadable, withEventDates };
