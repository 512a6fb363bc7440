"use strict";

// `collections`: the names before the first colon of the keys, and how many items each has.

const { freshStore } = require("../support/store");

let data;
beforeEach(async () => {
	data = await freshStore();
});

async function listed(options) {
	const collections = [];
	for await (const collection of data.collections(options)) collections.push(collection);
	return collections;
}

const fill = (...keys) => data.seed(keys.map((key) => ({ key, value: { key } })));

test("an empty store has none", async () => {
	expect(await listed()).toEqual([]);
	await fill("a:1");
	await data.remove("a:1");
	expect(await listed()).toEqual([]);
});

test("are sorted by the bytes of their names, and the items without one come last", async () => {
	await fill("b:1", "a:1", "a:2", "ab:1", "a!:1", "B:1", "🚀:1", "ż:1", "ﬀ:1", "a b:1", "zz", "a", "0");
	expect(await listed()).toEqual([
		{ name: "B", items: 1 },
		{ name: "a", items: 2 },
		{ name: "a b", items: 1 },
		{ name: "a!", items: 1 },
		{ name: "ab", items: 1 },
		{ name: "b", items: 1 },
		{ name: "ż", items: 1 },
		{ name: "ﬀ", items: 1 },
		{ name: "🚀", items: 1 },
		{ name: null, items: 3 },
	]);
});

test("only the first colon ends a name", async () => {
	await fill("a:b:c", "a:b:d", "a:c");
	expect(await listed()).toEqual([{ name: "a", items: 3 }]);
});

test("a key without a colon is in no collection, although it shares the row of one", async () => {
	await fill("n:1", "n");
	expect(await listed()).toEqual([
		{ name: "n", items: 1 },
		{ name: null, items: 1 },
	]);
	await data.set("n:0", 1, { overwrite: true });
	expect(await listed()).toEqual([{ name: "n", items: 2 }]);
});

test("expired items do not count", async () => {
	await data.set("gone:1", 1, { ttl: "2020-01-01" });
	await data.set("some:1", 1, { ttl: "2020-01-01" });
	await data.set("some:2", 1, { ttl: "2090-01-01" });
	await data.set("simple", 1, { ttl: "2020-01-01" });
	expect(await listed()).toEqual([{ name: "some", items: 1 }]);
});

test("labels are no collections", async () => {
	await data.set("a:1", 1, { label1: "b:1", label2: "c" });
	expect(await listed()).toEqual([{ name: "a", items: 1 }]);
});

test("names of the greatest length, one of which begins with the other", async () => {
	const [long, longer] = ["x".repeat(255), "x".repeat(256)];
	await fill(`${long}:1`, `${longer}:1`, `${longer}:2`);
	expect(await listed()).toEqual([
		{ name: long, items: 1 },
		{ name: longer, items: 2 },
	]);
});

test("names with the character NUL, one of which goes on where the other ends", async () => {
	await fill("a:1", "a\0:1", "a\0b:1", "a\0b:2", "b:1");
	const counted = [
		{ name: "a", items: 1 },
		{ name: "a\0", items: 1 },
		{ name: "a\0b", items: 2 },
		{ name: "b", items: 1 },
	];
	expect(await listed()).toEqual(counted);
	expect(await listed({ items: false })).toEqual(counted.map(({ name }) => ({ name })));
});

test("thousands of collections, and thousands of items in one", async () => {
	const many = Array.from({ length: 3000 }, (_, n) => `c${10_000 + n}:1`);
	await fill(...many, ...Array.from({ length: 5000 }, (_, n) => `large:${n}`));
	const collections = await listed();
	expect(collections).toHaveLength(3001);
	expect(collections[2999]).toEqual({ name: "c12999", items: 1 });
	expect(collections[3000]).toEqual({ name: "large", items: 5000 });
	expect(await listed({ items: false })).toEqual(collections.map(({ name }) => ({ name })));
}, 60_000);

