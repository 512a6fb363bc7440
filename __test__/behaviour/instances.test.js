"use strict";

// Values that are not plain data: dates, class instances, promises, functions.

const vm = require("node:vm");
const { freshStore, rows } = require("../support/store");

let data;
beforeEach(async () => {
	data = await freshStore();
});

class User {
	#password = "secret";
	name = "Jane";
	address = { city: "Oslo" };
	joined = new Date("2026-01-02T03:04:05.678Z");

	get length() {
		return this.#password.length;
	}
}

const stored = { name: "Jane", address: { city: "Oslo" }, joined: "2026-01-02T03:04:05.678Z" };

test("a class instance as the whole value stores its own attributes", async () => {
	expect(await data.set("a", new User())).toEqual(stored);
	expect(await data.set("b", new User(), { overwrite: true })).toEqual(stored);
	expect(await data.set("c", undefined, { default: new User() })).toEqual(stored);
	expect((await data.set([{ key: "d", value: new User() }], { overwrite: true })).items[0].value).toEqual(stored);
	for (const key of ["a", "b", "c", "d"]) expect(await data.get(key)).toEqual(stored);
	expect(await data.set("a", Object.assign(new User(), { name: "Joe" }))).toEqual({ ...stored, name: "Joe" });
});

test("a valid Date is stored as its ISO string, at any depth", async () => {
	const date = new Date("2026-01-02T03:04:05.678Z");
	const other = vm.runInNewContext("new Date('2026-01-02T03:04:05.678Z')");
	const iso = date.toISOString();
	for (const at of [date, other, Object.assign(new Date(date), { constructor: 1, toISOString: 2 })]) {
		expect(await data.set("k", { at, list: [at, { at }], map: new Map([["at", at]]) })).toEqual({
			...{ at: iso, list: [iso, { at: iso }], map: { at: iso } },
		});
		expect(await data.set("d", at)).toBe(iso);
	}
	expect(await data.get("d")).toBe(iso);
	expect(await data.set("e", {}, { default: { at: date } })).toEqual({ at: iso });
	expect((await data.set([{ key: "f", value: [date] }], { overwrite: true })).items[0].value).toEqual([iso]);
});

test("the dates of an item can be stored", async () => {
	const item = await data.set("k", 1, { meta: true });
	expect(await data.set("log:1", { modified: item.modified })).toEqual({ modified: item.modified.toISOString() });
});

test("the kind of an object is determined by its internal state, not by its properties", async () => {
	const map = Object.assign(new Map([["a", 1]]), { constructor: { name: "Set" }, [Symbol.iterator]: null });
	const set = Object.assign(new Set(["a"]), { constructor: { name: "Map" }, [Symbol.iterator]: null });
	const bytes = Object.defineProperties(new Uint8Array([1, 2]), { length: { value: 9 }, byteLength: { value: 9 } });
	const text = Object.assign(new String("text"), { valueOf: () => 1, constructor: Map });
	expect(await data.set("k", { map, set, bytes, text })).toMatchObject({
		map: { a: 1 },
		set: new Set(["a"]),
		text: "text",
	});
	expect([...(await data.get("k")).bytes]).toEqual([1, 2]);
	const forged = { constructor: { name: "ArrayBuffer" }, length: 1e9, x: "\u0001" };
	expect(await data.set("f", forged)).toEqual(forged);
});

