"use strict";

// What the page makes of values: nothing is lost or rounded on the way to a text, to a difference, and back.

const fc = require("fast-check");
const { Data } = require("../..");
const { load } = require("../support/modules");
const { run } = require("../support/random");
const { row } = require("../support/rows");

const { applied, differences, rejected } = load("explorer/page/values/difference.mjs");
const { excerpt } = load("explorer/page/values/excerpt.mjs");
const { isEqual } = load("explorer/page/values/equal.mjs");
const { convert } = load("explorer/page/values/convert.mjs");
const { emptyOf, faultOfNumber, KINDS, kindOf, preview } = load("explorer/page/values/kinds.mjs");
const { merged, places } = load("explorer/page/values/merge.mjs");
const { isSameItem, partsOf, withKey, withParts } = load("explorer/page/values/rows.mjs");
const { sizeOfRow } = load("explorer/page/values/size.mjs");
const { fromText, toText } = load("explorer/page/values/text.mjs");
const { fromForm, toForm } = load("explorer/page/values/bytes.mjs");
const { insert, move, pathText, put, remove, rename } = load("explorer/page/values/paths.mjs");
const { secondsOf } = load("explorer/page/values/dates.mjs");
const { TAGS, fromAttribute, toAttribute } = load("formats/attributes.mjs");
const { parseExactly } = load("formats/numbers.mjs");
const { parse, stringify } = load("node_modules/lossless-json/lib/esm/index.js");

const value = row.map((given) => partsOf(given).M.value);
const ofNumbers = (...numbers) => ({ L: numbers.map((N) => ({ N })) });

test("a row is the same after its parts were taken and put back", () =>
	run(
		fc.property(row, (given) => {
			expect(withParts(given, partsOf(given))).toEqual(given);
		}),
	));

test("text gives back every value, with each number as it was", () =>
	run(
		fc.property(row, (given) => {
			const parts = partsOf(given).M;
			const read = fromText(toText(parts.value));
			expect(read).toEqual(parts.value);
			expect(withParts(given, { M: { ...parts, value: read } })).toEqual(given);
		}),
	));

test("the text is what the formats of the command line read and write", () =>
	run(
		fc.property(value, (given) => {
			expect(isEqual(toAttribute(parse(toText(given)), true), given)).toBe(true);
			expect(isEqual(fromText(stringify(fromAttribute(given, TAGS))), given)).toBe(true);
			expect(isEqual(toAttribute(parseExactly(toText(given)), true), given)).toBe(true);
		}),
	));

test("numbers keep their digits, and what means the same keeps its spelling and kind", () => {
	const before = {
		M: { price: { N: "1.50" }, big: { N: "12345678901234567890.5" }, tags: { SS: ["b", "a"] }, none: { M: {} } },
	};
	expect(toText(before)).toBe(
		'{\n  "price": 1.50,\n  "big": 12345678901234567890.5,\n  "tags": { "$set": ["b", "a"] },\n  "none": {}\n}',
	);
	const text = '{"price": 1.5, "tags": {"$set": ["a", "b"]}, "none": {}, "big": 1.23456789012345678905e19}';
	expect(fromText(text, before)).toBe(before);
	const after = fromText('{"price": 1.500, "tags": {"$set": ["a"]}}', before);
	expect(after).toEqual({ M: { price: { N: "1.50" }, tags: { SS: ["a"] } } });
	expect(fromText('{"$bigint":"12345678901234567890"}')).toEqual({ N: "12345678901234567890" });
});

