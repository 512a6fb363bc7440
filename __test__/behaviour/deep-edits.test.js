"use strict";

// `$append`, `$prepend`, `$union`, `$without` and `$merge`: edits of arrays, Sets and nested objects.

const { freshStore, rows } = require("../support/store");

let data;
beforeEach(async () => {
	data = await freshStore();
});

/** Edits an attribute, and checks that the answer, a read and the table agree. */
async function edit(key, value, options) {
	const answer = await data.set(key, value, options);
	expect(await data.get(key, { consistent: true })).toEqual(answer);
	return answer;
}

describe("arrays", () => {
	test("a missing attribute counts as empty", async () => {
		expect(await edit("k", { a: { $append: [1] }, b: { $prepend: [2] }, c: { $append: [] } })).toEqual({
			a: [1],
			b: [2],
			c: [],
		});
	});

	test("elements come after and before those that are there", async () => {
		await data.set("k", { list: [{ n: 1 }, null] });
		expect(await edit("k", { list: { $append: ["x", new Set(["s"])] } })).toEqual({
			list: [{ n: 1 }, null, "x", new Set(["s"])],
		});
		expect(await edit("k", { list: { $prepend: [[], 2n ** 64n] } })).toEqual({
			list: [[], 2n ** 64n, { n: 1 }, null, "x", new Set(["s"])],
		});
		expect(await edit("k", { list: { $append: [] }, other: true })).toMatchObject({ other: true });
	});

	test("as a whole value", async () => {
		expect(await edit("log", { $append: [1, 2] })).toEqual([1, 2]);
		expect(await edit("log", { $prepend: [0] })).toEqual([0, 1, 2]);
		expect(await edit("log", { $append: [3] }, { exists: true })).toEqual([0, 1, 2, 3]);
		await data.set("nothing", null, { removeNulls: false });
		expect(await edit("nothing", { $append: ["first"] })).toEqual(["first"]);
	});

	test("`undefined` in an element is left out, as in a value", async () => {
		expect(await edit("k", { a: { $append: [{ x: undefined, y: 1 }, undefined] } })).toEqual({ a: [{ y: 1 }] });
	});

	test("that grow beyond 400 KB are refused", async () => {
		const half = ["x".repeat(250_000)];
		await data.set("k", { a: half });
		await expect(data.set("k", { a: { $append: half } })).rejects.toMatchObject({ code: "ITEM_TOO_LARGE" });
		await expect(data.set("k", { b: { $append: [...half, ...half] } })).rejects.toMatchObject({
			code: "ITEM_TOO_LARGE",
		});
		await data.set("l", { n: { list: half } });
		await expect(data.set("l", { n: { $merge: { list: { $prepend: half } } } })).rejects.toMatchObject({
			code: "ITEM_TOO_LARGE",
		});
	});
});

describe("Sets", () => {
	test("of strings, numbers and bytes, given as Sets or as arrays", async () => {
		const bytes = (...given) => new Uint8Array(given);
		await data.set("k", { s: new Set(["a"]), n: new Set([1, 2n ** 64n]), b: new Set([bytes(1)]) });
		expect(
			await edit("k", {
				s: { $union: ["b", "a", "b"] },
				n: { $union: new Set([2, 1]) },
				b: { $union: [bytes(1), bytes(2)] },
			}),
		).toEqual({
			s: new Set(["a", "b"]),
			n: new Set([1, 2n ** 64n, 2]),
			b: new Set([bytes(1), bytes(2)]),
		});
		expect(
			await edit("k", {
				s: { $without: new Set(["a", "z"]) },
				n: { $without: [2n ** 64n] },
				b: { $without: [bytes(1)] },
			}),
		).toEqual({ s: new Set(["b"]), n: new Set([1, 2]), b: new Set([bytes(2)]) });
	});

	test("a missing attribute is made by $union, and stays missing after $without", async () => {
		expect(await edit("k", { a: { $union: ["x"] }, b: { $without: ["x"] } })).toEqual({ a: new Set(["x"]) });
	});

	test("the last element removes the attribute", async () => {
		await data.set("k", { a: new Set(["x", "y"]), b: 1 });
		expect(await edit("k", { a: { $without: ["x", "y", "z"] } })).toEqual({ b: 1 });
	});

	test("as a whole value, which is null without elements", async () => {
		expect(await edit("tags", { $without: ["a"] })).toBeNull();
		expect(await edit("tags", { $union: ["a", "b", "c"] })).toEqual(new Set(["a", "b", "c"]));
		expect(await edit("tags", { $without: ["a"] })).toEqual(new Set(["b", "c"]));
		expect(await edit("tags", { $without: ["b", "c"] })).toBeNull();
		expect(await edit("tags", { $without: ["b", "c"] })).toBeNull();
		expect(await edit("tags", { $union: [1] })).toEqual(new Set([1]));
	});

	test("no elements change nothing", async () => {
		expect(await edit("k", { a: { $union: [] }, b: { $without: [] } })).toEqual({});
		await data.set("k", { a: new Set(["x"]) });
		expect(await edit("k", { a: { $union: new Set() }, b: { $merge: { c: { $without: new Set() } } } })).toEqual({
			a: new Set(["x"]),
			b: {},
		});
		expect(await edit("tags", { $union: [] })).toBeNull();
		await data.set("tags", new Set(["x"]));
		expect(await edit("tags", { $without: [] })).toEqual(new Set(["x"]));
	});

	test("equal numbers are one element, however they are spelled", async () => {
		await data.set("k", { n: new Set([10n ** 21n, 0.5]) });
		expect(await edit("k", { n: { $union: [1000000000000000000000n, 5e-1, -0, 0] } })).toEqual({
			n: new Set([10n ** 21n, 0.5, 0]),
		});
	});
});

