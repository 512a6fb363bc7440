"use strict";

// `stat`: what a store holds, by one walk through its items.

const { freshStore, onDynamo } = require("../support/store");

let data;
beforeEach(async () => {
	data = await freshStore();
});

const about = onDynamo
	? {
			table: {
				status: "ACTIVE",
				billing: "PAY_PER_REQUEST",
				items: expect.any(Number),
				bytes: expect.any(Number),
				region: expect.any(String),
				account: expect.stringMatching(/^\d{12}$/),
			},
		}
	: {
			file: {
				size: expect.any(Number),
				used: expect.any(Number),
				free: expect.any(Number),
				map: expect.any(Number),
				readers: expect.any(Number),
			},
		};
const NO_LABELS = { label1: 0, label2: 0, label3: 0, label4: 0, label5: 0 };

test("an empty store", async () => {
	expect(await data.stat()).toEqual({
		items: 0,
		bytes: 0,
		expiring: 0,
		expired: 0,
		labels: NO_LABELS,
		collections: [],
		largest: [],
		groups: [],
		...about,
	});
});

test("without items, only what the file or the table says of itself", async () => {
	expect(await data.stat({ items: false })).toEqual(about);
	expect(await data.stat({ items: true })).toMatchObject({ items: 0, ...about });
	await expect(data.stat({ items: 0 })).rejects.toMatchObject({ code: "INVALID_OPTION" });
});

test("counts items, bytes, labels and expiries, and finds the largest", async () => {
	await data.import([
		{ key: "users:1", value: "x".repeat(1000), label1: "a", label5: "b" },
		{ key: "users:2", value: "x".repeat(500), label1: "a" },
		{ key: "orders:1", value: "x".repeat(2000), ttl: "2090" },
		{ key: "counter", value: 1 },
		{ key: "total", value: 1 },
		{ key: "gone:1", value: "x".repeat(5000), ttl: "2020", label2: "c" },
		{ key: "gone:2", value: 1, ttl: "2020" },
	]);
	const stat = await data.stat({ largest: 3 });
	const collections = [];
	for await (const collection of data.collections({ bytes: true })) collections.push(collection);
	const bytes = collections.reduce((sum, collection) => sum + collection.bytes, 0);
	expect(stat).toEqual({
		items: 5,
		bytes,
		expiring: 1,
		expired: 2,
		labels: { ...NO_LABELS, label1: 2, label5: 1 },
		collections: collections.sort((one, other) => other.bytes - one.bytes),
		largest: [
			{ key: "orders:1", bytes: expect.any(Number) },
			{ key: "users:1", bytes: expect.any(Number) },
			{ key: "users:2", bytes: expect.any(Number) },
		],
		groups: [],
		...about,
	});
	expect(stat.largest[0].bytes).toBe(collections.find(({ name }) => name === "orders").bytes);
	expect((await data.stat({ largest: 1 })).collections).toEqual([collections[0]]);
	expect(await data.stat({ largest: 0 })).toMatchObject({ items: 5, collections: [], largest: [] });
});

test("thousands of items, of which it says how far it is", async () => {
	const items = Array.from({ length: 12_000 }, (_, index) => ({
		key: `c${index % 40}:${index}`,
		value: "x".repeat(2000),
	}));
	await data.import(items);
	const steps = [];
	const stat = await data.stat({ onProgress: (progress) => steps.push(progress) });
	expect(stat.items).toBe(12_000);
	expect(stat.collections).toHaveLength(10);
	expect(new Set(stat.collections.map(({ items }) => items))).toEqual(new Set([300]));
	expect(steps.length).toBeGreaterThan(0);
	expect(steps.map(({ items }) => items)).toEqual(steps.map(({ items }) => items).sort((a, b) => a - b));
	if (!onDynamo) expect(steps[0].total).toBe(12_000);
}, 60_000);

test("knows the groups", async () => {
	const subscription = data.on("created:a:*", { group: "mails" }, () => {});
	await data.set("a:1", 1);
	await data.events.idle();
	const { groups } = await data.stat();
	expect(groups).toMatchObject([{ group: "mails", names: ["created:a:*"] }]);
	subscription.remove();
}, 30_000);

test.each([
	["an unknown option", { large: 1 }],
	["a text", { largest: "5" }],
	["a fraction", { largest: 1.5 }],
	["too many", { largest: 1001 }],
	["a negative number", { largest: -1 }],
	["null", { largest: null }],
	["no function", { onProgress: true }],
	["no object", 5],
])("%s is refused", async (_, options) => {
	await expect(data.stat(options)).rejects.toMatchObject({ code: "INVALID_OPTION" });
});

test("an error of onProgress ends the walk", async () => {
	await data.import(Array.from({ length: 9000 }, (_, index) => ({ key: `c:${index}`, value: "x".repeat(3000) })));
	const onProgress = () => {
		throw new Error("enough");
	};
	await expect(data.stat({ onProgress })).rejects.toThrow("enough");
}, 60_000);
