"use strict";

// What no store holds is found in the editor, at its place, and only that: the library itself judges the same values.

const fc = require("fast-check");
const { Data } = require("../..");
const { load } = require("../support/modules");
const { run } = require("../support/random");
const { row } = require("../support/rows");

const { cellOf, survey } = load("explorer/page/items/columns.mjs");
const { applied, differences } = load("explorer/page/values/difference.mjs");
const { faultIn, faultOfKeyText } = load("explorer/page/values/faults.mjs");
const { convert } = load("explorer/page/values/convert.mjs");
const { merged, places } = load("explorer/page/values/merge.mjs");
const { partsOf, withParts } = load("explorer/page/values/rows.mjs");
const { MAX_BYTES, sizeOfRow } = load("explorer/page/values/size.mjs");
const { toRow } = load("formats/rows.mjs");
const { fromText, toText } = load("explorer/page/values/text.mjs");

const KEY = { pk: { S: "a" }, sk: { S: "b" } };
const rowOf = (value) => withParts(KEY, { M: { value } });

const data = Data.open("memory:");
afterAll(() => data.close());
const isTaken = (value) =>
	data.import([rowOf(value)]).then(
		() => true,
		() => false,
	);

/** A list in a list, so that the value at the bottom is at this level. */
function deep(level, bottom) {
	let value = bottom;
	for (let at = 1; at < level; at++) value = { L: [value] };
	return value;
}

const text = { S: "x" };
const large = { S: "x".repeat(MAX_BYTES) };

test.each([
	["a set with an element twice", { M: { a: { SS: ["x", "y", "x"] } } }],
	["a set with a number twice in two spellings", { M: { a: { NS: ["1", "1.0"] } } }],
	["a set with bytes twice", { L: [{ BS: ["AA==", "AA=="] }] }],
	["an empty set", { M: { a: { SS: [] } } }],
	["an empty name inside", { M: { a: { M: { "": text } } } }],
	["an empty name in a list", { L: [{ M: { "": text } }] }],
	["33 levels of an attribute", { M: { a: deep(33, text) } }],
	["33 levels of a value that is no object", deep(33, text)],
	["33 levels with a set", { M: { a: deep(33, { SS: ["x"] }) } }],
	["an attribute that is too large", { M: { a: text, b: large } }],
	["a string that is too large", large],
])("%s is found, as the store refuses it", async (_, value) => {
	expect(faultIn(value)).toEqual({ node: expect.anything(), message: expect.stringMatching(/^[A-Z].*\.$/) });
	expect(await isTaken(value)).toBe(false);
});

test.each([
	["an empty name of an attribute", { M: { "": text } }],
	["32 levels of an attribute", { M: { a: deep(32, text) } }],
	["32 levels with a set", { M: { a: deep(32, { SS: ["x"] }) } }],
	["32 levels of a value that is no object", deep(32, text)],
	["an empty string in a set", { M: { a: { SS: [""] } } }],
	["empty values", { M: { a: { M: {} }, b: { L: [] }, c: { S: "" }, d: { B: "" } } }],
])("%s is no fault, as the store takes it", async (_, value) => {
	expect(faultIn(value)).toBeUndefined();
	expect(await isTaken(value)).toBe(true);
});

test("what a store has given has no fault", () =>
	run(
		fc.property(row, (given) => {
			expect(faultIn(partsOf(given).M.value)).toBeUndefined();
		}),
	));

test("half of a character is found in strings, sets and names", () => {
	const half = "\ud800y";
	for (const value of [
		{ S: half },
		{ M: { a: { L: [{ S: half }] } } },
		{ M: { a: { SS: ["x", half] } } },
		{ M: { [half]: text } },
		{ M: { a: { M: { [half]: text } } } },
	])
		expect(faultIn(value)?.message).toContain("half of a character");
	expect(faultIn({ M: { "😀": { S: "😀" } } })).toBeUndefined();
	expect(faultOfKeyText(`users:${half}`)).toContain("half of a character");
	expect(faultOfKeyText("users:😀")).toBeUndefined();
	expect(faultOfKeyText(`${"ä".repeat(128)}:x`)).toBeUndefined();
	expect(faultOfKeyText(`${"ä".repeat(128)}a:x`)).toContain("256 bytes");
});

