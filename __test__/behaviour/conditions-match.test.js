"use strict";

// The option `if` of `set`, `add` and `remove`: a predicate on what is stored.

const { refusal } = require("../support/refusal");
const { freshStore, rows } = require("../support/store");

let data;
beforeEach(async () => {
	data = await freshStore();
});

/** Whether a write is carried out on the condition. */
const holds = async (key, predicate) => {
	try {
		await data.set(key, undefined, { default: {}, if: predicate });
		return true;
	} catch (error) {
		if (error.code !== "CONDITION_FAILED") throw error;
		return false;
	}
};

describe("a write with 'if'", () => {
	test("is carried out where the predicate holds, and refused elsewhere", async () => {
		await data.set("auctions:1", { bid: 100, status: "open" });
		await data.set("auctions:1", { bid: 120 }, { if: { bid: { $lt: 120 }, status: "open" } });
		const error = await refusal(data.set("auctions:1", { bid: 110 }, { if: { bid: { $lt: 110 } } }));
		expect(error).toMatchObject({
			name: "Error",
			code: "CONDITION_FAILED",
			message: expect.stringContaining("'error.item'"),
			key: "auctions:1",
			item: { key: "auctions:1", value: { bid: 120, status: "open" } },
		});
		expect(await data.get("auctions:1")).toEqual({ bid: 120, status: "open" });
	});

	test("replaces, adds and removes on the condition", async () => {
		await data.set("k", { n: 1, kept: true });
		await data.set("k", { n: 2 }, { overwrite: true, if: { kept: true } });
		expect(await data.get("k")).toEqual({ n: 2 });
		expect(await data.add("k", "n", 5, { if: { n: { $lte: 2 } } })).toEqual({ n: 7 });
		for (const call of [
			() => data.add("k", "n", 5, { if: { n: { $lte: 2 } } }),
			() => data.set("k", { n: 0 }, { overwrite: true, if: { kept: true } }),
			() => data.remove("k", { if: { n: 2 } }),
		]) {
			expect(await refusal(call())).toMatchObject({ code: "CONDITION_FAILED", item: { value: { n: 7 } } });
		}
		expect(await data.remove("k", { if: { n: 7 } })).toBe(true);
		expect(await data.get("k")).toBeUndefined();
		expect(await refusal(data.remove("k", { if: { n: 7 } }))).toMatchObject({
			code: "CONDITION_FAILED",
			item: undefined,
		});
		await data.add("counter", 3);
		expect(await data.add("counter", 3, { if: { $lt: 5 } })).toBe(6);
		expect((await refusal(data.add("counter", 3, { if: { $lt: 5 } }))).item.value).toBe(6);
	});

	test("creates an item where the predicate holds for its absence", async () => {
		expect(await holds("locks:1", { owner: { $exists: true } })).toBe(false);
		expect(await holds("locks:1", { owner: "me" })).toBe(false);
		await data.set("locks:1", { owner: "me" }, { if: { owner: { $ne: "you" } } });
		expect(await data.get("locks:1")).toEqual({ owner: "me" });
	});

	test("finds an expired item missing", async () => {
		await data.set("k", { n: 1 }, { ttl: new Date(Date.now() - 10_000) });
		for (const call of [
			() => data.set("k", { n: 2 }, { if: { n: 1 } }),
			() => data.set("k", { n: 2 }, { overwrite: true, if: { n: 1 } }),
			() => data.add("k", "n", 1, { if: { n: 1 } }),
			() => data.remove("k", { if: { n: 1 } }),
		]) {
			expect(await refusal(call())).toMatchObject({ code: "CONDITION_FAILED", item: undefined });
		}
		await data.set("k", { m: 2 }, { if: { n: { $exists: false } } });
		expect(await data.get("k")).toEqual({ m: 2 });
	});

	test("works beside 'exists' and under an idempotencyToken", async () => {
		expect(await refusal(data.set("k", { n: 1 }, { exists: true, if: { n: { $ne: 1 } } }))).toMatchObject({
			code: "ITEM_NOT_FOUND",
		});
		const options = { idempotencyToken: "t", if: { n: { $exists: false } } };
		await data.set("k", { n: 1 }, options);
		const error = await refusal(data.set("k", { n: 2 }, { idempotencyToken: "u", if: { n: 2 } }));
		expect(error).toMatchObject({ code: "CONDITION_FAILED", item: { value: { n: 1 } } });
		expect(await refusal(data.remove("k", { exists: true, if: { n: 2 } }))).toMatchObject({ code: "CONDITION_FAILED" });
		expect(await refusal(data.remove("nothing", { exists: true }))).toMatchObject({ code: "ITEM_NOT_FOUND" });
	});
});

