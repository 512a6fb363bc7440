"use strict";

// `data.changes`: each change with its images, in order, from the first `next` on.

const { Data } = require("../..");
const { begun, gaps } = require("../support/changes");
const { refusal } = require("../support/refusal");
const { freshStore, onDynamo, rows, temporaryFolder } = require("../support/store");
const { take } = require("../support/watch");

let data;
beforeEach(async () => {
	data = await freshStore();
});
afterEach(() => data.close());

const read = (key, options = { meta: true }) => data.get(key, { ...options, consistent: true });
const short = ({ name, item, previous }) => [name, item.key, item.value, ...(previous ? [previous.value] : [])];

describe("what is given", () => {
	test("each change with the item and what it was before, as handlers get them", async () => {
		const [all] = await begun(data, ["users:*"]);
		await data.set("users:a", { n: 1 }, { label1: "team:x" });
		const first = await read("users:a");
		await data.set("other:a", 1);
		await data.add("users:a", "n", 1);
		const second = await read("users:a");
		await data.remove("users:a");
		expect(await all.take(3)).toStrictEqual([
			{ name: "created", item: first },
			{ name: "updated", item: second, previous: first },
			{ name: "deleted", item: second },
		]);
		await all.end();
	});

	test("every state, however slow the loop is", async () => {
		const [all] = await begun(data, ["n:*"]);
		for (let n = 0; n < 50; n++) await data.set("n:1", n);
		const changes = await all.take(50);
		expect(changes.map(short)).toStrictEqual(
			Array.from({ length: 50 }, (_, n) => (n === 0 ? ["created", "n:1", 0] : ["updated", "n:1", n, n - 1])),
		);
		await all.end();
	});

	test.each([
		["one key", "users:a", ["users:a"]],
		["a key without a colon", "simple", ["simple"]],
		["a range", "users:>=b", ["users:b", "users:c"]],
		["everything", undefined, ["other:a", "simple", "users:a", "users:b", "users:c"]],
	])("of %s", async (_, expression, expected) => {
		const keys = ["other:a", "simple", "users:a", "users:b", "users:c"];
		const [some] = await begun(data, [expression]);
		await data.set(keys.map((key) => ({ key, value: 1 })));
		const changes = await some.take(expected.length);
		expect(changes.map(({ item }) => item.key).sort()).toStrictEqual(expected);
		await some.end();
	});

	test("of items that come into a selection or leave it: the images decide", async () => {
		const [label, labels, filter] = await begun(
			data,
			["open:*", { label: "label1" }],
			[undefined, { labels: { label1: "open:*", label2: "team:x" } }],
			["tasks:*", { filter: { n: { $gte: 2 } } }],
		);
		await data.set("tasks:1", { n: 1 }, { label1: "done:a", label2: "team:x" });
		await data.set("tasks:1", { n: 2 }, { label1: "open:a" });
		await data.set("tasks:1", { n: 3 }, { label2: "team:y" });
		await data.set("tasks:1", { n: 1 }, { label1: "done:b" });
		await data.set("tasks:1", { n: 4 }, { label1: "open:b", label2: "team:x" });
		await data.remove("tasks:1");
		const [two, three, four] = [2, 3, 4].map((n) => ({ n }));
		expect((await label.take(5)).map(short)).toStrictEqual([
			["created", "tasks:1", two],
			["updated", "tasks:1", three, two],
			["deleted", "tasks:1", three],
			["created", "tasks:1", four],
			["deleted", "tasks:1", four],
		]);
		expect((await labels.take(4)).map(short)).toStrictEqual([
			["created", "tasks:1", two],
			["deleted", "tasks:1", two],
			["created", "tasks:1", four],
			["deleted", "tasks:1", four],
		]);
		expect((await filter.take(5)).map(short)).toStrictEqual([
			["created", "tasks:1", two],
			["updated", "tasks:1", three, two],
			["deleted", "tasks:1", three],
			["created", "tasks:1", four],
			["deleted", "tasks:1", four],
		]);
		for (const changes of [label, labels, filter]) await changes.end();
	});

	test("versions, which conditions take", async () => {
		const [all] = await begun(data, ["v:*", { version: true }]);
		await data.set("v:1", new Set(["a"]));
		const first = await read("v:1", { version: true });
		const [created] = await all.take(1);
		expect(created).toStrictEqual({ name: "created", item: first });
		const second = await data.set("v:1", 2, { version: created.item.version });
		expect(await all.take(1)).toStrictEqual([{ name: "updated", item: second, previous: first }]);
		await all.end();
	});

	test("rows, with all digits", async () => {
		const digits = "12345678901234567890123456789012345678";
		const [raw] = await begun(data, ["rows:*", { raw: true }]);
		await data.import([{ pk: { S: "rows" }, sk: { S: "1" }, "_\0N": { N: digits }, pk1: { S: "l" }, sk1: { S: "1" } }]);
		const first = (await rows(data)).find(({ pk }) => pk.S === "rows");
		await data.set("rows:1", { b: new Uint8Array([1, 2]) });
		const second = (await rows(data)).find(({ pk }) => pk.S === "rows");
		await data.remove("rows:1");
		expect(first["_\0N"]).toStrictEqual({ N: digits });
		expect(await raw.take(3)).toStrictEqual([
			{ name: "created", item: first },
			{ name: "updated", item: second, previous: first },
			{ name: "deleted", item: second },
		]);
		await raw.end();
	});

	test("changes of batches, transactions, imports, removals and truncation", async () => {
		const [all] = await begun(data, [undefined, { filter: { $ne: 1 } }]);
		await data.set(["b:1", "b:2"].map((key) => ({ key, value: "batch" })));
		await data.transaction((tx) => {
			tx.set("t:1", "transaction");
			tx.remove("b:1");
		});
		await data.import([{ key: "i:1", value: "import" }]);
		await data.removeAll("b:*");
		await data.truncate();
		const changes = (await all.take(8)).map(short);
		expect(changes.sort()).toStrictEqual([
			["created", "b:1", "batch"],
			["created", "b:2", "batch"],
			["created", "i:1", "import"],
			["created", "t:1", "transaction"],
			["deleted", "b:1", "batch"],
			["deleted", "b:2", "batch"],
			["deleted", "i:1", "import"],
			["deleted", "t:1", "transaction"],
		]);
		await all.end();
	});

	test("several at once, each at its own pace", async () => {
		const all = await begun(data, ...Array.from({ length: 10 }, (_, index) => [`n:${index % 2}*`]));
		await data.set("n:0", "even");
		await data.set("n:1", "odd");
		for (const [index, changes] of all.entries()) {
			expect((await changes.take(1)).map(({ item }) => item.key)).toStrictEqual([`n:${index % 2}`]);
			await changes.end();
		}
	});
});

