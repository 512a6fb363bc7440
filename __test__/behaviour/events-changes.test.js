"use strict";

// Which writes fire which events, and what the events contain.

const { freshStore } = require("../support/store");
const { collect, names } = require("../support/events");

let data;
let events;

beforeEach(async () => {
	data = await freshStore();
});

/** Starts to collect events. */
function listen() {
	events = collect(data, "*");
}

/** The events since `listen`. */
async function heard() {
	await data.events.idle();
	return names(events);
}

const items = (keys) => keys.map((key) => ({ key, value: { key } }));

describe("one event for each item", () => {
	test("of a batch", async () => {
		await data.set("a:1", 0);
		listen();

		await data.set(items(["a:1", "a:2", "b"]));
		await data.remove(["a:1", "b", "missing", "a:missing"]);

		expect(await heard()).toStrictEqual(["updated a:1", "created a:2", "deleted a:1", "created b", "deleted b"]);
	});

	test("of a transaction, in the order of its edits, and none for what it only reads or checks", async () => {
		await data.set("a:1", 0);
		await data.set("a:3", 0);
		listen();

		await data.transaction(async (tx) => {
			await tx.get(["a:3", "a:1"]);
			tx.set("a:2", 1);
			tx.set("a:1", 1);
			tx.add("a:1", 1);
			tx.check("a:9", { exists: false });
			tx.remove("b:1");
			tx.set("b:2", 1);
		});

		expect(await heard()).toStrictEqual(["created a:2", "updated a:1", "created b:2"]);
	});

	test("of a seed", async () => {
		await data.set("a:1", 0);
		listen();

		await data.seed(items(["a:1", "b:1", "b:2"]));

		expect(await heard()).toStrictEqual(["updated a:1", "created b:1", "created b:2"]);
	});

	test("of an import and of what truncate removes", async () => {
		listen();

		const keys = Array.from({ length: 150 }, (_, index) => `n${index % 3}:${1000 + index}`);
		await data.import(items(keys));
		await data.truncate();

		const expected = ["n0", "n1", "n2"].map((collection) => {
			const own = keys.filter((key) => key.startsWith(collection));
			return { created: own, deleted: own };
		});
		await data.events.idle();
		const found = ["n0", "n1", "n2"].map((collection) => {
			const of = (kind) =>
				events.filter(({ name, item }) => name === kind && item.key.startsWith(collection)).map(({ item }) => item.key);
			return { created: of("created").sort(), deleted: of("deleted").sort() };
		});
		expect(found).toStrictEqual(expected);
	});
});

describe("updates", () => {
	test("of additions to a number and to an attribute", async () => {
		listen();

		await data.add("n", 1);
		await data.add("n", 2n);
		await data.add("o", "count", 1);
		await data.set("o", { count: { $add: 1 } });
		await data.add("n", 3, { idempotencyToken: "once" });

		expect(await heard()).toStrictEqual(["created n", "updated n", "updated n", "created o", "updated o"]);
		const values = (key) =>
			events.filter(({ item }) => item.key === key).map(({ item, previous }) => [item.value, previous?.value]);
		expect(values("n")).toStrictEqual([
			[1, undefined],
			[3, 1],
			[6, 3],
		]);
		expect(values("o")).toStrictEqual([
			[{ count: 1 }, undefined],
			[{ count: 2 }, { count: 1 }],
		]);
	});

	test("of labels or expiry only", async () => {
		await data.set("a", 1, { label1: "old:1", ttl: "2035" });
		const before = await data.get("a", { meta: true, consistent: true });
		listen();

		const after = await data.set("a", 1, { label1: "new:1", label2: "more", ttl: null, meta: true });

		expect(await heard()).toStrictEqual(["updated a"]);
		expect(events).toStrictEqual([{ name: "updated", item: after, previous: before }]);
		expect(before).toMatchObject({ label1: "old:1", ttl: new Date("2035-01-01") });
		expect(after).not.toHaveProperty("ttl");
	});

	test("of the modification date only", async () => {
		const item = { key: "a", value: { same: [1] }, created: 1000, label1: "same" };
		await data.import([{ ...item, modified: 2000 }]);
		listen();

		await data.import([{ ...item, modified: 3000 }]);

		expect(await heard()).toStrictEqual(["updated a"]);
		const of = (modified) => ({ ...item, created: new Date(1_000_000), modified: new Date(modified) });
		expect(events[0]).toStrictEqual({ name: "updated", item: of(3_000_000), previous: of(2_000_000) });
	});

	test("of an overwritten item", async () => {
		await data.set("a", { x: 1 }, { label1: "l" });
		listen();

		await data.set("a", "text", { overwrite: true });

		expect(await heard()).toStrictEqual(["updated a"]);
		expect(events[0].previous).toMatchObject({ value: { x: 1 }, label1: "l" });
		expect(events[0].item).not.toHaveProperty("label1");
	});
});