test.each([
	["{", 1, 2, "A name in quotes is missing"],
	['{\n  "a": 1,\n}', 2, 9, "Remove this comma"],
	['{\n  "a" 1\n}', 2, 7, "A ':' is missing"],
	['{"a": 1 "b": 2}', 1, 9, "A ',' or '}' is missing"],
	["[1, 2", 1, 6, "A ',' or ']' is missing"],
	['[1,\n "open]', 2, 2, "at its end is missing"],
	['"a\tb"', 1, 3, "control character"],
	['"\\x"', 1, 2, "escape is unknown"],
	["'a'", 1, 1, "double quotes"],
	["[Oslo]", 1, 2, "A string is in quotes"],
	["[01]", 1, 2, "not a number of JSON"],
	[`[1,\n${"9".repeat(39)}]`, 2, 1, "at most 38 digits"],
	['{"a": 1, "a": 2}', 1, 10, "has the name 'a' twice"],
	['{"a": {"$set": []}}', 1, 7, "'$set' needs a list"],
	['{"a": {"$bytes": "?"}}', 1, 7, "'$bytes' needs a base64"],
	["1 2", 1, 3, "more text follows"],
	["", 1, 1, "a value is missing"],
	["[".repeat(200), 1, 102, "more than 100 levels"],
])("the fault of %j has its place", (text, line, column, message) => {
	let fault;
	try {
		fromText(text);
	} catch (error) {
		fault = error;
	}
	expect(fault).toMatchObject({ line, column });
	expect(fault.message).toContain(message);
});

test("values are equal if they mean the same", () => {
	expect(isEqual({ N: "1.0" }, { N: "1" })).toBe(true);
	expect(isEqual({ N: "1e2" }, { N: "100" })).toBe(true);
	expect(isEqual({ N: "9007199254740993" }, { N: "9007199254740992" })).toBe(false);
	expect(isEqual({ N: "1" }, { S: "1" })).toBe(false);
	expect(isEqual({ SS: ["a", "b"] }, { SS: ["b", "a"] })).toBe(true);
	expect(isEqual({ NS: ["1", "2"] }, { NS: ["2.0", "1.0"] })).toBe(true);
	expect(isEqual({ L: [{ S: "a" }, { S: "b" }] }, { L: [{ S: "b" }, { S: "a" }] })).toBe(false);
	expect(isEqual({ M: { toString: { S: "" } } }, { M: { a: { S: "" } } })).toBe(false);
});

test("the changes of a difference make the new row of the old one", () =>
	run(
		fc.property(row, row, (before, other) => {
			const [old, parts] = [partsOf(before), partsOf(other)];
			const changes = differences(old, parts);
			expect(isEqual(applied(old, changes), parts)).toBe(true);
			expect(isSameItem(withParts(before, applied(old, changes)), withParts(before, parts))).toBe(true);
			expect(differences(old, structuredClone(old))).toEqual([]);
		}),
	));

const lists = fc.array(fc.constantFrom("1", "2", "3"), { maxLength: 6 });
test("whoever rejects one change after another is back at the old value", () =>
	run(
		fc.property(value, value, lists, lists, fc.infiniteStream(fc.nat()), (before, other, from, to, choice) => {
			const old = { M: { value: before, list: ofNumbers(...from) } };
			let current = { M: { value: other, list: ofNumbers(...to) } };
			for (;;) {
				const changes = differences(old, current);
				if (changes.length === 0) break;
				current = rejected(current, changes[choice.next().value % changes.length]);
				expect(differences(old, current).length).toBeLessThan(changes.length);
			}
			expect(isEqual(current, old)).toBe(true);
		}),
	));

test("an element that is added or removed is one change", () => {
	const path = ["list"];
	const of = (...numbers) => ({ M: { list: ofNumbers(...numbers) } });
	expect(differences(of("1", "2"), of("0", "1", "2"))).toEqual([{ path: ["list", 0], new: { N: "0" } }]);
	expect(differences(of("1", "2", "3"), of("1", "3"))).toEqual([{ path: ["list", 1], old: { N: "2" }, at: 1 }]);
	expect(differences(of("1", "2"), of("3", "4", "5"))).toMatchObject([{ path }]);
	expect(differences(of("1", "2"), of("1", "3"))).toEqual([{ path: ["list", 1], old: { N: "2" }, new: { N: "3" } }]);
});