describe("when it begins", () => {
	test("with the first 'next', although others listen: nothing from before, and nothing is left out", async () => {
		// On a table, only a clock tells which of the last changes came before.
		if (onDynamo) return;
		const [all] = await begun(data, ["n:*", { version: true }]);
		const late = [];
		for (let n = 0; n < 200; n++) {
			await data.set("n:1", n);
			if (n % 10 !== 5) continue;
			const changes = data.changes("n:*", { version: true });
			late.push({ from: n + 1, changes, next: changes.next() });
		}
		await data.set("n:1", "end");
		const expected = await all.take(201);
		expect(gaps(expected)).toStrictEqual([]);
		for (const { from, changes, next } of late) {
			const given = [(await next).value, ...(await take(changes, 200 - from))];
			expect(given).toStrictEqual(expected.slice(from));
			await changes.return();
		}
		await all.end();
	});

	test("not before the first 'next'", async () => {
		const [other] = await begun(data, ["n:*"]);
		const changes = data.changes("n:*");
		await data.set("n:before", 1);
		// The process has heard of this change before the call begins.
		await other.take(1);
		const next = changes.next();
		await data.set("n:after", 1);
		expect((await next).value.item.key).toBe("n:after");
		await changes.return();
		await other.end();
	});
});

describe("time", () => {
	test("an item that expires is deleted, on the clock of a store in memory", async () => {
		const store = Data.open("memory:");
		await store.clock.set(new Date("2030-01-01"));
		const [all] = await begun(store, ["a:*"]);
		await store.set("a:1", 1, { ttl: 60 });
		await store.clock.advance(61_000);
		await store.set("a:1", 2, { ttl: 60 });
		expect((await all.take(3)).map(short)).toStrictEqual([
			["created", "a:1", 1],
			["deleted", "a:1", 1],
			["created", "a:1", 2],
		]);
		await store.close();
	});

	test("an expired item that is replaced before it was deleted", async () => {
		const [all] = await begun(data, ["a:*"]);
		await data.set("a:1", 1, { ttl: new Date(1_500_000_000_000) });
		await data.set("a:1", 2);
		expect((await all.take(3)).map(short)).toStrictEqual([
			["created", "a:1", 1],
			["deleted", "a:1", 1],
			["created", "a:1", 2],
		]);
		await all.end();
	});
});