describe("$merge", () => {
	test("edits a nested object, and leaves the rest", async () => {
		await data.set("k", { address: { city: "Oslo", zip: "1", geo: { lat: 1, lon: 2 }, tags: new Set(["a"]) }, n: 1 });
		const merged = await edit("k", {
			address: {
				$merge: {
					zip: null,
					street: undefined,
					city: "Bergen",
					visits: { $add: 2 },
					log: { $append: ["moved"] },
					tags: { $union: ["b"] },
					geo: { $merge: { lat: { $add: 0.5 }, lon: null, alt: { m: 3 } } },
				},
			},
		});
		expect(merged).toEqual({
			address: {
				city: "Bergen",
				visits: 2,
				log: ["moved"],
				tags: new Set(["a", "b"]),
				geo: { lat: 1.5, alt: { m: 3 } },
			},
			n: 1,
		});
	});

	test("missing parents come into being", async () => {
		const deep = { a: { $merge: { b: { $merge: { c: { $merge: { n: { $add: 1 }, x: null } } } } } } };
		expect(await edit("k", deep)).toEqual({ a: { b: { c: { n: 1 } } } });
		expect(await edit("k", deep)).toEqual({ a: { b: { c: { n: 2 } } } });
		await data.set("l", { a: { other: true } });
		expect(await edit("l", deep)).toEqual({ a: { other: true, b: { c: { n: 1 } } } });
		expect(await edit("m", { a: { $merge: {} }, b: { $merge: { gone: null } } })).toEqual({ a: {}, b: {} });
	});

	test("an object replaces a stored single value, as without $merge", async () => {
		await data.set("k", "single");
		expect(await edit("k", { a: { $merge: { n: 1 } } })).toEqual({ a: { n: 1 } });
	});

	test("a missing or an expired item begins with nothing", async () => {
		await data.set("k", { a: { old: 1, n: 5 } }, { ttl: "2020-01-01" });
		expect(await edit("k", { a: { $merge: { n: { $add: 1 } } } }, { ttl: null })).toEqual({ a: { n: 1 } });
	});

	test("removeNulls: false stores null, and undefined removes", async () => {
		await data.set("k", { a: { x: 1, y: 2 } });
		expect(await edit("k", { a: { $merge: { x: null, y: undefined } } }, { removeNulls: false })).toEqual({
			a: { x: null },
		});
	});

	test("names mean nothing", async () => {
		const names = [
			"size",
			"a.b",
			"a[0]",
			"#a",
			":a",
			'ż"\\',
			"\0x",
			"__proto__",
			"constructor",
			"attribute_not_exists",
		];
		const object = (value) => Object.fromEntries(names.map((name) => [name, value]));
		await data.set("k", Object.fromEntries(names.map((name) => [name, object(1)])));
		const edits = Object.fromEntries(names.map((name) => [name, { $merge: object({ $add: 1 }) }]));
		expect(await edit("k", edits)).toEqual(Object.fromEntries(names.map((name) => [name, object(2)])));
	});

	test("hundreds of edits exceed an expression, and are one write all the same", async () => {
		const many = (value) => Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`name${index}`, value]));
		await data.set("k", { a: many(1), kept: true });
		expect(await edit("k", { a: { $merge: many({ $add: 1 }) }, b: { $append: [1] } })).toEqual({
			a: many(2),
			b: [1],
			kept: true,
		});
		await data.set("lists", many([1]));
		expect(await edit("lists", many({ $append: [2] }))).toEqual(many([1, 2]));
	});

	test("concurrent edits below missing parents lose nothing", async () => {
		const hit = (day) => data.set("hits", { days: { $merge: { [day]: { $merge: { n: { $add: 1 } } } } } });
		await Promise.all(Array.from({ length: 24 }, (_, index) => hit(`day${index % 3}`)));
		expect(await data.get("hits", { consistent: true })).toEqual({
			days: { day0: { n: 8 }, day1: { n: 8 }, day2: { n: 8 } },
		});
	});
});

