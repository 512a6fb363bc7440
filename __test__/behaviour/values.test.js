"use strict";

// Which values can be stored, and how they are read back.

const vm = require("node:vm");
const { freshStore, rows } = require("../support/store");

let data;
beforeEach(async () => {
	data = await freshStore();
});

const bytes = (...values) => new Uint8Array(values);

describe("what a set resolves to", () => {
	const given = () => ({ list: [{ a: 1 }], map: { b: { c: 2 } }, zero: -0 });

	test("is a copy, unaffected by later changes of the argument", async () => {
		const value = given();
		const promise = data.set("k", value);
		value.list[0].a = 3;
		value.map.b = 4;
		const stored = await promise;
		expect(stored).toEqual({ ...given(), zero: 0 });
		expect(Object.is(stored.zero, 0)).toBe(true);
		stored.list.push("mine");
		expect(value.list).toHaveLength(1);
		expect(await data.get("k")).toEqual({ ...given(), zero: 0 });
	});

	test("is the stored value where it differs from the argument", async () => {
		await data.set("k", { old: 1 });
		expect(await data.set("k", { new: 2 })).toEqual({ old: 1, new: 2 });
		expect(await data.set("k", { new: 3, old: null })).toEqual({ new: 3 });
		expect(await data.set("k", { n: { $add: 1 } })).toEqual({ new: 3, n: 1 });
	});

	test("is the value that JSON would produce", async () => {
		const proto = JSON.parse('{"__proto__":{"a":1},"b":[0]}');
		const stored = await data.set("k", { ...proto, [Symbol("s")]: 1, nothing: Object.create(null) });
		expect(JSON.stringify(stored)).toBe(JSON.stringify(await data.get("k")));
		expect(Object.getOwnPropertySymbols(stored)).toEqual([]);
		expect(Object.getPrototypeOf(stored)).toBe(Object.prototype);
		expect(Object.getPrototypeOf(stored.nothing)).toBe(Object.prototype);
		class List extends Array {}
		expect((await data.set("l", { list: List.from([1, 2]) })).list.constructor).toBe(Array);
	});
});

describe("are read back unchanged", () => {
	test.each([
		["text with every kind of escape", { s: '"\\/\b\f\n\r\t\0\u001f\u007f\u2028 żółć 🚀' }],
		["names with every kind of character", { 'a"b': 1, "a\\b": 2, "\n": 3, "🚀": 4, " ": 5, __proto__x: 6 }],
		["names and text that look like tags", { "\0B": "x", "\0\0N": { "\0SS": ["a"] }, t: "\0B", l: ["\0"] }],
		["numbers at the edges", { a: 2 ** 53 - 1, b: -(2 ** 53) + 1, c: 1e-130, d: 5e-7, e: -0.1, f: 123456.789 }],
		["bytes", { b: bytes(0, 255, 128), e: bytes(), n: { l: [bytes(1)] } }],
		["sets", { s: new Set(["b", "a", ""]), n: new Set([3, -1.5, 2n ** 60n]), b: new Set([bytes(1), bytes(2)]) }],
		["bigints that need to be", { b: 2n ** 64n, n: -(2n ** 70n), l: [2n ** 53n] }],
		["deep structures", { a: [[[{ b: [null, { c: "d" }] }]]], e: {}, l: [] }],
		["an attribute named like a method", { toString: 1, constructor: 2, hasOwnProperty: 3, length: 4 }],
	])("%s", async (_, value) => {
		expect(await data.set("k", value)).toEqual(value);
		expect(await data.get("k")).toEqual(value);
		expect(await data.set("k", value, { overwrite: true })).toEqual(value);
		expect((await data.get("k", true)).value).toEqual(value);
		await data.set("c:1", value, { label1: "l" });
		expect((await data.get("c:*")).items[0].value).toEqual(value);
		expect((await data.getByLabel("label1", "l", true)).items[0].value).toEqual(value);
		expect((await data.get(["c:1"])).items[0].value).toEqual(value);
	});

	test.each([
		["bytes", bytes(1, 2, 3)],
		["a set", new Set(["a"])],
		["a bigint", 2n ** 64n],
		["an array", [1, "a", null, { b: true }]],
		["the empty text", ""],
		["text that begins with a mark", "!@#%"],
		["text with NUL", "\0B"],
	])("%s as a single value", async (_, value) => {
		expect(await data.set("k", value)).toEqual(value);
		expect(await data.get("k")).toEqual(value);
	});
});

