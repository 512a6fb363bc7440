"use strict";

// `data.clock`: the clock of a store in memory, which a test sets and advances.

const { Data } = require("../..");
const { collect, names, retries } = require("../support/events");
const { run } = require("../support/programs");
const { refusal } = require("../support/refusal");
const { temporaryFolder } = require("../support/store");
const { follow } = require("../support/watch");

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let data;

beforeEach(() => {
	data = Data.open("memory:");
});

afterEach(async () => {
	jest.useRealTimers();
	await data.close();
});

test("runs with the machine's until it is set, and then stands still", async () => {
	const before = Date.now();
	const running = data.clock.now();
	expect(running).toBeGreaterThanOrEqual(before);
	expect(running).toBeLessThanOrEqual(Date.now());
	await data.clock.set(new Date(START));
	expect(data.clock.now()).toBe(START);
	await data.clock.advance(1500);
	expect(data.clock.now()).toBe(START + 1500);
	await data.clock.set(START);
	expect(data.clock.now()).toBe(START);
	await data.clock.reset();
	expect(data.clock.now()).toBeGreaterThanOrEqual(before);
});

test("a date is what the engine says, whatever its own methods do", async () => {
	const date = Object.assign(new Date(START), { getTime: () => 0, valueOf: () => 0 });
	await data.clock.set(date);
	expect(data.clock.now()).toBe(START);
});

test("advancing a clock that runs stops it", async () => {
	const before = Date.now();
	await data.clock.advance(MINUTE);
	const now = data.clock.now();
	expect(now).toBeGreaterThanOrEqual(before + MINUTE);
	expect(now).toBeLessThanOrEqual(Date.now() + MINUTE);
	await new Promise((resolve) => setTimeout(resolve, 5));
	expect(data.clock.now()).toBe(now);
});

test("two advances that are not awaited add up", async () => {
	await data.clock.set(START);
	await Promise.all([data.clock.advance(1000), data.clock.advance(500)]);
	expect(data.clock.now()).toBe(START + 1500);
});

test("dates and versions of items follow it", async () => {
	await data.clock.set(START);
	await data.set("users:jane", { name: "Jane" });
	await data.clock.advance(90_000);
	await data.set("users:jane", { name: "Jo" });
	const item = await data.get("users:jane", { version: true });
	expect(item).toMatchObject({ created: new Date(START), modified: new Date(START + 90_000) });
	expect(item.version).toMatch(new RegExp(`^${(START + 90_000) / 1000}\\.000`));
});

test("every write in one millisecond has a version of its own", async () => {
	await data.clock.set(START);
	const versions = new Set();
	for (let count = 0; count < 50; count++) {
		await data.add("counter", 1);
		versions.add((await data.get("counter", { version: true })).version);
	}
	expect(versions.size).toBe(50);
});

describe("expiry", () => {
	beforeEach(() => data.clock.set(START));

	test.each([
		["set", () => data.set("sessions:1", "x", { ttl: 60 })],
		["a batch", () => data.set([{ key: "sessions:1", value: "x", ttl: 60 }])],
		["a seed", () => data.seed([{ key: "sessions:1", value: "x", ttl: 60 }])],
		["a transaction", () => data.transaction((tx) => tx.set("sessions:1", "x", { ttl: 60 }))],
		["a date", () => data.set("sessions:1", "x", { ttl: new Date(START + MINUTE).toISOString() })],
	])("of %s", async (_, write) => {
		await write();
		await data.clock.advance(MINUTE - 1);
		expect(await data.get("sessions:1")).toBe("x");
		await data.clock.advance(1);
		expect(await data.get("sessions:1")).toBeUndefined();
	});

	test("removes the items before the call resolves, however many", async () => {
		const deleted = collect(data, "deleted:sessions:*");
		const items = Array.from({ length: 1000 }, (_, index) => ({ key: `sessions:${index}`, value: index, ttl: 60 }));
		await data.set(items, { overwrite: true });
		await data.clock.advance(MINUTE);
		await data.events.idle();
		expect(deleted).toHaveLength(1000);
		expect(deleted[0]).toMatchObject({ item: { ttl: new Date(START + MINUTE) } });
	});

	test("does not remove them where the store is not to", async () => {
		const kept = Data.open("memory:?sweep=off");
		await kept.clock.set(START);
		const deleted = collect(kept, "deleted");
		await kept.set("sessions:1", "x", { ttl: 60 });
		await kept.clock.advance(MINUTE);
		await kept.events.idle();
		expect(await kept.get("sessions:1")).toBeUndefined();
		expect(deleted).toEqual([]);
		await kept.close();
	});

	test("reaches handlers after months, too", async () => {
		const events = collect(data, ["created", "deleted"]);
		await data.set("offers:1", "x", { ttl: (100 * DAY) / 1000 });
		await data.events.idle();
		await data.clock.advance(100 * DAY);
		await data.events.idle();
		await data.set("offers:2", "x");
		await data.events.idle();
		expect(names(events)).toEqual(["created offers:1", "deleted offers:1", "created offers:2"]);
	});
});

test("a watch goes on after months", async () => {
	await data.clock.set(START);
	const watched = follow(data.watch("offers:*"));
	await data.set("offers:1", "x", { ttl: DAY / 1000 });
	await watched.until(({ state }) => state.has("offers:1"));
	await data.clock.advance(100 * DAY);
	await watched.until(({ state }) => !state.has("offers:1"));
	await data.set("offers:2", "x");
	await watched.until(({ state }) => state.has("offers:2"));
});