describe("beside other options", () => {
	test("overwrite starts from nothing, and so do a batch and a seed", async () => {
		const value = { a: { $append: [1] }, b: { $union: ["x"] }, c: { $merge: { n: { $add: 1 }, gone: null } } };
		const made = { a: [1], b: new Set(["x"]), c: { n: 1 } };
		for (let round = 0; round < 2; round++) {
			expect(await edit("k", value, { overwrite: true })).toEqual(made);
			expect(await data.set([{ key: "l", value }])).toEqual({ items: [{ key: "l", value: made }] });
			await data.seed([{ key: "m", value }]);
			expect(await data.get(["l", "m"])).toMatchObject({ items: [{ value: made }, { value: made }] });
		}
		expect(await edit("tags", { $without: ["a"] }, { overwrite: true })).toBeNull();
	});

	test("a condition and labels hold for the same write", async () => {
		await expect(data.set("k", { a: { $append: [1] } }, { exists: true })).rejects.toMatchObject({
			code: "ITEM_NOT_FOUND",
		});
		await data.set("k", { a: { $merge: { n: 1 } } }, { exists: false, label1: "l:1" });
		await expect(data.set("k", { a: { $merge: { n: 2 } } }, { exists: false })).rejects.toMatchObject({
			code: "ITEM_EXISTS",
		});
		expect((await data.getByLabel("label1", "l:1")).items).toEqual([{ key: "k", value: { a: { n: 1 } } }]);
	});

	test("a default beside an operator does not apply, and must be of its kind", async () => {
		const fallback = { a: [0], b: new Set(["z"]), c: { n: 5 }, d: 4 };
		const value = { a: { $append: [1] }, b: { $union: ["x"] }, c: { $merge: { m: 1 } } };
		expect(await edit("k", value, { default: fallback })).toEqual({ a: [1], b: new Set(["x"]), c: { m: 1 }, d: 4 });
		for (const name of ["a", "b", "c"]) {
			await expect(data.set("k", { [name]: value[name] }, { default: { [name]: "text" } })).rejects.toMatchObject({
				code: "INVALID_VALUE",
				message: "'default' must be of the same type as the value",
			});
		}
		expect(await edit("l", { $append: [1] }, { default: [0] })).toEqual([1]);
		await expect(data.set("l", { $append: [1] }, { default: 0 })).rejects.toMatchObject({ code: "INVALID_VALUE" });
	});

	test("import stores operators as data", async () => {
		const value = { a: { $append: [1] }, b: { $merge: { n: { $add: 1 } } } };
		await data.import([{ key: "k", value }]);
		expect(await data.get("k")).toEqual(value);
	});
});