test("bytes of every kind come back as Uint8Array", async () => {
	const buffer = Buffer.from("żółć");
	const shared = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
	for (const value of [buffer, shared, new DataView(buffer.buffer, buffer.byteOffset, buffer.length)]) {
		await data.set("k", { value });
		const { value: back } = await data.get("k");
		expect(back).toBeInstanceOf(Uint8Array);
		expect(Buffer.from(back).toString()).toBe("żółć");
	}
	await data.set("k", { value: bytes(7, 8).buffer });
	expect((await data.get("k")).value).toEqual(bytes(7, 8));
});

test("a bigint that a number can hold is read back as a number, and works in $add", async () => {
	await data.set("k", { n: 5n });
	expect(await data.get("k")).toEqual({ n: 5 });
	expect(await data.add("k", "n", 2n)).toEqual({ n: 7 });
});

test("numbers are exact decimals of 38 digits", async () => {
	await data.set("k", 0.1);
	expect(await data.add("k", 0.2)).toBe(0.3);
	await data.set("big", 2n ** 64n);
	expect(await data.add("big", 1)).toBe(2n ** 64n + 1n);
	expect(await data.add("big", -(2n ** 64n))).toBe(1);
	await data.set("digits", BigInt("9".repeat(38)));
	await expect(data.add("digits", 0.5)).rejects.toMatchObject({ name: "ValidationException" });
	expect(await data.get("digits")).toBe(BigInt("9".repeat(38)));
});

test("values of another realm are accepted", async () => {
	const value = vm.runInNewContext(
		"({ o: { a: 1 }, l: [1], m: new Map([['x', 1]]), s: new Set(['a']), b: new Uint8Array([1]) })",
	);
	await data.set("k", value);
	expect(await data.get("k")).toEqual({ o: { a: 1 }, l: [1], m: { x: 1 }, s: new Set(["a"]), b: bytes(1) });
});

test("functions and undefined are omitted, even from arrays", async () => {
	await data.set("k", { f() {}, a: [1, undefined, () => 1, 2], o: { u: undefined, n: null } });
	expect(await data.get("k")).toEqual({ a: [1, 2], o: { n: null } });
});

test("undefined removes an attribute even with removeNulls: false", async () => {
	await data.set("k", { a: 1, b: 2 });
	expect(await data.set("k", { a: undefined, b: null }, { removeNulls: false })).toEqual({ b: null });
});

test("a lone surrogate becomes the replacement character, as on DynamoDB", async () => {
	expect(await data.set("k", { "a\ud800": "x\udc00y" })).toEqual({ "a\ufffd": "x\ufffdy" });
});

test("objects without a prototype are plain", async () => {
	const value = Object.assign(Object.create(null), { a: 1 });
	expect(await data.set("k", value)).toEqual({ a: 1 });
});

describe("refused, with a reason", () => {
	const circular = {};
	circular.self = circular;
	const nested = (levels, leaf) => (levels === 0 ? leaf : { deep: nested(levels - 1, leaf) });
	test.each([
		["a circle", circular, /32 levels/],
		["an attribute of 33 levels, the number included", { a: nested(32, 1) }, /32 levels/],
		["an attribute of 33 levels with a bigint", { a: nested(32, 2n ** 64n) }, /32 levels/],
		["-Infinity", { n: Number.NEGATIVE_INFINITY }, /-Infinity is not allowed/],
		["an unsafe negative", [-(2 ** 53)], /lesser than Number.MIN_SAFE_INTEGER/],
		["a number too close to 0", { n: 1e-200 }, /too close to 0/],
		["a bigint of 39 digits", { n: 10n ** 39n + 1n }, /38 significant digits/],
		["$add deeper than a root attribute", { a: { b: { $add: 1 } } }, /not deeper/],
		["$add in an array", { a: [{ $add: 1 }] }, /not deeper/],
	])("%s", async (_, value, message) => {
		await expect(data.set("k", value)).rejects.toMatchObject({ message: expect.stringMatching(message) });
		await expect(data.set("k", value)).rejects.toMatchObject({ code: "INVALID_VALUE" });
		await expect(data.set([{ key: "k", value }])).rejects.toMatchObject({ code: "INVALID_VALUE" });
		expect(await rows(data)).toEqual([]);
	});
});

test.each([[1], [2n ** 64n]])("an attribute can have 32 levels, including %p at the bottom", async (leaf) => {
	let value = leaf;
	for (let level = 0; level < 31; level++) value = { value };
	expect(await data.set("k", { a: value })).toEqual({ a: value });
	// If the whole value is an array, it counts as a level.
	let array = leaf;
	for (let level = 0; level < 31; level++) array = [array];
	expect(await data.set("l", array)).toEqual(array);
	await expect(data.set("m", [array])).rejects.toThrow(/32 levels/);
});

test("a text that contains $add is text", async () => {
	const value = { a: '"$add"', b: { c: '{"$add":1}' } };
	expect(await data.set("k", value)).toEqual(value);
});