test("a merge keeps what either has changed, and asks where both have", () => {
	const object = (given) => ({ M: Object.fromEntries(Object.entries(given).map(([name, N]) => [name, { N }])) });
	const saw = object({ mine: "1", theirs: "1", both: "1", same: "1", gone: "1", kept: "1" });
	const mine = object({ mine: "2", theirs: "1", both: "2", same: "3", kept: "1", new: "1" });
	const theirs = object({ mine: "1", theirs: "2", both: "3", same: "3", gone: "1", kept: "1" });
	const all = places(saw, mine, theirs);
	expect(Object.fromEntries(all.map(({ path, by }) => [path[0], by]))).toEqual({
		mine: "me",
		theirs: "them",
		both: "both",
		same: "same",
		gone: "me",
		new: "me",
	});
	expect(merged(theirs, all, ({ by }) => (by === "me" || by === "both" ? "mine" : "theirs"))).toEqual(
		object({ mine: "2", theirs: "2", both: "2", same: "3", kept: "1", new: "1" }),
	);
});

test("a merge in which all choices are mine or theirs gives that value, but for what the other changed alone", () =>
	run(
		fc.property(row, row, row, (a, b, c) => {
			const [saw, mine, theirs] = [a, b, c].map(partsOf);
			const all = places(saw, mine, theirs);
			expect(merged(theirs, all, () => "theirs")).toBe(theirs);
			expect(
				isEqual(
					merged(theirs, all, () => "mine"),
					mine,
				),
			).toBe(true);
			expect(places(saw, mine, saw).every(({ by }) => by === "me")).toBe(true);
		}),
	));

test("each value has a preview, and turns into each kind", () =>
	run(
		fc.property(value, fc.constantFrom(...KINDS.map(([kind]) => kind)), (given, kind) => {
			expect(preview(given, 40)).not.toMatch(/undefined|\[object/);
			const converted = convert(given, kind);
			expect(kindOf(converted)).toBe(kind);
			expect(fromText(toText(converted))).toEqual(converted);
		}),
	));

test("a value turned into another kind keeps its meaning where there is one", () => {
	expect(convert({ S: " 12.50 " }, "N")).toEqual({ N: "12.50" });
	expect(convert({ N: "12.50" }, "S")).toEqual({ S: "12.50" });
	expect(convert({ S: "Oslo" }, "N")).toEqual(emptyOf("N"));
	expect(convert({ SS: ["a", "b"] }, "L")).toEqual({ L: [{ S: "a" }, { S: "b" }] });
	expect(convert({ L: [{ S: "1" }, { N: "2" }] }, "NS")).toEqual({ NS: ["1", "2"] });
	expect(convert({ S: '{"a": 1.50}' }, "M")).toEqual({ M: { a: { N: "1.50" } } });
	expect(convert({ M: { a: { N: "1.50" } } }, "S")).toEqual({ S: '{\n  "a": 1.50\n}' });
	expect(convert({ N: "0.0" }, "BOOL")).toEqual({ BOOL: false });
	expect(faultOfNumber("9".repeat(39))).toContain("38 digits");
	expect(faultOfNumber("1,5")).toContain("not a number");
	expect(faultOfNumber("-1.5e3")).toBeUndefined();
});

test("an excerpt has what differs, and shortens only what is long", () =>
	run(
		fc.property(
			fc.string({ unit: "binary" }),
			fc.string({ unit: "binary" }),
			fc.string({ unit: "binary" }),
			(a, b, c) => {
				const [one, other] = [excerpt(a + b + c, a + c), excerpt(a + c, a + b + c)];
				expect(one.head + one.part + one.tail).toBe(a + b + c);
				expect(other.head + other.part + other.tail).toBe(a + c);
				for (const { head, part, tail } of [one, other])
					expect([head, part, tail].every((text) => text.isWellFormed())).toBe(true);
			},
		),
	));

test("an excerpt of a long text shows the place of a small change", () => {
	const long = "x".repeat(100_000);
	const { head, part, tail } = excerpt(`${long}new${long}`, `${long}old${long}`);
	expect([part, head.length, tail.length]).toEqual(["new", 61, 61]);
	expect(excerpt(long, "").part.length).toBeLessThan(2000);
});

test("bytes are the same in each form, and back", () =>
	run(
		fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
			const base64 = Buffer.from(bytes).toString("base64");
			for (const form of ["hex", "base64"]) expect(fromForm(toForm(base64, form), form)).toBe(base64);
			const text = toForm(base64, "text");
			if (text !== undefined) expect(fromForm(text, "text")).toBe(base64);
		}),
	));

