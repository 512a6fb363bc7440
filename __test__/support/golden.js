"use strict";

// The tags of the golden files: see golden/README.md.

const { expect } = require("@jest/globals");

/** The tolerance of a recorded `now`, in seconds. */
const LENIENCY = 5;

const now = () => Math.floor(Date.now() / 1000);

/** A recorded argument as a JavaScript value. */
function argument(json, context) {
	if (Array.isArray(json)) return json.map((item) => argument(item, context));
	if (json === null || typeof json !== "object") return json;
	const [tag, inner] = Object.entries(json)[0] ?? [];
	if (Object.keys(json).length === 1 && tag.startsWith("$")) {
		switch (tag) {
			case "$undefined":
				return undefined;
			case "$bigint":
				return BigInt(inner);
			case "$number":
				return Number(inner);
			case "$bytes":
				return new Uint8Array(Buffer.from(inner, "base64"));
			case "$set":
				return new Set(argument(inner, context));
			case "$map":
				return new Map(argument(inner, context));
			case "$isoDate":
				return new Date(inner);
			case "$repeat":
				return inner[0].repeat(inner[1]);
			case "$epoch":
				return now() + inner;
			case "$created":
				return context.created.get(inner);
			case "$lastKey":
				return context.results[inner].lastKey;
		}
	}
	return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, argument(value, context)]));
}

/** A recorded result as an expectation for jest. */
function expected(json) {
	if (Array.isArray(json)) return json.map(expected);
	if (json === null || typeof json !== "object") return json;
	const [tag, inner] = Object.entries(json)[0] ?? [];
	if (tag === "$function") return expect.any(Function);
	if (tag === "$date") return { asymmetricMatch: (date) => isDate(date, inner), toString: () => `Date ${inner}` };
	if (tag?.startsWith("$") && Object.keys(json).length === 1) return argument(json);
	return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, expected(value)]));
}

/** A recorded row as an expectation for jest, without `kv1` to `kv5`. The fraction of `md` is the version. */
function expectedRow(row) {
	const columns = Object.entries(row).filter(([name]) => !/^kv[1-5]$/.test(name));
	return Object.fromEntries(
		columns.map(([name, value]) =>
			["ct", "md", "ttl"].includes(name)
				? [name, { N: { asymmetricMatch: (n) => isMoment(Math.floor(n), value.N), toString: () => value.N } }]
				: [name, expected(value)],
		),
	);
}

function isDate(date, word) {
	return date instanceof Date && isMoment(date.getTime() / 1000, word);
}

function isMoment(seconds, word) {
	const relative = /^now(?:\+(\d+))?$/.exec(word);
	return relative
		? Math.abs(seconds - now() - Number(relative[1] ?? 0)) <= LENIENCY
		: seconds === new Date(word).getTime() / 1000;
}

module.exports = { argument, expected, expectedRow };
