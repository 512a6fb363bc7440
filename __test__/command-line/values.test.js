"use strict";

// Values and keys as text: whatever a store holds is read back as it was.

const fc = require("fast-check");
const { load } = require("../support/modules");
const { NAMES } = require("../support/names");
const { run } = require("../support/random");

const { fromArgument, fromJson, toJson } = load("cli/values.mjs");
const { keyLine, keyOfLine } = load("cli/keys.mjs");
const { printable } = load("cli/text.mjs");

const bytes = fc.uint8Array({ maxLength: 9 });
const bigint = fc.bigInt({ min: 2n ** 53n, max: 10n ** 38n - 1n }).chain((n) => fc.constantFrom(n, -n));
const number = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true, maxExcluded: true }));
const finite = number.filter((n) => !Object.is(n, -0) && (!Number.isInteger(n) || Number.isSafeInteger(n)));
const text = fc.string({ unit: "grapheme" });
const name = fc.oneof(
	fc.constantFrom(
		"$set",
		"$bytes",
		"$bigint",
		"$$set",
		"$$$bytes",
		"$add",
		...NAMES.filter((each) => each !== "__proto__"),
	),
	text.filter((each) => each !== "__proto__"),
);
const set = fc.oneof(
	fc.uniqueArray(text, { minLength: 1 }),
	fc.uniqueArray(bigint, { minLength: 1 }),
	fc.uniqueArray(bytes, { minLength: 1, selector: String }),
);
const { value } = fc.letrec((tie) => ({
	value: fc.oneof(
		{ maxDepth: 4 },
		fc.oneof(
			text,
			finite,
			bigint,
			bytes,
			fc.boolean(),
			fc.constant(null),
			set.map((elements) => new Set(elements)),
		),
		fc.array(tie("value"), { maxLength: 4 }),
		fc.dictionary(name, tie("value"), { maxKeys: 3, noNullPrototype: true }),
	),
}));

test("values come back from their JSON", async () => {
	await run(
		fc.property(value, fc.constantFrom(undefined, 2), (given, indent) => {
			expect(fromJson(toJson(given, indent))).toEqual(given);
		}),
		{ numRuns: 2000 },
	);
});

test("numbers with all their digits are bigints, and what is no JSON is a text", () => {
	expect(fromJson('{"a":[12345678901234567890,-12345678901234567890,1234567890.1234567]}')).toEqual({
		a: [12345678901234567890n, -12345678901234567890n, 1234567890.1234567],
	});
	expect(fromArgument("12345678901234567890 items")).toBe("12345678901234567890 items");
	expect(() => fromArgument('{"a":1,\n "b": x}')).toThrow("line 2, column 7");
	for (const wrong of ['{"$set":1}', '{"$bytes":"a"}', '{"$bytes":1}', '{"$bigint":"1.5"}', '{"$bigint":1}']) {
		expect(() => fromArgument(wrong)).toThrow("needs");
	}
});

test("keys come back from their lines, and a line is one line", async () => {
	await run(
		fc.property(fc.oneof(text, name, fc.string({ unit: "binary" })), (given) => {
			// Keys are trimmed and not empty.
			const key = given.replace(/[:*|<>]/g, "").trim() || "x";
			const line = keyLine(key);
			expect(line).not.toMatch(/[\n\r]/);
			expect(keyOfLine(line, 1)).toBe(key);
			expect(keyOfLine(JSON.stringify({ key }), 1)).toBe(key);
		}),
	);
});

test("printable text moves no cursor", async () => {
	await run(
		fc.property(fc.string({ unit: "binary" }), (given) => {
			expect(printable(given)).not.toMatch(/[\p{Cc}\u202e]/u);
		}),
	);
});
