"use strict";

const fc = require("fast-check");
const { load } = require("../support/modules.js");

const { best, match, pieces } = load("explorer/page/palette/fuzzy.mjs");
const namesOf = (found) => found.map(({ entry }) => entry);
const search = (typed, entries) => namesOf(best(typed, entries, (entry) => entry, 10));

test("letters must stand in the text, in order", () => {
	expect(search("uj", ["users:jane", "jumbo", "orders"])).toEqual(["users:jane"]);
	expect(match("zz", "users")).toBeUndefined();
});

test("the beginnings of words are better than letters in between", () => {
	expect(search("ne", ["lines", "New item"])[0]).toBe("New item");
	expect(search("ni", ["Find in this", "New item"])[0]).toBe("New item");
});

test("text as it was typed is better than letters that are spread, and the shorter text is better", () => {
	expect(search("order", ["o-r-d-e-r", "orders:2026", "orders"])).toEqual(["orders", "orders:2026", "o-r-d-e-r"]);
});

test("a letter in a word's middle does not keep a later beginning from being found", () => {
	expect(match("cl", "Copy link")).toBeDefined();
	expect(match("ab", "xa b-a")).toBeDefined();
});

test("without letters, all entries come in their order", () => {
	expect(search(" ", ["b", "a"])).toEqual(["b", "a"]);
});

test("what is marked is what was typed, whatever the texts are", () => {
	const letters = fc.string({ unit: fc.constantFrom("a", "b", "A", ":", "-", "é", "😀"), maxLength: 8 });
	fc.assert(
		fc.property(letters, letters, letters, (before, typed, after) => {
			const text = `${before}${typed}${after}`;
			const found = match(typed, text);
			expect(found).toBeDefined();
			const marked = pieces(text, found.at);
			expect(marked.map(([piece]) => piece).join("")).toBe(text);
			const letters = found.at.map((place) => text[place].toLowerCase()).join("");
			expect(typed.toLowerCase()).toContain(letters);
		}),
	);
});
