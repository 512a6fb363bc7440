"use strict";

// Which events a handler with `filter` or `changed` gets, and what becomes of the others.

const { freshStore } = require("../support/store");
const { collect, names, retries } = require("../support/events");

let data;

beforeEach(async () => {
	data = await freshStore();
});

describe("filter", () => {
	test("is about the value of the item: the new one, or the last one of what is deleted", async () => {
		const open = collect(data, "*", { filter: { status: "open" } });

		await data.set("orders:1", { status: "open" });
		await data.set("orders:2", { status: "paid" });
		await data.set("orders:1", { status: "paid" });
		await data.set("orders:2", { status: "open" });
		await data.remove("orders:2");
		await data.remove("orders:1");
		await data.events.idle();

		expect(names(open)).toStrictEqual(["created orders:1", "updated orders:2", "deleted orders:2"]);
	});

	test.each([
		["operators", { total: { $gte: 10 }, tags: { $contains: "new" } }, ["c"]],
		["absence", { total: { $exists: false } }, ["d", "e"]],
		["a single value", { $eq: 5 }, ["d"]],
		["nested attributes", { address: { city: "Oslo" } }, ["b"]],
		["nothing", {}, ["a", "b", "c", "d", "e"]],
	])("takes %s as every predicate does", async (_, filter, expected) => {
		const events = collect(data, "created", { filter });

		await data.set("a", { total: 10 });
		await data.set("b", { total: 5, address: { city: "Oslo" } });
		await data.set("c", { total: 12, tags: new Set(["new"]) });
		await data.set("d", 5);
		await data.set("e", { tags: new Set(["new"]) });
		await data.events.idle();

		expect(events.map(({ item }) => item.key).sort()).toStrictEqual(expected);
	});

	test("belongs to its handler, and the order of the others stays", async () => {
		const calls = [];
		const handler = (name) => () => void calls.push(name);
		data.on("created", handler("first"));
		data.on("created", { filter: { a: 1 } }, handler("one"));
		data.on("created", { filter: { a: 2 } }, handler("two"));
		data.on("created", handler("last"));

		await data.set("x:1", { a: 2 });
		await data.set("x:2", { a: 3 });
		await data.events.idle();

		expect(calls).toStrictEqual(["first", "two", "last", "first", "last"]);
	});

	test("is judged again at each attempt with the same item, and never wakes what it refuses", async () => {
		const reports = retries(data);
		let calls = 0;
		data.on("created", { filter: { a: 1 } }, ({ item }) => {
			calls++;
			if (item.key === "x:1" && calls === 1) throw new Error("once");
		});

		await data.set("x:1", { a: 1 });
		await data.set("x:1", { a: 2 });
		await data.set("x:2", { a: 2 });
		await data.events.idle();

		expect(calls).toBe(2);
		expect(reports).toHaveLength(1);
	});

	test("is a copy: a change of the object has no effect", async () => {
		const filter = { a: 1 };
		const events = collect(data, "created", { filter });
		filter.a = 2;

		await data.set("x:1", { a: 1 });
		await data.set("x:2", { a: 2 });
		await data.events.idle();

		expect(names(events)).toStrictEqual(["created x:1"]);
	});
});

describe("changed", () => {
	test("passes the changes of one of these attributes", async () => {
		const events = collect(data, "*", { changed: ["status", "total"] });

		await data.set("orders:1", { status: "open", note: "a" });
		await data.set("orders:1", { note: "b" });
		await data.set("orders:1", { status: "open" });
		await data.set("orders:1", { status: "paid" });
		await data.add("orders:1", "total", 5);
		await data.set("orders:1", { total: null });
		await data.set("orders:2", { note: "a" });
		await data.remove("orders:2");
		await data.remove("orders:1");
		await data.events.idle();

		expect(events.map(({ name, item }) => [name, item.value])).toStrictEqual([
			["created", { status: "open", note: "a" }],
			["updated", { status: "paid", note: "b" }],
			["updated", { status: "paid", note: "b", total: 5 }],
			["updated", { status: "paid", note: "b" }],
			["deleted", { status: "paid", note: "b" }],
		]);
	});

	test("compares values as '$eq' does", async () => {
		const events = collect(data, "updated", { changed: ["a"] });

		await data.set("k", { a: { set: new Set(["x", "y"]), list: [1, 2], big: 12345678901234567890n } });
		await data.set("k", { a: { big: 12345678901234567890n, list: [1, 2], set: new Set(["y", "x"]) } });
		await data.set("k", { a: { set: new Set(["x", "y"]), list: [2, 1], big: 12345678901234567890n } });
		await data.set("k", 1, { overwrite: true });
		await data.set("k", 2);
		await data.events.idle();

		expect(events.map(({ item }) => item.value)).toStrictEqual(
			[{ set: new Set(["x", "y"]), list: [2, 1], big: 12345678901234567890n }, 1].map((value) =>
				value === 1 ? value : { a: value },
			),
		);
	});

	test("stands beside 'filter': both must hold", async () => {
		const events = collect(data, "updated:orders:*", { changed: ["status"], filter: { status: "paid" } });

		await data.set("orders:1", { status: "open" });
		await data.set("orders:1", { status: "paid" });
		await data.set("orders:1", { total: 5 });
		await data.set("orders:1", { status: "sent" });
		await data.events.idle();

		expect(events.map(({ item }) => item.value)).toStrictEqual([{ status: "paid" }]);
	});

	test("takes any name of an attribute", async () => {
		const events = collect(data, "updated", { changed: ["a.b", "__proto__", "\0x", "ö\ud800"] });

		await data.set("k", { "a.b": 1, "\0x": 1, a: { b: 1 } });
		await data.set("k", { a: { b: 2 } });
		await data.set("k", { "\0x": 2 });
		await data.set("k", { "a.b": 2 });
		await data.set("k", { "ö\ufffd": 2 });
		await data.events.idle();

		expect(events).toHaveLength(3);
	});
});

describe("refused at once", () => {
	test.each([
		["changed", null],
		["changed", []],
		["changed", "status"],
		["changed", ["status", 5]],
		["changed", [undefined]],
		["changed", { 0: "status" }],
		["filter", undefined],
		["filter", null],
		["filter", "open"],
		["filter", ["open"]],
		["filter", () => true],
		["filter", { status: { $like: "open" } }],
		["filter", { status: undefined }],
		["group", null],
		["timeout", null],
		["concurrency", null],
	])("%s: %p", (option, value) => {
		expect(() => data.on("created", { [option]: value }, () => {})).toThrow(
			expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringContaining(`'${option}`) }),
		);
	});
});

test("an event that every filter refuses is settled, and later ones follow", async () => {
	const handled = collect(data, "*:orders:*", { filter: { total: { $gt: 1 } } });
	for (const total of [1, 2, 1, 3]) await data.set("orders:1", { total });
	await data.events.idle();
	expect(handled.map(({ item }) => item.value.total)).toStrictEqual([2, 3]);
});
