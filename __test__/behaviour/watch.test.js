"use strict";

// `data.watch`: the items as they are, then each change.

const fc = require("fast-check");
const { getEventListeners } = require("node:events");
const { Data } = require("../..");
const { run } = require("../support/random");
const { freshStore, onDynamo, temporaryFolder } = require("../support/store");
const { follow, take } = require("../support/watch");

/** Entries in the order of their keys: changes of several items have no common order. */
const sorted = (entries) => entries.toSorted((a, b) => (a.key < b.key ? -1 : 1));

let data;
beforeEach(async () => {
	data = await freshStore();
});
afterEach(() => data.close());

describe("what a watch gives", () => {
	test("the items as they are, then each change", async () => {
		await data.set([
			{ key: "users:a", value: 1 },
			{ key: "users:b", value: { name: "Bob" } },
			{ key: "other:a", value: 1 },
		]);
		const watch = data.watch("users:*");
		expect(await take(watch, 2)).toStrictEqual([
			{ key: "users:a", value: 1 },
			{ key: "users:b", value: { name: "Bob" } },
		]);
		await data.set("other:b", 1);
		await data.set("users:c", new Set(["x"]));
		expect(await take(watch, 1)).toStrictEqual([{ key: "users:c", value: new Set(["x"]) }]);
		await data.remove("users:a");
		expect(await take(watch, 1)).toStrictEqual([{ key: "users:a", deleted: true }]);
		await data.add("users:b", "visits", 1);
		expect(await take(watch, 1)).toStrictEqual([{ key: "users:b", value: { name: "Bob", visits: 1 } }]);
		await watch.return();
	});

	test.each([
		["one key", "users:a", ["users:a"]],
		["a key without a colon", "simple", ["simple"]],
		["a range", "users:>=b", ["users:b", "users:c"]],
		["everything", undefined, ["other:a", "simple", "users:a", "users:b", "users:c"]],
	])("%s", async (_, expression, expected) => {
		const keys = ["other:a", "simple", "users:a", "users:b", "users:c"];
		await data.set(keys.map((key) => ({ key, value: "old" })));
		const watch = data.watch(expression);
		const before = await take(watch, expected.length);
		expect(sorted(before)).toStrictEqual(expected.map((key) => ({ key, value: "old" })));
		await data.set(keys.map((key) => ({ key, value: "new" })));
		const after = await take(watch, expected.length);
		expect(sorted(after)).toStrictEqual(expected.map((key) => ({ key, value: "new" })));
		await watch.return();
	});

	test("a label: items that get it come, items that lose it are gone", async () => {
		await data.set("tasks:1", { n: 1 }, { label1: "open:a" });
		await data.set("tasks:2", { n: 2 }, { label1: "done:a" });
		await data.set("tasks:3", { n: 3 });
		const watch = data.watch("open:*", { label: "label1" });
		expect(await take(watch, 1)).toStrictEqual([{ key: "tasks:1", value: { n: 1 } }]);
		await data.set("tasks:2", { n: 2 }, { label1: "open:b" });
		expect(await take(watch, 1)).toStrictEqual([{ key: "tasks:2", value: { n: 2 } }]);
		await data.set("tasks:3", { n: 4 });
		await data.set("tasks:1", { n: 1 }, { label1: "done:b" });
		expect(await take(watch, 1)).toStrictEqual([{ key: "tasks:1", deleted: true }]);
		await watch.return();
	});

	test("several labels", async () => {
		await data.set("tasks:1", 1, { label1: "open:a", label2: "team:x" });
		await data.set("tasks:2", 2, { label1: "open:b", label2: "team:y" });
		const watch = data.watch("open:*", { label: "label1", labels: { label2: "team:x" } });
		expect(await take(watch, 1)).toStrictEqual([{ key: "tasks:1", value: 1 }]);
		await data.set("tasks:2", 2, { label2: "team:x" });
		expect(await take(watch, 1)).toStrictEqual([{ key: "tasks:2", value: 2 }]);
		await data.set("tasks:1", 1, { label2: null });
		expect(await take(watch, 1)).toStrictEqual([{ key: "tasks:1", deleted: true }]);
		await watch.return();
	});

	test("a filter: an item that matches no more is gone, one that never did is not mentioned", async () => {
		await data.set("jobs:1", { status: "open" });
		await data.set("jobs:2", { status: "done" });
		const watch = data.watch("jobs:*", { filter: { status: "open" } });
		expect(await take(watch, 1)).toStrictEqual([{ key: "jobs:1", value: { status: "open" } }]);
		await data.set("jobs:2", { status: "failed" });
		await data.remove("jobs:2");
		await data.set("jobs:1", { status: "done" });
		expect(await take(watch, 1)).toStrictEqual([{ key: "jobs:1", deleted: true }]);
		await data.set("jobs:1", { status: "open", again: true });
		expect(await take(watch, 1)).toStrictEqual([{ key: "jobs:1", value: { status: "open", again: true } }]);
		await watch.return();
	});

	test("metadata and versions, as 'get' gives them", async () => {
		await data.set("a:1", { n: 1 }, { label1: "l:1", ttl: "2035" });
		for (const options of [{ meta: true }, { version: true }]) {
			const watch = data.watch("a:*", options);
			const [item] = await take(watch, 1);
			expect(item).toStrictEqual(await data.get("a:1", options));
			await data.set("a:1", { n: Math.random() });
			const [changed] = await take(watch, 1);
			expect(changed).toStrictEqual(await data.get("a:1", options));
			await watch.return();
		}
	});

	test("only changes, with 'initial: false'", async () => {
		await data.set("a:1", 1);
		const watch = data.watch("a:*", { initial: false });
		const next = watch.next();
		// On a table, a watch begins to hear a moment after it is asked.
		let round = 0;
		const writing = setInterval(() => data.set("a:2", round++), onDynamo ? 200 : 1);
		expect((await next).value.key).toBe("a:2");
		clearInterval(writing);
		await watch.return();
	});

	test("changes of batches, transactions, imports, removals and truncation", async () => {
		const seen = follow(data.watch());
		await data.set(["b:1", "b:2", "b:3"].map((key) => ({ key, value: "batch" })));
		await data.transaction(async (tx) => {
			tx.set("t:1", "transaction");
			tx.remove("b:1");
		});
		await data.import([{ key: "i:1", value: "import" }]);
		const text = ({ state }) => sorted([...state.values()]).map(({ key, value }) => `${key} ${value}`);
		const isEqual = (expected) => (now) => text(now).join() === expected.join();
		await seen.until(isEqual(["b:2 batch", "b:3 batch", "i:1 import", "t:1 transaction"]));
		await data.removeAll("b:*");
		await seen.until(isEqual(["i:1 import", "t:1 transaction"]));
		await data.truncate();
		await seen.until(isEqual([]));
		await data.close();
		await seen.done;
	});

	test("time, on the clock of a store in memory", async () => {
		const store = Data.open("memory:");
		await store.clock.set(new Date("2030-01-01"));
		await store.set("a:1", 1, { ttl: 60 });
		const watch = store.watch("a:*");
		expect(await take(watch, 1)).toStrictEqual([{ key: "a:1", value: 1 }]);
		await store.clock.advance(61_000);
		expect(await take(watch, 1)).toStrictEqual([{ key: "a:1", deleted: true }]);
		await store.close();
	});

	test("several watches of one handle, each at its own pace", async () => {
		const watches = Array.from({ length: 20 }, (_, index) => follow(data.watch(`n:${index % 2}*`)));
		await data.set("n:0", "even");
		await data.set("n:1", "odd");
		await Promise.all(watches.map((seen) => seen.until(({ state }) => state.size === 1)));
		for (const [index, { state }] of watches.entries()) {
			expect([...state.keys()]).toStrictEqual([`n:${index % 2}`]);
		}
		await data.close();
		await Promise.all(watches.map(({ done }) => done));
	});
});