describe("no event", () => {
	test("of a refused write", async () => {
		await data.set("a", { x: 1 });
		listen();

		const refused = [
			() => data.set("a", 1, { exists: false }),
			() => data.set("b", 1, { exists: true }),
			() => data.set("a", "text"),
			() => data.set("a", { y: 1 }, { overwrite: true, created: 5 }),
			() => data.set("a", 1, { ttl: "nonsense" }),
			() => data.add("a", 1),
			() => data.set(items(["c", "c"])),
			() => data.set("", 1),
		];
		for (const write of refused) await expect(write()).rejects.toThrow();

		expect(await heard()).toStrictEqual([]);
	});

	test("of removing a missing item, or reading", async () => {
		await data.set("a:1", 1);
		listen();

		await data.remove("missing");
		await data.remove(["missing", "a:missing"]);
		await data.get("a:*");
		await data.get("a:1", { meta: true });
		await data.scan();

		expect(await heard()).toStrictEqual([]);
	});

	test("of changes before the first handler", async () => {
		await data.set("a", 1);
		await data.set("a", 2);
		listen();

		expect(await heard()).toStrictEqual([]);
	});
});

describe("expired items that are still stored", () => {
	const expired = { key: "a", value: "old", created: 1000, modified: 1000, ttl: 2000, label1: "gone" };

	test("fire deleted and created when they are overwritten", async () => {
		await data.import([expired]);
		listen();

		await data.set("a", "new");

		expect(await heard()).toStrictEqual(["deleted a", "created a"]);
		expect(events[0].item).toMatchObject({ value: "old", label1: "gone", ttl: new Date(2_000_000) });
		expect(events[1].item).toMatchObject({ value: "new" });
		expect(events[1].item).not.toHaveProperty("label1");
	});

	test("fire deleted when they are removed", async () => {
		await data.import([expired, { ...expired, key: "b" }, { ...expired, key: "c" }]);
		listen();

		await data.remove("a");
		await data.remove(["b"]);
		await data.truncate();

		expect(await heard()).toStrictEqual(["deleted a", "deleted b", "deleted c"]);
	});
});

test("events contain values as get returns them", async () => {
	listen();
	const values = {
		bytes: new Uint8Array([0, 1, 255]),
		root: { "": 0, "\0N": "no tag", __proto: 1, nested: [[new Map([["k", new Set(["a"])]])]] },
		numbers: [2n ** 53n, -(2n ** 60n), 0.1, 1e-7, new Set([1, 2n ** 64n])],
		sets: { bytes: new Set([new Uint8Array([1])]), text: new Set(["ü", "\0"]) },
		text: 'quotes " and \\ and \u2028 and \0 and 😀',
		falsy: { no: false, zero: 0, empty: "", nothing: [null] },
		large: "x".repeat(300_000),
	};

	for (const [key, value] of Object.entries(values)) await data.set(`v:${key}`, value);
	await data.events.idle();

	expect(events).toHaveLength(Object.keys(values).length);
	for (const event of events) {
		const item = await data.get(event.item.key, { meta: true, consistent: true });
		expect(event).toStrictEqual({ name: "created", item });
	}
});

test("hundreds of changes arrive completely and in order", async () => {
	listen();
	const count = 300;

	await Promise.all(Array.from({ length: count }, () => data.add("list:n", 1)));

	await data.events.idle();
	expect(events.map(({ item }) => item.value)).toStrictEqual(Array.from({ length: count }, (_, index) => index + 1));
	expect(events.slice(1).every(({ item, previous }) => previous.value === item.value - 1)).toBe(true);
});