describe("a predicate", () => {
	const bytes = new Uint8Array([0, 1, 200]);
	const stored = {
		s: "Øst 🚀",
		n: 10,
		big: 12345678901234567890123456789012345678n,
		yes: true,
		inner: { none: null },
		list: ["a", { b: 1 }, [2]],
		set: new Set(["x", "y"]),
		bytes,
		"a.b": { size: { and: 1 } },
		when: new Date(0),
	};

	test.each([
		[
			"equality",
			{ s: "Øst 🚀", n: 10, yes: true, inner: { none: null }, list: ["a", { b: 1 }, [2]], bytes, when: new Date(0) },
		],
		["Sets without order", { set: new Set(["y", "x"]) }],
		["a bigint", { big: 12345678901234567890123456789012345678n, n: 10n }],
		["order of numbers", { n: { $gt: 9.5, $lte: 10 }, big: { $lt: 12345678901234567890123456789012345679n } }],
		["order of strings", { s: { $gte: "Øst", $lt: "Østover" } }],
		["order of bytes", { bytes: { $gt: new Uint8Array([0, 1, 127]) } }],
		["$between", { n: { $between: [10, 11] } }],
		["$in", { n: { $in: ["10", 10] } }],
		["$startsWith", { s: { $startsWith: "Ø" }, bytes: { $startsWith: bytes.subarray(0, 2) } }],
		["$startsWith of nothing", { s: { $startsWith: "" } }],
		["$contains in a string", { s: { $contains: "st" } }],
		["$contains in an array", { list: { $contains: { b: 1 } } }],
		["$contains in a Set", { set: { $contains: "y" } }],
		["$contains in bytes", { bytes: { $contains: new Uint8Array([1, 200]) } }],
		[
			"$type",
			{ s: { $type: "string" }, set: { $type: "set" }, bytes: { $type: "bytes" }, inner: { none: { $type: "null" } } },
		],
		["$size, as length counts", { s: { $size: "Øst 🚀".length }, list: { $size: { $gt: 2 } }, bytes: { $size: 3 } }],
		["names with dots and reserved words", { "a.b": { size: { and: { $gte: 1 } } } }],
		["a Map", new Map([["a.b", new Map([["size", { and: 1 }]])]])],
		["$or", { $or: [{ n: 1 }, { n: 10 }] }],
		["$or of an attribute", { n: { $or: [1, { $gte: 10 }] } }],
		["$and and $not", { $and: [{ n: 10 }, { $not: { s: "x" } }], n: { $not: 11 } }],
		["$ne of another kind", { n: { $ne: "10" } }],
		["what is missing", { missing: { $ne: 1 }, "a.b": { x: { y: { $exists: false } } }, n: { z: { $not: 1 } } }],
		["nothing", {}],
	])("may ask for %s", async (_, predicate) => {
		await data.set("k", stored);
		expect(await holds("k", predicate)).toBe(true);
		// `{}` holds for everything, so its negation is refused.
		if (!(predicate instanceof Map) && Object.keys(predicate).length === 0) return;
		expect(await holds("k", { $not: predicate })).toBe(false);
	});

	test.each([
		["another kind", { n: "10" }],
		["order across kinds", { n: { $lt: "99" } }],
		["a part of an object, whole", { "a.b": { $eq: {} } }],
		["nothing in $in", { n: { $in: [] } }],
		["reversed bounds", { n: { $between: [11, 9] } }],
		["the size of a number", { n: { $size: { $ne: 5 } } }],
		["an item that is not there", { $exists: false }],
		["a single value", { $not: { $type: "object" } }],
		["all of several", { n: 10, s: "x" }],
	])("does not hold for %s", async (_, predicate) => {
		await data.set("k", stored);
		expect(await holds("k", predicate)).toBe(false);
	});

	test("is about single values where operators are at its root", async () => {
		await data.set("k", 5);
		expect(await holds("k", { $gte: 5, $lt: 6 })).toBe(true);
		expect(await holds("k", { $or: [{ $eq: 4 }, { $type: "string" }] })).toBe(false);
		expect(await holds("k", { a: 1 })).toBe(false);
		expect(await holds("k", { a: { $ne: 1 } })).toBe(true);
	});

	test("may be larger than an expression of DynamoDB", async () => {
		await data.set("k", { n: 999, s: "a" });
		const all = Array.from({ length: 1000 }, (_, n) => n);
		expect(await holds("k", { n: { $in: all } })).toBe(true);
		expect(await holds("k", { $or: all.map((n) => ({ n: { $gt: n }, s: { $startsWith: "a" } })) })).toBe(true);
		expect(await holds("k", { n: { $in: all.slice(0, 999) } })).toBe(false);
		expect(await data.add("k", "n", 1, { if: { n: { $in: all } } })).toEqual({ n: 1000, s: "a" });
		expect(await refusal(data.remove("k", { if: { n: { $in: all } } }))).toMatchObject({ code: "CONDITION_FAILED" });
		expect(await data.remove("k", { if: { n: { $not: { $in: all } } } })).toBe(true);
		expect(await data.set("new", 1, { if: { n: { $not: { $in: all } } } })).toBe(1);
	});
});