test("a text names the line and column of what no store holds", () => {
	const fault = (written, room) => {
		try {
			fromText(written, undefined, room);
		} catch ({ line, column, message }) {
			return [line, column, message];
		}
		throw new Error(`'${written}' has no fault.`);
	};
	expect(fault('{\n  "a": "\\ud800y"\n}')).toEqual([2, 8, expect.stringContaining("half of a character")]);
	expect(fault('{\n  "a": { "$set": [1, 1.0] }\n}')).toEqual([2, 8, expect.stringContaining("twice")]);
	expect(fault('{\n  "a": {\n    "": 1 }\n}')).toEqual([3, 9, expect.stringContaining("empty name")]);
	expect(fault(`${"[".repeat(40)}${"]".repeat(40)}`)).toEqual([1, 33, expect.stringContaining("32 levels")]);
	expect(fault('{\n  "a": 1e200\n}')).toEqual([2, 8, expect.stringContaining("38 digits")]);
	expect(fault('{\n  "a": "1234",\n  "b": "123456789"\n}', 12)).toEqual([3, 8, expect.stringContaining("400 KB")]);
});

test("the room for a value is exactly what the rest of an item leaves", async () => {
	const room = MAX_BYTES - sizeOfRow(rowOf({ M: {} }));
	const of = (length) => ({ M: { a: { S: "x".repeat(length) } } });
	expect(faultIn(of(room - 2), room)).toBeUndefined();
	expect(faultIn(of(room - 1), room)).toBeDefined();
	expect(sizeOfRow(rowOf(of(room - 2)))).toBe(MAX_BYTES);
	const whole = (length) => ({ S: "x".repeat(length) });
	expect(faultIn(whole(room - 3), room)).toBeUndefined();
	expect(faultIn(whole(room - 2), room)).toBeDefined();
});

test("a value that becomes a set has each element once", () => {
	expect(convert({ L: [{ N: "1" }, { N: "1.0" }, { N: "2" }] }, "NS")).toEqual({ NS: ["1", "2"] });
	expect(convert({ L: [{ S: "b" }, { S: "a" }, { S: "b" }] }, "SS")).toEqual({ SS: ["b", "a"] });
});

test.each(["__proto__", "_proto__", "constructor", "toString", "valueOf", "hasOwnProperty"])(
	"an attribute '%s' is one as any other",
	async (name) => {
		const value = (inner) => ({ M: { [name]: { S: inner }, other: { M: { [name]: { S: inner } } } } });
		const none = { M: {} };
		expect(fromText(toText(value("x")))).toEqual(value("x"));
		expect(partsOf(rowOf(value("x"))).M.value).toEqual(value("x"));
		expect(applied(none, differences(none, value("x")))).toEqual(value("x"));
		const all = places(value("x"), value("mine"), value("x"));
		expect(merged(value("x"), all, () => "mine")).toEqual(value("mine"));
		expect(cellOf(rowOf(value("x")), `_${name}`)).toEqual({ S: "x" });
		expect(toRow({ key: "a:b", value: { other: value("x").M.other.M, [name]: "x" } }, false)[`_${name}`]).toEqual({
			S: "x",
		});
		expect(cellOf(rowOf(none), `_${name}`)).toBeUndefined();
		expect(survey([rowOf(value("x"))]).get(`_${name}`).rows).toBe(1);
		expect(await isTaken(value("x"))).toBe(true);
		const stored = [];
		for await (const one of data.export({ raw: true })) stored.push(partsOf(one).M.value);
		expect(stored).toEqual([value("x")]);
	},
);
