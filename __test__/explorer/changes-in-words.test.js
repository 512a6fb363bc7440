"use strict";

const { load } = require("../support/modules.js");

const { differencesOf, summaryOf } = load("explorer/page/parts/changes.mjs");

const row = (columns) => ({ pk: { S: "users" }, sk: { S: "jane" }, ct: { N: "1" }, md: { N: "2.5" }, ...columns });

test("attributes have their own names, deep ones their path, labels and the expiry theirs", () => {
	const before = row({ _name: { S: "Jane" }, _tags: { L: [{ S: "a" }] }, ttl: { N: "1795700000" } });
	const after = row({ _name: { S: "Jane" }, _tags: { L: [{ S: "b" }] }, pk1: { S: "team" }, sk1: { S: "core" } });
	expect(differencesOf(before, after)).toEqual([
		{ name: "tags[0]", old: { S: "a" }, new: { S: "b" } },
		{ name: "expires", old: { N: "1795700000" }, new: undefined },
		{ name: "label1", old: undefined, new: { S: "team:core" } },
	]);
});

test("each attribute of an item that comes or goes is a difference, with one side only", () => {
	const item = row({ _name: { S: "Jane" }, _age: { N: "41" } });
	expect(differencesOf(undefined, item)).toEqual([
		{ name: "name", old: undefined, new: { S: "Jane" } },
		{ name: "age", old: undefined, new: { N: "41" } },
	]);
	expect(differencesOf(item, undefined)).toEqual([
		{ name: "name", old: { S: "Jane" }, new: undefined },
		{ name: "age", old: { N: "41" }, new: undefined },
	]);
});

test("a value that is no object has no name, and nothing of an object that was not there", () => {
	expect(differencesOf(undefined, row({ val: { S: "hello" } }))).toEqual([
		{ name: "", old: undefined, new: { S: "hello" } },
	]);
	expect(differencesOf(row({ val: { N: "1" } }), row({ val: { N: "2" } }))).toEqual([
		{ name: "", old: { N: "1" }, new: { N: "2" } },
	]);
});

test("a write that changes only the version has no difference", () => {
	expect(differencesOf(row({ _a: { N: "1" } }), row({ _a: { N: "1.0" }, md: { N: "3.1" } }))).toEqual([]);
});

test("a line names the first differences, and counts the others", () => {
	const after = row({ _a: { N: "12345678901234567890123" }, _b: { BOOL: true }, _c: { NULL: true }, _d: { S: "x" } });
	expect(summaryOf(undefined, after, 2)).toEqual({
		texts: [
			{ name: "a", old: undefined, now: "12345678901234567890123" },
			{ name: "b", old: undefined, now: "true" },
		],
		more: 2,
	});
});

test("when an item expires is a date", () => {
	const { texts } = summaryOf(row({}), row({ ttl: { N: "1795700000" } }));
	expect(texts).toEqual([
		{ name: "expires", old: undefined, now: expect.stringMatching(/^2026-11-2\d \d\d:\d\d:20$/) },
	]);
});