test("an item that expires is gone", async () => {
	// On a table, the server deletes expired items when it likes. The test server does not.
	if (onDynamo) return;
	const store = Data.open(`file:${temporaryFolder()}?durability=relaxed`);
	await store.set("a:1", 1, { ttl: 1 });
	await store.set("a:2", 2);
	const seen = follow(store.watch("a:*"));
	await seen.until(({ entries, state }) => entries.length >= 2 && !state.has("a:1"));
	expect(seen.state.has("a:2")).toBe(true);
	await store.close();
	await seen.done;
});

describe("a version is given once", () => {
	/** Whether two entries in a row of a key are the same. */
	const repeated = ({ entries }) => {
		const last = new Map();
		return entries.filter(({ key, version }) => {
			const isSame = version !== undefined && last.get(key) === version;
			last.set(key, version);
			return isSame;
		});
	};

	test("when a write meets the first read", async () => {
		for (let round = 0; round < (onDynamo ? 2 : 50); round++) {
			const seen = follow(data.watch(`x${round}:*`, { version: true }));
			await data.set(`x${round}:1`, round);
			// A change behind it: when it is given, the one before has been heard.
			await seen.until(({ state }) => state.has(`x${round}:1`));
			await data.set(`x${round}:1`, "last");
			await seen.until(({ state }) => state.get(`x${round}:1`).value === "last");
			expect(repeated(seen)).toStrictEqual([]);
		}
	});

	test("with any writes, watches that begin at any time, and a label", async () => {
		const write = fc.tuple(fc.constantFrom("set", "set", "add", "remove", "watch", "await"), fc.nat(3));
		const property = fc.asyncProperty(fc.array(write, { minLength: 5, maxLength: 60 }), async (writes) => {
			const options = [{ version: true }, { version: true, label: "label1" }];
			const watches = [];
			const begin = (number) => {
				const option = options[number % 2];
				watches.push(follow(data.watch(option.label ? "l:*" : "w:*", option)));
			};
			begin(0);
			const pending = [];
			for (const [kind, number] of writes) {
				const key = `w:${number}`;
				if (kind === "set") pending.push(data.set(key, { n: number }, { label1: `l:${number}` }));
				else if (kind === "add") pending.push(data.add(key, "n", 1));
				else if (kind === "remove") pending.push(data.remove(key));
				else if (kind === "watch") begin(number);
				else await Promise.all(pending.splice(0));
			}
			await Promise.all(pending);
			// Each watch has heard everything when it knows that the last items are gone.
			await data.set("w:end", 1, { label1: "l:end" });
			await Promise.all(watches.map((seen) => seen.until(({ state }) => state.has("w:end"))));
			await data.truncate();
			await Promise.all(watches.map((seen) => seen.until(({ state }) => state.size === 0)));
			for (const seen of watches) {
				expect(repeated(seen)).toStrictEqual([]);
				await seen.watch.return();
			}
		});
		await run(property, { numRuns: onDynamo ? 2 : 60 });
	}, 120_000);
});