describe("refused, and nothing is stored", () => {
	test.each([
		["beside other names", { a: { $append: [1], b: 2 } }, /'\$append' is a reserved keyword/],
		["two operators", { a: { $union: ["a"], $without: ["b"] } }, /'\$union' is a reserved keyword/],
		["undefined beside other names", { a: { $union: undefined, b: 1 } }, /'\$union' is a reserved keyword/],
		["deeper without $merge", { a: { b: { $union: ["a"] } } }, /inside '\$merge', not deeper/],
		["deeper inside $merge", { a: { $merge: { b: { c: { $append: [1] } } } } }, /inside '\$merge', not deeper/],
		["in an array", { a: [{ $merge: { b: 1 } }] }, /not deeper/],
		["in the elements to append", { a: { $append: [{ $add: 1 }] } }, /not deeper/],
		["$merge as the whole value", { $merge: { a: 1 } }, /'\$merge' can only be used below the root/],
		["$merge of a text", { a: { $merge: "b" } }, /'\$merge' takes an object/],
		["$merge of nothing", { a: { $merge: null } }, /'\$merge' takes an object/],
		["$merge around another operator", { a: { $merge: { $add: 1 } } }, /write \{ \$add: … \} without '\$merge'/],
		["$append of a text", { a: { $append: "b" } }, /'\$append' takes an array/],
		["$prepend of a Set", { a: { $prepend: new Set(["b"]) } }, /'\$prepend' takes an array/],
		["$union of a text", { a: { $union: "b" } }, /'\$union' takes a Set or an array/],
		["$union of several kinds", { a: { $union: ["b", 1] } }, /strings only, numbers only or bytes only/],
		["$without of booleans", { a: { $without: [true] } }, /strings only, numbers only or bytes only/],
		["$union of a number of 39 digits", { a: { $union: [10n ** 39n + 1n] } }, /38 significant digits/],
	])("%s", async (_, value, message) => {
		const refusal = { code: "INVALID_VALUE", message: expect.stringMatching(message) };
		await expect(data.set("k", value)).rejects.toMatchObject(refusal);
		await expect(data.set([{ key: "k", value }])).rejects.toMatchObject({ code: "INVALID_VALUE" });
		expect(await rows(data)).toEqual([]);
	});

	test("a hint shows how to go deeper", async () => {
		await expect(data.set("k", { a: { b: { $union: ["x"] } } })).rejects.toMatchObject({
			hint: "'$merge' edits an object below the root: { attribute: { $merge: { inner: { $union: … } } } }",
		});
		await expect(data.set("k", { a: [{ $add: 1 }] })).rejects.toMatchObject({
			hint: "No operator edits an element of an array. Set the whole array.",
		});
		await expect(data.set("k", { $merge: { a: 1 } })).rejects.toMatchObject({
			hint: "A plain object is merged into the item already: set(key, { attribute: 1 })",
		});
	});

	test.each([
		[{ $append: [1] }, "'default' cannot use the $append keyword"],
		[{ a: { $merge: { b: 1 } } }, "'$merge' cannot be used as a default (a)"],
	])("%j as a default", async (fallback, message) => {
		await expect(data.set("k", undefined, { default: fallback })).rejects.toMatchObject({ message });
	});

	const STORED = { text: "t", list: [1], strings: new Set(["a"]), object: { n: 1 }, number: 1, nothing: null };
	test.each([
		["$append to a text", { text: { $append: [1] } }],
		["$append to null", { nothing: { $append: [1] } }],
		["$prepend to a Set", { strings: { $prepend: [1] } }],
		["$union with an array", { list: { $union: ["a"] } }],
		["$union of numbers with strings", { strings: { $union: [1] } }],
		["$without of numbers from strings", { strings: { $without: [1] } }],
		["$without from an object", { object: { $without: ["n"] } }],
		["$merge into a number", { number: { $merge: { n: 1 } } }],
		["$merge into a Set", { strings: { $merge: { n: 1 } } }],
		["$merge into null", { nothing: { $merge: { n: 1 } } }],
		["$add to a text inside $merge", { object: { $merge: { n: { $append: [1] } } } }],
		["$merge into a number inside $merge", { object: { $merge: { n: { $merge: { m: 1 } } } } }],
		["$union with a number inside $merge", { object: { $merge: { n: { $union: ["a"] } } } }],
		["$add to a list", { list: { $add: 1 } }],
	])("%s names the item", async (_, value) => {
		await data.set("k", STORED, { removeNulls: false });
		const error = await data.set("k", { other: true, ...value }).catch((error) => error);
		expect(error).toMatchObject({
			name: "ValidationException",
			code: "VALIDATION_EXCEPTION",
			message: "An operand in the update expression has an incorrect data type",
			hint: expect.stringContaining("the stored value is of another kind"),
			key: "k",
			item: { key: "k", value: STORED },
		});
		expect(await data.get("k", { consistent: true })).toEqual(STORED);
	});

	test.each([
		["$append", { $append: [1] }],
		["$union", { $union: [1] }],
		["$without", { $without: [1] }],
		["$add", { $add: 1 }],
	])("%s as a whole value over another kind, or over an object", async (_, value) => {
		await data.set("k", "text");
		await expect(data.set("k", value)).rejects.toMatchObject({ code: "VALIDATION_EXCEPTION", item: { value: "text" } });
		await data.set("k", { a: 1 });
		await expect(data.set("k", value)).rejects.toMatchObject({ code: "OBJECT_TO_VALUE", item: { value: { a: 1 } } });
		expect(await data.get("k", { consistent: true })).toEqual({ a: 1 });
	});
});

test("names that only look like operators are data", async () => {
	const value = { a: { $appended: [1], b: { merge: { $: 1 } } }, text: '{"$merge":1}', list: ["$append", "$union"] };
	expect(await edit("k", value)).toEqual(value);
});