describe("retries", () => {
	let calls;
	let failures;

	beforeEach(async () => {
		await data.clock.set(START);
		calls = [];
		failures = 2;
		data.on("created:mails:*", ({ item }) => {
			calls.push([item.key, data.clock.now() - START]);
			if (failures-- > 0) throw new Error("the server is away");
		});
	});

	test("wait for the clock, and idle does not wait for them", async () => {
		const reports = retries(data);
		await data.set("mails:1", "x");
		await data.events.idle();
		expect(calls).toEqual([["mails:1", 0]]);
		await data.clock.advance(reports[0].delay - 1);
		await data.events.idle();
		expect(calls).toHaveLength(1);
		await data.clock.advance(1);
		await data.events.idle();
		expect(calls).toHaveLength(2);
		await data.clock.advance(reports[1].delay);
		await data.events.idle();
		expect(calls).toEqual([0, reports[0].delay, reports[0].delay + reports[1].delay].map((at) => ["mails:1", at]));
		expect(reports.map(({ attempts }) => attempts)).toEqual([1, 2]);
	});

	test("come due when the clock runs again", async () => {
		retries(data);
		failures = 1;
		await data.clock.set(Date.now());
		await data.set("mails:1", "x");
		await data.events.idle();
		expect(calls).toHaveLength(1);
		await data.clock.reset();
		await data.events.idle();
		expect(calls).toHaveLength(2);
	});

	test("end after 24 hours", async () => {
		retries(data);
		const dropped = [];
		data.events.on("dropped", (report) => {
			dropped.push(report);
		});
		failures = Number.POSITIVE_INFINITY;
		await data.set("mails:1", "x");
		await data.events.idle();
		await data.clock.advance(DAY);
		await data.events.idle();
		expect(dropped).toMatchObject([{ event: { item: { key: "mails:1" } }, attempts: calls.length }]);
	});
});

describe("a handler that hangs while the clock stands still times out by the machine's", () => {
	const hang = async () => {
		await data.clock.set(START);
		const reports = retries(data);
		const called = new Promise((resolve) => {
			data.on("created", { timeout: 50 }, () => {
				resolve();
				return new Promise(() => {});
			});
		});
		await data.set("mails:1", "x");
		await called;
		return reports;
	};

	test("so that 'idle' ends", async () => {
		const reports = await hang();
		await data.events.idle();
		expect(reports).toMatchObject([{ attempts: 1, error: "The handler did not finish within 50 ms." }]);
	});

	test("and 'close', under the fake timers of jest, too", async () => {
		jest.useFakeTimers({ now: START });
		await hang();
		await data.close();
	});
});

test("works under the fake timers of jest", async () => {
	jest.useFakeTimers({ now: START });
	const store = Data.open("memory:");
	await store.clock.set(new Date());
	const deleted = collect(store, "deleted:sessions:*");
	await store.set("sessions:1", "x", { ttl: 60 });
	for (let count = 0; count < 2000; count++) await store.get("sessions:1");
	await store.transaction(async (tx) => tx.set("sessions:2", await tx.get("sessions:1"), { ttl: 60 }));
	jest.advanceTimersByTime(MINUTE);
	await store.clock.set(new Date());
	expect(store.clock.now()).toBe(START + MINUTE);
	await store.events.idle();
	expect(names(deleted)).toEqual(["deleted sessions:1", "deleted sessions:2"]);
	expect(await store.get("sessions:*")).toEqual({ items: [] });
	await store.close();
});

test("a program with an event that waits for a clock that stands still ends", async () => {
	const lines = await run(
		"memory:",
		`await data.clock.set(${START});
		data.on("created", () => { say("called"); throw new Error("no"); });
		await data.set("mails:1", "x");
		await data.events.idle();`,
		{ NODE_NO_WARNINGS: "1" },
	);
	expect(lines).toEqual(["called"]);
});

test("each handle has its own", async () => {
	const other = Data.open("memory:");
	await data.clock.set(START);
	expect(other.clock.now()).toBeGreaterThan(START);
	await other.close();
});

test("its methods work without their object", async () => {
	const { now, set, advance } = data.clock;
	await set(START);
	await advance(5);
	expect(now()).toBe(START + 5);
});

test.each([
	["set", [undefined]],
	["set", ["2026-01-01"]],
	["set", [new Date(Number.NaN)]],
	["set", [-1]],
	["set", [1.5]],
	["set", [Date.UTC(10_000, 0)]],
	["set", [null]],
	["set", [new Proxy(new Date(START), {})]],
	["advance", []],
	["advance", [-1]],
	["advance", [0.5]],
	["advance", ["1h"]],
	["advance", [Date.UTC(10_000, 0)]],
	["advance", [Number.POSITIVE_INFINITY]],
])("'%s' refuses %p", async (method, args) => {
	await data.clock.set(START);
	const error = await refusal(data.clock[method](...args));
	expect(error).toMatchObject({ code: "INVALID_OPTION", message: expect.stringContaining(`'clock.${method}' needs`) });
	expect(data.clock.now()).toBe(START);
});

test("other stores have no clock to set", async () => {
	for (const url of [`file:${temporaryFolder()}`, "dynamodb://t?region=eu-west-1"]) {
		const other = Data.open(url);
		const refused = { code: "NO_CLOCK", message: expect.stringContaining("Only a 'memory:' store") };
		expect(() => other.clock.now()).toThrow(expect.objectContaining(refused));
		expect(await refusal(other.clock.set(START))).toMatchObject(refused);
		expect(await refusal(other.clock.advance(1))).toMatchObject(refused);
		expect(await refusal(other.clock.reset())).toMatchObject(refused);
		await other.close();
	}
});

test("a closed handle has none", async () => {
	await data.close();
	expect(await refusal(data.clock.advance(1))).toMatchObject({ code: "CLOSED" });
});