describe("a slow reader", () => {
	test("gets the newest state of each key", async () => {
		await data.set("k:a", "first");
		const watch = data.watch("k:*", { version: true });
		await take(watch, 1);
		for (let round = 0; round < 300; round++) await data.set(round % 3 === 0 ? "k:b" : "k:a", { round });
		await data.set("k:end", 1);
		const states = [];
		let entry;
		do {
			[entry] = await take(watch, 1);
			states.push(entry);
		} while (entry.key !== "k:end");
		// One batch may have been taken before the others were written.
		expect(states.length).toBeLessThan(20);
		const newest = new Map(states.map(({ key, value }) => [key, value]));
		expect(newest.get("k:a")).toStrictEqual({ round: 299 });
		expect(newest.get("k:b")).toStrictEqual({ round: 297 });
		await watch.return();
	});
});

describe("the end of a watch", () => {
	test("'break'", async () => {
		await data.set("a:1", 1);
		const watch = data.watch("a:*");
		for await (const { key } of watch) {
			expect(key).toBe("a:1");
			break;
		}
		expect(await watch.next()).toStrictEqual({ value: undefined, done: true });
	});

	test("'return' while a call waits", async () => {
		const watch = data.watch("a:*");
		const waiting = watch.next();
		expect(await watch.return("r")).toStrictEqual({ value: "r", done: true });
		expect(await waiting).toStrictEqual({ value: undefined, done: true });
	});

	test("'return' before the first call", async () => {
		const watch = data.watch("a:*");
		expect(await watch.return()).toStrictEqual({ value: undefined, done: true });
		expect(await watch.next()).toStrictEqual({ value: undefined, done: true });
	});

	test("an abort ends the loop, and what was not given yet is not given", async () => {
		await data.set(["a:1", "a:2", "a:3"].map((key) => ({ key, value: 1 })));
		const abort = new AbortController();
		const keys = [];
		for await (const { key } of data.watch("a:*", { signal: abort.signal })) {
			keys.push(key);
			abort.abort();
		}
		expect(keys).toStrictEqual(["a:1"]);
	});

	test("an abort while a call waits, before the first one, and after the end", async () => {
		const abort = new AbortController();
		const watch = data.watch("a:*", { signal: abort.signal });
		const waiting = watch.next();
		abort.abort();
		expect((await waiting).done).toBe(true);
		expect((await data.watch("a:*", { signal: abort.signal }).next()).done).toBe(true);
		expect((await data.watch("a:*", { signal: AbortSignal.abort() }).next()).done).toBe(true);
	});

	test("one signal ends any number of watches, and forgets those that have ended", async () => {
		const warnings = [];
		const note = (warning) => warnings.push(warning.name);
		process.on("warning", note);
		const abort = new AbortController();
		const { signal } = abort;
		await data.set("a:1", 1);
		const watches = Array.from({ length: 30 }, () => data.watch("a:*", { signal }));
		await Promise.all(watches.map((watch) => take(watch, 1)));
		expect(getEventListeners(signal, "abort")).toHaveLength(1);
		for (const watch of watches) await watch.return();
		expect(getEventListeners(signal, "abort")).toHaveLength(0);
		const others = Array.from({ length: 12 }, () => follow(data.watch("b:*", { signal })));
		abort.abort();
		await Promise.all(others.map(({ done }) => done));
		expect(getEventListeners(signal, "abort")).toHaveLength(0);
		await new Promise(setImmediate);
		process.off("warning", note);
		expect(warnings).toEqual([]);
	});

	test("'close' ends watches that wait, and those that do not", async () => {
		await data.set("a:1", 1);
		const waiting = follow(data.watch("b:*"));
		const idle = data.watch("a:*");
		await take(idle, 1);
		await data.close();
		await waiting.done;
		expect(await idle.next()).toStrictEqual({ value: undefined, done: true });
		expect(() => data.watch("a:*").next()).rejects.toMatchObject({ code: "CLOSED" });
	});
});

