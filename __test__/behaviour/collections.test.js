"use strict";

// `collections`: the names before the first colon of the keys, and how many items each has.

const { freshStore } = require("../support/store");

let data;
beforeEach(async () => {
	data = await freshStore();
});

async function listed() {
	const collections = [];
	for await (const collection of data.collections()) collections.push(collection);
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

test("thousands of collections, and thousands of items in one", async () => {
	const many = Array.from({ length: 3000 }, (_, n) => `c${10_000 + n}:1`);
	await fill(...many, ...Array.from({ length: 5000 }, (_, n) => `large:${n}`));
	const collections = await listed();
	expect(collections).toHaveLength(3001);
	expect(collections[2999]).toEqual({ name: "c12999", items: 1 });
	expect(collections[3000]).toEqual({ name: "large", items: 5000 });
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