describe("an invalid predicate is refused, and nothing is written", () => {
	const nested = (levels) => (levels === 0 ? 1 : { $not: nested(levels - 1) });
	const circle = {};
	circle.self = circle;
	const holed = [1];
	holed[2] = 2;
	const sparse = [];
	sparse[4_000_000_000] = { a: 1 };

	test.each([
		["undefined", undefined, "'if' must be an object"],
		["null", null, "'if' must be an object"],
		["a text", "open", "'if' must be an object"],
		["an array", [], "'if' must be an object"],
		["a Date", new Date(), "'if' must be an object"],
		["an undefined attribute", { status: undefined }, "'status' is undefined"],
		["a nested one", { a: { $in: [1, { b: [undefined] }] } }, "'a.$in[1].b[0]' is undefined"],
		["one in a Set", { a: new Set([undefined, 1]) }, "'a' is a Set of several kinds"],
		["an undefined alternative", { $or: [{ a: 1 }, undefined] }, "'$or[1]' is undefined"],
		["an undefined part", { $and: [{ a: new Set([1]) }, undefined] }, "'$and[1]' is undefined"],
		["a hole", { a: { $in: holed } }, "'a.$in[1]' is undefined"],
		["an array of holes", { $or: sparse }, "'$or[0]' is undefined"],
		["a function", { a: () => 1 }, "'a' is a function"],
		["an instance", { a: new URL("http://x") }, "'a' is an instance of URL"],
		["NaN", { a: Number.NaN }, "NaN"],
		[
			"an unknown operator",
			{ a: { $gte: 1, $above: 2 } },
			"'if.a.$above' is not an operator. The operators are $eq, $ne",
		],
		["a nested empty object", { address: {} }, "'if.address' is an empty object"],
		["no alternatives", { $or: [] }, "'if.$or' takes an array of at least one predicate"],
		["an order of booleans", { a: { $lt: true } }, "'if.a.$lt' takes a number, a string or bytes"],
		["bounds of two kinds", { a: { $between: [1, "2"] } }, "'if.a.$between' takes an array of two"],
		["too many levels", nested(10_000), "64 levels"],
		["a circle", circle, "64 levels"],
		["too much", { a: "x".repeat(500_000) }, "400 KB"],
		["much too much", { a: "x".repeat(5_000_000) }, "400 KB"],
	])("%s", async (_, predicate, message) => {
		await data.set("k", { n: 1 });
		const before = await rows(data);
		for (const call of [
			() => data.set("k", { n: 2 }, { if: predicate }),
			() => data.add("k", "n", 1, { if: predicate }),
			() => data.remove("k", { if: predicate }),
		]) {
			expect(await refusal(call())).toMatchObject({
				name: "ValidationError",
				code: "INVALID_OPTION",
				message: expect.stringContaining(message),
			});
		}
		expect(await rows(data)).toEqual(before);
	});

	test("in batches that replace, and would ignore it", async () => {
		const items = [{ key: "k", value: 1 }];
		for (const call of [
			() => data.set(items, { overwrite: true, if: { n: 1 } }),
			() => data.set(items, { overwrite: true, if: undefined }),
			() => data.set([{ ...items[0], if: { n: 1 } }], { overwrite: true }),
			() => data.seed([{ ...items[0], if: { n: 1 } }]),
			() => data.remove(["k"], { if: { n: 1 } }),
			() => data.remove(["k"], { exists: true }),
		]) {
			expect(await refusal(call())).toMatchObject({
				name: "ValidationError",
				code: "INVALID_OPTION",
				message: expect.stringMatching(/'(if|exists)' is not possible/),
			});
		}
		expect(await rows(data)).toEqual([]);
	});
});

