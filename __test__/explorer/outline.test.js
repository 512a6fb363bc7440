"use strict";

// The tree of an item shows a large value at once, and each part of it when it is asked for.

const { load } = require("../support/modules");

const { firstOpen, idOf, outline, PIECE } = load("explorer/page/item/outline.mjs");

const text = (S) => ({ S });
const numbers = (count) => ({ L: Array.from({ length: count }, (_, index) => ({ N: String(index) })) });
const shownOf = (value, open = firstOpen(value), shown = new Map()) =>
	outline(value, open, shown).map(({ path, level, more, isOpen }) => [path.join("."), level, more ?? isOpen]);

test("a small value is open to its leaves, sets and all", () => {
	const value = { M: { a: text("x"), b: { M: { c: { SS: ["y", "z"] } } }, none: { L: [] } } };
	expect(shownOf(value)).toEqual([
		["a", 1, undefined],
		["b", 1, true],
		["b.c", 2, true],
		["b.c.0", 3, undefined],
		["b.c.1", 3, undefined],
		["none", 1, undefined],
	]);
	expect(shownOf(text("x"))).toEqual([["", 1, undefined]]);
});

test("what is inside of a large value is closed at first", () => {
	const value = { M: { few: numbers(2), many: numbers(500) } };
	expect(shownOf(value)).toEqual([
		["few", 1, false],
		["many", 1, false],
	]);
});

test("many children come in pieces, and say how many follow", () => {
	const value = { M: { many: numbers(500) } };
	const open = new Set([idOf(["many"])]);
	const first = shownOf(value, open);
	expect(first).toHaveLength(1 + PIECE + 1);
	expect(first.at(-1)).toEqual(["many", 2, 500 - PIECE]);
	expect(shownOf(value, open, new Map([[idOf(["many"]), 1000]]))).toHaveLength(501);
});

test("long strings and bytes open, short ones do not", () => {
	const value = {
		M: { long: text("x".repeat(200)), lines: text("a\nb"), short: text("a"), bytes: { B: "a".repeat(200) } },
	};
	expect(shownOf(value).map(([path, , isOpen]) => [path, isOpen])).toEqual([
		["long", false],
		["lines", false],
		["short", undefined],
		["bytes", false],
	]);
});

test("rows say where they are among their siblings", () => {
	const rows = outline({ L: [text("a"), text("b")] }, new Set(), new Map());
	expect(rows.map(({ position, siblings, parentKind }) => [position, siblings, parentKind])).toEqual([
		[1, 2, "L"],
		[2, 2, "L"],
	]);
});