test("items that are large", async () => {
	const value = "x".repeat(390_000);
	await data.set(
		Array.from({ length: 20 }, (_, n) => ({ key: `large${n % 2}:${n}`, value })),
		{ overwrite: true },
	);
	expect(await listed()).toEqual([
		{ name: "large0", items: 10 },
		{ name: "large1", items: 10 },
	]);
}, 60_000);

test("a loop may end early, and works without the object 'data'", async () => {
	await fill("a:1", "b:1");
	const { collections } = data;
	for await (const { name } of collections()) {
		expect(name).toBe("a");
		break;
	}
});

describe("names alone", () => {
	test("are those of the collections with items, in the same order", async () => {
		for (const name of ["a", "b", "ż", "a!"]) await fill(...Array.from({ length: 100 }, (_, n) => `${name}:${n}`));
		await fill("a", "b", "zz", "single:1");
		await data.set("gone:1", 1, { ttl: "2020-01-01" });
		await data.set("some:1", 1, { ttl: "2020-01-01" });
		await data.set("some:2", 1, { ttl: "2090-01-01" });
		const names = ["a", "a!", "b", "single", "some", "ż", null].map((name) => ({ name }));
		expect(await listed({ items: false })).toEqual(names);
		expect((await listed({ items: true })).map(({ name }) => ({ name }))).toEqual(names);
	});

	test("have no place for items without a colon that have expired", async () => {
		await data.set("simple", 1, { ttl: "2020-01-01" });
		expect(await listed({ items: false })).toEqual([]);
	});

	test("cannot have bytes", async () => {
		for (const options of [{ items: false, bytes: true }, { items: 5 }, { item: false }]) {
			await expect(listed(options)).rejects.toMatchObject({ code: "INVALID_OPTION" });
		}
	});
});

describe("bytes", () => {
	test("are those of the items, as DynamoDB counts them", async () => {
		await data.import([
			{ key: "a:1", value: { ab: "ż" }, created: 1, version: "1700000000" },
			{ key: "a:22", value: { n: 1234.5, l: [true, null], s: new Set(["x", "yz"]), b: new Uint8Array(5) }, created: 1 },
			{ key: "b:1", value: "text", label1: "team:core", label2: "vip", ttl: "2035", created: 1 },
			{ key: "plain", value: 7, created: 1 },
		]);
		// The columns `ct` and `md` with ten digits each, and what this package adds to `md`.
		const [row, own] = [16, 11];
		expect(await listed({ bytes: true })).toEqual([
			{
				name: "a",
				items: 2,
				bytes:
					4 +
					2 +
					row +
					(1 + 2 + 2) +
					(4 + 3 + row + own + (1 + 1 + 4) + (1 + 1 + 3 + 2 + 2) + (1 + 1 + 3) + (1 + 1 + 5)),
			},
			{ name: "b", items: 1, bytes: 4 + 2 + row + own + (3 + 6) + (6 + 8) + (6 + 4 + 4) + (3 + 4) },
			{ name: null, items: 1, bytes: 4 + 6 + 3 + row + own + (3 + 2) },
		]);
		expect(await listed({ bytes: false })).toEqual(await listed());
	});

	test("of thousands of items in several collections add up", async () => {
		const items = Array.from({ length: 6000 }, (_, index) => ({
			key: `c${index % 3}:${index}`,
			value: "x".repeat(400),
		}));
		await data.import(items);
		const collections = await listed({ bytes: true });
		const digits = items.reduce((sum, { key }) => sum + key.length - 3, 0);
		expect(collections.map(({ items }) => items)).toEqual([2000, 2000, 2000]);
		expect(collections.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(6000 * (4 + 2 + 16 + 11 + 3 + 400) + digits);
	});

	test("leave expired items out", async () => {
		await data.set("gone:1", 1, { ttl: "2020-01-01" });
		expect(await listed({ bytes: true })).toEqual([]);
	});
});