describe("refused, with the place and a fix", () => {
	class Money {}
	const revoked = new ArrayBuffer(8);
	structuredClone(revoked, { transfer: [revoked] });
	test.each([
		["an instance below the root", { user: { pays: [new Money()] } }, "'user.pays[0]' is an instance of Money, which"],
		["a class without a name", { a: new (class {})() }, "'a' is an instance of a class, which"],
		["an Error", new RangeError("secret"), "The value is an instance of RangeError, which"],
		["a RegExp", /secret/, "The value is an instance of RegExp, which"],
		["a URL", new URL("http://secret"), "The value is an instance of URL, which"],
		["Headers", new Headers({ a: "secret" }), "The value is an instance of Headers, which"],
		["a Blob", new Blob(["secret"]), "The value is an instance of Blob, which"],
		["URLSearchParams", new URLSearchParams("a=secret"), "The value is an instance of URLSearchParams, which"],
		["an object that inherits all it has", Object.create({ a: "secret" }), "The value is an instance of"],
		// biome-ignore lint/suspicious/noThenProperty: a thenable need not be a Promise
		["a plain object that is awaited", { then() {}, a: 1 }, "The value is a Promise. Await it"],
		["a Promise", Promise.resolve("secret"), "The value is a Promise. Await it"],
		["a Promise inside", { a: { b: Promise.resolve("secret") } }, "'a.b' is a Promise. Await it"],
		[
			"a thenable",
			new (class Query {
				// biome-ignore lint/suspicious/noThenProperty: query builders have a `then`
				then() {}
			})(),
			"The value is a Promise. Await it",
		],
		["an invalid Date", { a: [new Date(Number.NaN)] }, "'a[0]' is an invalid Date."],
		["a symbol", { a: Symbol("secret") }, "'a' is a symbol, which cannot be stored."],
		["a function", () => "secret", "The value is a function, which cannot be stored."],
		["an empty Set", { a: new Set([undefined]) }, "'a' is an empty Set."],
		["a Set of several kinds", { a: new Set([1, "secret"]) }, "'a' is a Set of several kinds:"],
		["a huge bigint", { n: 10n ** 200_000n + 1n }, "'n' is a bigint of more than 38"],
		["a huge bigint in a Set", { n: new Set([10n ** 200_000n]) }, "'n' is a bigint of more than 38"],
		["a Map with an object as a key", new Map([[{}, 1]]), "The value is a Map with a key that is not a string."],
		[
			"a Map of two names that are one",
			{
				m: new Map([
					[1, 1],
					["1", 2],
				]),
			},
			"'m' has two attributes of the same name.",
		],
		["a transferred buffer", { b: revoked }, "'b' is a buffer whose memory was transferred elsewhere."],
		["a name that is endless", { ["x".repeat(1000)]: [Symbol("secret")] }, `'${"x".repeat(100)}…' is a symbol`],
	])("%s", async (_, value, message) => {
		for (const call of [() => data.set("k", value), () => data.set([{ key: "k", value }], { overwrite: true })]) {
			const error = await call().catch((error) => error);
			expect(error).toMatchObject({ code: "INVALID_VALUE", message: expect.stringContaining(message) });
			expect(error.message).not.toContain("secret");
		}
		expect(await rows(data)).toEqual([]);
	});

	test("empty names below the root, which DynamoDB does not have", async () => {
		for (const value of [{ a: { "": 1 } }, [{ "": 1 }], { a: [{ "": new Date() }] }, { a: new Map([["", 1]]) }]) {
			await expect(data.set("k", value)).rejects.toMatchObject({ name: "ValidationException" });
		}
		expect(await data.set("k", { "": 1 })).toEqual({ "": 1 });
	});
});

describe("a small value whose text is endless", () => {
	const doubled = (leaf) => {
		let value = { leaf };
		for (let level = 0; level < 30; level++) value = { a: value, b: value };
		return value;
	};
	test.each([
		["plain", doubled(1)],
		["with a Set", doubled(new Set(["a"]))],
		["with a long text", Array(100_000).fill("x".repeat(10_000))],
		["with long names", Array(1000).fill({ ["x".repeat(10_000)]: 1 })],
		["with long bytes", Array(1000).fill(new Uint8Array(100_000))],
	])("is refused before the text is built: %s", async (_, value) => {
		await expect(data.set("k", value)).rejects.toMatchObject({ name: "ValidationError", code: "ITEM_TOO_LARGE" });
	});
});

test("the elements of a sparse array are stored, however long it is", async () => {
	const sparse = [];
	sparse[1e8] = "last";
	sparse[7] = "first";
	const holes = Array(3);
	holes[0] = 1;
	holes[2] = 3;
	expect(await data.set("k", { sparse, holes })).toEqual({ sparse: ["first", "last"], holes: [1, 3] });
});