test("bytes that are no UTF-8 have no text, and a fault in hex or base64 is named", () => {
	expect(toForm("/w==", "text")).toBeUndefined();
	expect(fromForm("48 69", "hex")).toBe("SGk=");
	expect(fromForm("SGk", "base64")).toBe("SGk=");
	expect(fromForm("__8", "base64")).toBe("//8=");
	expect(() => fromForm("48 6", "hex")).toThrow("two hex digits");
	expect(() => fromForm("a", "base64")).toThrow("not base64");
});

test("values change at a path, and stay as they were elsewhere", () => {
	const before = { M: { a: { L: [{ N: "1" }, { N: "2" }] }, s: { SS: ["x"] }, b: { M: {} } } };
	const frozen = structuredClone(before);
	expect(put(before, ["a", 0], { S: "" }).M.a).toEqual({ L: [{ S: "" }, { N: "2" }] });
	expect(put(before, ["s", 0], { S: "y" }).M.s).toEqual({ SS: ["y"] });
	expect(remove(before, ["a", 0]).M.a).toEqual(ofNumbers("2"));
	expect(insert(before, ["a", 1], { N: "3" }).M.a).toEqual(ofNumbers("1", "3", "2"));
	expect(move(before, ["a", 0], 1).M.a).toEqual(ofNumbers("2", "1"));
	expect(Object.keys(rename(before, ["a"], "z").M)).toEqual(["z", "s", "b"]);
	expect(put(before, ["b", "__proto__"], { NULL: true }).M.b).toEqual({ M: { ["__proto__"]: { NULL: true } } });
	expect(before).toEqual(frozen);
	expect(pathText(["address", "lines", 0, "a b", "x"])).toBe('address.lines[0]["a b"].x');
});

test("a row with another key keeps its value and its creation, and no version", () => {
	const from = { pk: { S: "users" }, sk: { S: "a" }, ct: { N: "1" }, md: { N: "2" }, _a: { S: "" } };
	expect(withKey(from, "solo")).toEqual({
		pk: { S: "solo" },
		sk: { S: "0" },
		kv: { BOOL: true },
		ct: { N: "1" },
		_a: { S: "" },
	});
	expect(() => withKey(from, "users:")).toThrow("empty part");
});

test("seconds, milliseconds and dates are dates; other numbers and strings are none", () => {
	expect(secondsOf({ N: "1769860800" })).toBe(1769860800);
	expect(secondsOf({ N: "1769860800123" })).toBe(1769860800.123);
	expect(secondsOf({ S: "2026-01-31T12:00:00Z" })).toBe(1769860800);
	for (const none of [
		{ N: "1769" },
		{ N: "99999999999999" },
		{ S: "1769860800" },
		{ S: "2026" },
		{ S: "2026-01-31" },
		{ S: "2026-13-01" },
		{ BOOL: true },
	]) {
		expect(secondsOf(none)).toBeUndefined();
	}
});

test("a row has the size that the store counts", () =>
	run(
		fc.asyncProperty(row, async (given) => {
			const data = Data.open("memory:");
			try {
				await data.import([given]);
				for await (const stored of data.export({ raw: true })) {
					for await (const { bytes } of data.collections({ bytes: true })) expect(sizeOfRow(stored)).toBe(bytes);
				}
			} finally {
				await data.close();
			}
		}),
	));