describe("a loop that is too slow", () => {
	test("misses changes once more than 16 MB wait, and learns of it", async () => {
		if (onDynamo) return; // It would take a minute there, and the rule is the same.
		const store = Data.open(`file:${temporaryFolder()}?durability=relaxed`);
		const [slow, other] = await begun(store, ["a:*"], ["b:*"]);
		const write = async (count, mark) => {
			for (let n = 0; n < count; n++) await store.set(`a:${n}`, "x".repeat(390_000), { overwrite: true });
			await store.set("b:1", mark);
			// What comes last has been heard by one, so all before it by the other.
			expect((await other.take(1))[0].item.value).toBe(mark);
		};
		await write(40, "below");
		expect(await slow.take(40)).toHaveLength(40);
		// An update has two images.
		await write(25, "above");
		expect(await refusal(slow.take(1))).toMatchObject({
			code: "CHANGES_MISSED",
			message: expect.stringContaining("16 MB"),
		});
		expect(await slow.changes.next()).toStrictEqual({ value: undefined, done: true });
		const [again] = await begun(store, ["a:*"]);
		await store.set("a:again", 1);
		expect((await again.take(1)).map(short)).toStrictEqual([["created", "a:again", 1]]);
		await store.close();
	});
});

describe("the end", () => {
	test("'break'", async () => {
		await begun(data);
		const changes = data.changes("a:*");
		const writing = (async () => {
			for (let n = 0; n < 3; n++) await data.set("a:1", n);
		})();
		for await (const { item } of changes) {
			expect(item.key).toBe("a:1");
			break;
		}
		await writing;
		expect(await changes.next()).toStrictEqual({ value: undefined, done: true });
	});

	test("'return' while a call waits, and before the first", async () => {
		const changes = data.changes("a:*");
		const waiting = changes.next();
		expect(await changes.return("r")).toStrictEqual({ value: "r", done: true });
		expect(await waiting).toStrictEqual({ value: undefined, done: true });
		const other = data.changes("a:*");
		await other.return();
		expect(await other.next()).toStrictEqual({ value: undefined, done: true });
	});

	test("an abort ends the loop without an error, and what was not given yet is not given", async () => {
		const abort = new AbortController();
		const [all] = await begun(data, ["a:*", { signal: abort.signal }]);
		await data.set(["a:1", "a:2"].map((key) => ({ key, value: 1 })));
		await all.take(1);
		abort.abort();
		expect(await all.changes.next()).toStrictEqual({ value: undefined, done: true });
		const waiting = data.changes("a:*", { signal: AbortSignal.abort() }).next();
		expect(await waiting).toStrictEqual({ value: undefined, done: true });
	});

	test("'close'", async () => {
		const [all] = await begun(data, ["a:*"]);
		const later = data.changes("a:*");
		await data.close();
		expect(await all.take(1)).toStrictEqual([]);
		expect(await refusal(later.next())).toMatchObject({ code: "CLOSED" });
	});
});

describe("arguments", () => {
	test.each([
		["a wrong expression", ["a:*b"], "INVALID_KEY", /Wildcards/],
		["an expression that is no text", [5], "INVALID_KEY", /key/],
		["an unknown option", ["a:*", { inital: false }], "INVALID_OPTION", /'changes' has no option 'inital'/],
		["options that are no object", ["a:*", true], "INVALID_OPTION", /must be an object/],
		["a signal that is none", ["a:*", { signal: {} }], "INVALID_OPTION", /'signal' must be an AbortSignal/],
		["a 'raw' that is no boolean", ["a:*", { raw: 1 }], "INVALID_OPTION", /'raw'/],
		["an operator that does not exist", ["a:*", { filter: { n: { $gtt: 1 } } }], "INVALID_OPTION", /\$gtt/],
	])("%s is refused at once", (_, args, code, message) => {
		expect(() => data.changes(...args)).toThrow(
			expect.objectContaining({ code, message: expect.stringMatching(message) }),
		);
	});
});