describe("arguments", () => {
	test.each([
		["a wrong expression", ["a:*b"], "INVALID_KEY", /Wildcards/],
		["an expression that is no text", [5], "INVALID_KEY", /key/],
		[
			"an unknown option",
			["a:*", { filtre: {} }],
			"INVALID_OPTION",
			/'watch' has no option 'filtre'. Did you mean 'filter'/,
		],
		["options that are no object", ["a:*", true], "INVALID_OPTION", /must be an object/],
		["a signal that is none", ["a:*", { signal: {} }], "INVALID_OPTION", /'signal' must be an AbortSignal/],
		["an operator that does not exist", ["a:*", { filter: { n: { $gtt: 1 } } }], "INVALID_OPTION", /\$gtt/],
		["a number that no item holds", ["a:*", { filter: { a: { b: Number.NaN } } }], "INVALID_OPTION", /'a\.b' is NaN/],
		["a label that does not exist", ["a:*", { label: "label9" }], "INVALID_OPTION", /'label1'/],
		["an 'initial' that is no boolean", ["a:*", { initial: 0 }], "INVALID_OPTION", /'initial'/],
	])("%s is refused at once", (_, args, code, message) => {
		expect(() => data.watch(...args)).toThrow(
			expect.objectContaining({ code, message: expect.stringMatching(message) }),
		);
	});

	test("'watch' works without its object", async () => {
		const { watch } = data;
		await data.set("a:1", 1);
		for await (const entry of watch("a:1")) {
			expect(entry).toStrictEqual({ key: "a:1", value: 1 });
			break;
		}
	});
});
