"use strict";

// What the page shows of stored texts: no character hides, none turns others around, and no two texts look the same.

const fc = require("fast-check");
const { load } = require("../support/modules.js");

const { visible } = load("explorer/page/parts/visible.mjs");

test.each([
	["evil:rlo\u202ekcatta", "evil:rlo\\u{202E}kcatta"],
	["evil:zero\u200bwidth", "evil:zero\\u{200B}width"],
	[
		"a\u0000b\u00a0c\ufeffd\u2028e\u00ade\u3164\u2800",
		"a\\u{0}b\\u{A0}c\\u{FEFF}d\\u{2028}e\\u{AD}e\\u{3164}\\u{2800}",
	],
	["\u{e0041}\ud800", "\\u{E0041}\\u{D800}"],
	["a\nb\tc", "a\\u{A}b\\u{9}c"],
	["\\u{202E}", "\\u{5C}u{202E}"],
	["C:\\users\\jane", "C:\\users\\jane"],
	["Zoë, Łódź, مرحبا, 日本 ❤️ 👩‍👩‍👧", "Zoë, Łódź, مرحبا, 日本 ❤️ 👩‍👩‍👧"],
])("%j is shown as %j", (text, shown) => {
	expect(visible(text)).toBe(shown);
});

test("a text has its lines where it is shown with them", () => {
	expect(visible("a\n\tb\u200b", { hasLines: true })).toBe("a\n\tb\\u{200B}");
});

test("spaces that a page would drop are shown", () => {
	expect(visible(" a  b ", { isExact: true })).toBe("\\u{20}a \\u{20}b\\u{20}");
});

/** Characters that a page does not show: of each kind some, and whatever else Unicode has. */
const hidden = fc.oneof(
	fc.constantFrom(
		..."\u0000\u0007\n\r\t\u007f\u0085\u00a0\u00ad\u034f\u061c\u115f\u180e\u2003\u200b\u200d\u200e\u2028",
	),
	fc.constantFrom(..."\u2029\u202a\u202e\u2060\u2066\u2069\u2800\u3000\u3164\ufe0f\ufeff\uffa0\ufff9\ue000"),
	fc.integer({ min: 0xe0000, max: 0xe01ef }).map((code) => String.fromCodePoint(code)),
	fc.constantFrom("\ud800", "\udfff", " "),
	fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
);
const key = fc
	.array(fc.oneof({ weight: 2, arbitrary: hidden }, fc.constantFrom("a", ":", "\\", "\\u{", "}", "20", "A", "200B")))
	.map((parts) => parts.join(""));

test("two different keys never show the same", () => {
	fc.assert(
		fc.property(key, key, hidden, (one, other, character) => {
			const how = { isExact: true };
			if (one !== other) expect(visible(one, how)).not.toBe(visible(other, how));
			expect(visible(`${one}${character}${other}`, how)).not.toBe(visible(one + other, how));
			// The text can be read back, so that it says what is stored.
			const read = visible(one, how).replace(/\\u\{([0-9A-F]+)\}/g, (_, code) => String.fromCodePoint(`0x${code}`));
			expect(read).toBe(one);
		}),
		{ numRuns: 5000 },
	);
});

test("nothing that is shown is hidden", () => {
	fc.assert(
		fc.property(key, (text) => {
			const shown = visible(text, { isExact: true }).replace(/\p{RGI_Emoji}/gv, "x");
			expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{DI}\u2800]|(?! )\p{Zs}|^ | $| {2}/u);
		}),
		{ numRuns: 5000 },
	);
});