test("a transaction takes 'if' for its edits and checks", async () => {
	await data.set("a", { n: 1 });
	await data.set("b", { n: 1 });
	await data.transaction((tx) => {
		tx.set("a", { n: 2 }, { if: { n: 1 } });
		tx.add("a", "n", 1, { if: { n: 2 } });
		tx.check("b", { if: { n: { $lt: 2 } } });
	});
	expect(await data.get(["a", "b"], { meta: true })).toMatchObject({
		items: [{ value: { n: 3 } }, { value: { n: 1 } }],
	});
	for (const perform of [
		(tx) => {
			tx.remove("a", { if: { n: 3 } });
			tx.check("b", { if: { n: 3 } });
		},
		(tx) => {
			tx.set("a", { n: 4 });
			tx.remove("b", { if: { n: 3 } });
		},
	]) {
		const error = await refusal(data.transaction(perform));
		expect(error).toMatchObject({ code: "CONDITION_FAILED", key: "b", item: { value: { n: 1 } } });
	}
	expect(await data.get("a")).toEqual({ n: 3 });
});

test("a transaction only checks what it checks, however large the predicate is", async () => {
	await data.set("a", { n: 1 });
	await data.set("b", { n: 1 });
	const before = await data.get("b", { version: true });
	const large = (n) => ({ n: { $in: Array.from({ length: 1000 }, (_, index) => n + index) } });
	await data.transaction((tx) => {
		tx.set("a", { n: 2 });
		tx.check("b", { if: large(1) });
	});
	expect(await data.get("a")).toEqual({ n: 2 });
	expect(await data.get("b", { version: true })).toEqual(before);
	const refused = data.transaction((tx) => {
		tx.set("a", { n: 3 });
		tx.check("b", { if: large(2) });
	});
	expect(await refusal(refused)).toMatchObject({ code: "CONDITION_FAILED", key: "b" });
	expect(await data.get("a")).toEqual({ n: 2 });
});

test("a predicate is read once, before the call returns", async () => {
	await data.set("k", { n: 1 });
	const predicate = { n: 1 };
	const written = data.set("k", { n: 2 }, { if: predicate });
	predicate.n = 5;
	expect(await written).toEqual({ n: 2 });
});

test("keys.map(data.remove) still removes", async () => {
	await data.set("a", 1);
	await data.set("b", 1);
	expect(await Promise.all(["a", "b"].map(data.remove))).toEqual([true, true]);
	expect(await rows(data)).toEqual([]);
});
