"use strict";

// What handlers can do, and how they run side by side.

const { AsyncLocalStorage } = require("node:async_hooks");
const { freshStore } = require("../support/store");
const { collect, gate, names, retries } = require("../support/events");

let data;

beforeEach(async () => {
	data = await freshStore();
});

test("handlers can read and write, and the events of their writes are delivered", async () => {
	const all = collect(data, "*");
	data.on("created:orders:*", async ({ item }) => {
		await data.set(`mails:${item.key}`, { to: item.value.to, orders: await data.get(item.key) });
		await data.add("count", 1);
		await data.set([{ key: `log:${item.key}`, value: true }]);
	});
	data.on("created:mails:*", async ({ item }) => {
		await data.remove(item.key);
	});

	await data.set("orders:1", { to: "jane" });
	await data.events.idle();

	expect(names(all)).toStrictEqual([
		"created count",
		"created log:orders:1",
		"created mails:orders:1",
		"deleted mails:orders:1",
		"created orders:1",
	]);
	expect(await data.get("count")).toBe(1);
});

test("handlers can register handlers, which get later events", async () => {
	let inner;
	data.on("created:list:1", () => {
		inner = collect(data, "created");
	});

	await data.set("list:1", 1);
	await data.events.idle();
	await data.set("list:2", 2);
	await data.events.idle();

	expect(names(inner)).toContain("created list:2");
});

test("a handler runs in the async context in which it was registered", async () => {
	const storage = new AsyncLocalStorage();
	const seen = [];
	storage.run("where it was defined", () => {
		data.on("created", async () => {
			seen.push(storage.getStore());
			await data.get("a");
			seen.push(storage.getStore());
		});
	});

	await storage.run("where it was set", () => data.set("a", 1));
	await data.events.idle();

	expect(seen).toStrictEqual(["where it was defined", "where it was defined"]);
});

test("each handler and each attempt gets its own copy of the event", async () => {
	retries(data);
	const value = { list: [1], bytes: new Uint8Array([1]), set: new Set(["a"]) };
	const seen = [];
	let fails = 1;
	const spoil = (event) => {
		seen.push(structuredClone(event));
		event.name = "spoilt";
		event.item.value.list.push(2);
		event.item.value.bytes[0] = 2;
		event.item.value.set.add("b");
		event.item.created.setTime(0);
		delete event.item.key;
		if (fails-- > 0) throw new Error("once more");
	};
	data.on("created", spoil);
	data.on("created", spoil);

	const item = await data.set("a", value, { meta: true });
	await data.events.idle();

	expect(seen).toStrictEqual(Array(3).fill({ name: "created", item }));
});

test("the return value of a handler does not matter", async () => {
	const reports = retries(data);
	for (const result of [false, null, 0, "no", { finally: 5 }, [], Promise.resolve(false)]) {
		data.on("created", () => result);
	}
	const last = collect(data, "created");

	await data.set("a", 1);
	await data.events.idle();

	expect(names(last)).toStrictEqual(["created a"]);
	expect(reports).toStrictEqual([]);
});

describe("groups", () => {
	test("each get every event", async () => {
		const groups = ["default", "mail", 'odd/"name" 😀', "g".repeat(64)].map((group) => collect(data, "*", { group }));

		await data.set("a:1", 1);
		await data.set("a:1", 2);
		await data.remove("a:1");
		await data.events.idle();

		for (const events of groups) {
			expect(names(events)).toStrictEqual(["created a:1", "updated a:1", "deleted a:1"]);
		}
	});

	test("do not wait for one another", async () => {
		retries(data);
		const other = gate();
		const calls = [];
		data.on("created", { group: "slow" }, async () => {
			await other.opened;
			calls.push("slow");
		});
		data.on("created", { group: "quick" }, async () => {
			calls.push("quick");
			other.open();
		});

		await data.set("a", 1);
		await data.events.idle();

		expect(calls).toStrictEqual(["quick", "slow"]);
	});
});

describe("the number of collections handled in parallel", () => {
	const KEYS = Array.from({ length: 20 }, (_, index) => ({ key: `n${index}:a`, value: 1 }));

	/** The highest number of handlers in parallel. None of them ends before `awaited` of them run. */
	async function most(awaited, ...configs) {
		let running = 0;
		let highest = 0;
		const all = gate();
		for (const config of configs) {
			data.on("created", config, async () => {
				running++;
				highest = Math.max(highest, running);
				if (running === awaited) all.open();
				await all.opened;
				await data.get("a");
				running--;
			});
		}
		await data.set(KEYS);
		await data.events.idle();
		return highest;
	}

	test("is 16 by default", async () => {
		expect(await most(16, {})).toBe(16);
	});

	test("can be 1", async () => {
		expect(await most(1, { concurrency: 1 })).toBe(1);
	});

	test("is the last value given for the group", async () => {
		expect(await most(3, { concurrency: 1 }, {}, { concurrency: 3 }, {})).toBe(3);
	});

	test("can be more than there are collections", async () => {
		expect(await most(20, { concurrency: 1000 })).toBe(20);
	});
});

test("idle waits for all writes requested before it, awaited or not", async () => {
	const events = collect(data, "*");

	const writes = [data.set("a:1", 1), data.set("b:1", 1), data.set([{ key: "c:1", value: 1 }])];
	await data.events.idle();

	await Promise.all(writes);
	expect(names(events)).toStrictEqual(["created a:1", "created b:1", "created c:1"]);
});

test("close waits for the running handler", async () => {
	const began = gate();
	const end = gate();
	let ended = false;
	data.on("created", async () => {
		began.open();
		await end.opened;
		ended = true;
	});

	await data.set("a", 1);
	await began.opened;
	const closed = data.close();
	end.open();
	await closed;

	expect(ended).toBe(true);
});
