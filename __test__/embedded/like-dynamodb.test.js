"use strict";

// A store in memory with the manners of DynamoDB: what a program meets there, and what it may rely on all the same.
// AMPT_TEST_SEED repeats the random test.

const { Data } = require("../..");
const { collect } = require("../support/events");
const { randomOf } = require("../support/random");
const { run } = require("../support/programs");
const { refusal } = require("../support/refusal");

const START = Date.UTC(2026, 0, 1);
const LAG = 300;

const opened = [];

/** A store of a seed whose clock stands still. */
async function storeOf(seed, options = "") {
	const data = Data.open(`memory:?like=dynamodb&lag=${LAG}&seed=${seed}${options}`);
	opened.push(data);
	await data.clock.set(START);
	return data;
}

afterEach(async () => {
	while (opened.length > 0) await opened.pop().close();
});

/** What `ask` has answered for each of the seeds 1 to `seeds`, each on a store of its own. */
async function answers(seeds, ask, options) {
	const all = [];
	for (let seed = 1; seed <= seeds; seed++) {
		const data = await storeOf(seed, options);
		all.push(await ask(data));
		await data.close();
	}
	return all;
}

const count = (list, value) => list.filter((each) => each === value).length;

describe("reads that answer late", () => {
	test("a default read may show what was there before, a consistent one never does", async () => {
		const read = await answers(60, async (data) => {
			await data.set("users:jane", 1);
			await data.clock.advance(LAG);
			await data.set("users:jane", 2);
			expect(await data.get("users:jane", { consistent: true })).toBe(2);
			return data.get("users:jane");
		});
		expect(count(read, 1)).toBeGreaterThan(5);
		expect(count(read, 2)).toBeGreaterThan(5);
		expect(count(read, 1) + count(read, 2)).toBe(60);
	});

	test("an item may still be missing, or still be there", async () => {
		const read = await answers(60, async (data) => {
			await data.set("users:jane", 1);
			const missing = await data.get("users:jane");
			await data.clock.advance(LAG);
			await data.remove("users:jane");
			return [missing, await data.get("users:jane")];
		});
		for (const at of [0, 1]) {
			const values = read.map((pair) => pair[at]);
			expect(count(values, undefined)).toBeGreaterThan(5);
			expect(count(values, 1)).toBeGreaterThan(5);
		}
	});

	test("a page and a batch may be late", async () => {
		const read = await answers(60, async (data) => {
			await data.set("users:a", 1);
			const { items: consistent } = await data.get("users:*", { consistent: true });
			expect(consistent).toHaveLength(1);
			const { items: together } = await data.get(["users:a", "users:b"], { atomic: true });
			expect(together).toHaveLength(1);
			const pages = [data.get("users:*"), data.get(["users:a", "users:b"]), data.scan()];
			return (await Promise.all(pages)).map(({ items }) => items.length).join();
		});
		for (const index of [0, 1, 2]) {
			const lengths = read.map((text) => text.split(",")[index]);
			expect(count(lengths, "0")).toBeGreaterThan(3);
			expect(count(lengths, "1")).toBeGreaterThan(3);
		}
	});

	test("an index is late, until the lag is over", async () => {
		await answers(20, async (data) => {
			await data.set("users:jane", 1, { label1: "team:core" });
			expect(await data.getByLabel("label1", "team:*")).toEqual({ items: [] });
			await data.clock.advance(LAG - 1);
			expect(await data.getByLabel("label1", "team:*")).toEqual({ items: [] });
			await data.clock.advance(1);
			expect(await data.getByLabel("label1", "team:*")).toMatchObject({ items: [{ key: "users:jane", value: 1 }] });
		});
	});

	test("nothing is late without a lag", async () => {
		const data = Data.open("memory:?like=dynamodb&lag=0&seed=1");
		opened.push(data);
		for (let value = 0; value < 50; value++) {
			await data.set("users:jane", value, { label1: "team:core" });
			expect(await data.get("users:jane")).toBe(value);
			expect((await data.getByLabel("label1", "team:*")).items).toMatchObject([{ value }]);
		}
	});

	test("a clock that is set back leaves nothing late", async () => {
		const data = await storeOf(1);
		await data.set("users:jane", 1, { label1: "team:core" });
		await data.clock.set(START - 60_000);
		expect((await data.getByLabel("label1", "team:*")).items).toHaveLength(1);
	});

	test("an expired item is never shown", async () => {
		await answers(20, async (data) => {
			await data.set("sessions:1", "x", { ttl: 60, label1: "s:1" });
			await data.clock.advance(60_000);
			expect(await data.get("sessions:1")).toBeUndefined();
			expect(await data.getByLabel("label1", "s:*")).toEqual({ items: [] });
		});
	});

	test("every read shows what was there within the lag, whatever is written", async () => {
		const seed = Number(process.env.AMPT_TEST_SEED ?? Date.now() % 2 ** 31);
		console.log(`AMPT_TEST_SEED=${seed}`);
		const random = randomOf(seed);
		const below = (most) => Math.floor(random() * most);
		const data = await storeOf(seed);
		const keys = ["a:1", "a:2", "a:3", "b:1", "b:2", "c"];
		/** The values of each key, each with the time of its write. */
		const histories = new Map(keys.map((key) => [key, [{ at: Number.NEGATIVE_INFINITY, value: undefined }]]));
		const now = () => data.clock.now();
		const note = (key, value) => histories.get(key).push({ at: now(), value });
		const allowed = (key) => {
			const history = histories.get(key);
			return history.filter((_, index) => (history[index + 1]?.at ?? Number.POSITIVE_INFINITY) > now() - LAG);
		};
		const check = (key, value) => expect(allowed(key).map((each) => each.value)).toContain(value);
		let late = 0;
		for (let step = 1; step <= 3000; step++) {
			const key = keys[below(keys.length)];
			switch (below(9)) {
				case 0:
				case 1:
					await data.set(key, step, { label1: `step:${step}` });
					note(key, step);
					break;
				case 2:
					await data.remove(key);
					note(key, undefined);
					break;
				case 3: {
					const items = keys.slice(below(keys.length)).map((each) => ({ key: each, value: step }));
					const { unprocessed = [] } = await data.set(items, { overwrite: true });
					for (const item of items) if (!unprocessed.includes(item.key)) note(item.key, step);
					break;
				}
				case 4: {
					const items = keys.map((each) => ({ key: each, value: step, exists: random() < 0.5 }));
					const { refused = [], unprocessed = [] } = await data.set(items, { overwrite: false });
					const missed = [...unprocessed, ...refused.map((item) => item.key)];
					for (const item of items) if (!missed.includes(item.key)) note(item.key, step);
					break;
				}
				case 5:
					await data.transaction(async (tx) => {
						expect(await tx.get("a:2")).toBe(histories.get("a:2").at(-1).value);
						tx.set("a:1", step);
						tx.set("b:1", step);
					});
					note("a:1", step);
					note("b:1", step);
					break;
				case 6:
					await data.clock.advance(below(LAG));
					break;
				case 7: {
					const value = await data.get(key);
					check(key, value);
					if (value !== histories.get(key).at(-1).value) late++;
					expect(await data.get(key, { consistent: true })).toBe(histories.get(key).at(-1).value);
					break;
				}
				default: {
					const page = await data.get("a:*");
					if (page.lastKey === undefined) {
						const found = new Map(page.items.map((item) => [item.key, item.value]));
						for (const each of ["a:1", "a:2", "a:3"]) check(each, found.get(each));
					}
					const { items } = await data.get(keys);
					for (const each of keys) check(each, items.find((item) => item.key === each)?.value);
				}
			}
		}
		expect(late).toBeGreaterThan(30);
	});
});

describe("calls that do not go smoothly", () => {
	test("a batch leaves some items unprocessed, and takes them when they are repeated", async () => {
		const items = Array.from({ length: 10 }, (_, index) => ({ key: `users:${index}`, value: index }));
		const repeats = await answers(40, async (data) => {
			let left = items;
			let calls = 0;
			for (; left.length > 0; calls++) {
				const { items: stored, unprocessed = [] } = await data.set(left, { overwrite: calls % 2 === 0 });
				expect(stored.length + unprocessed.length).toBe(left.length);
				expect(stored.length).toBeGreaterThan(0);
				left = items.filter(({ key }) => unprocessed.includes(key));
			}
			expect(
				(
					await data.get(
						items.map(({ key }) => key),
						{ atomic: true },
					)
				).items,
			).toHaveLength(10);
			return calls;
		});
		expect(count(repeats, 1)).toBeGreaterThan(10);
		expect(repeats.some((calls) => calls > 1)).toBe(true);
	});

	test("a seed and an import are written whole", async () => {
		const items = Array.from({ length: 10 }, (_, index) => ({ key: `users:${index}`, value: index }));
		await answers(20, async (data) => {
			await data.seed(items);
			expect(
				(
					await data.get(
						items.map(({ key }) => key),
						{ atomic: true },
					)
				).items,
			).toHaveLength(10);
			await data.import(items.map((item) => ({ ...item, key: `${item.key}0` })));
			expect(
				(
					await data.get(
						items.map(({ key }) => `${key}0`),
						{ atomic: true },
					)
				).items,
			).toHaveLength(10);
		});
	});

	test("a removal of several keys may leave some", async () => {
		const removed = await answers(40, async (data) => {
			await data.set("users:a", 1);
			await data.set("users:b", 1);
			const whole = await data.remove(["users:a", "users:b"]);
			expect(await data.get("users:*", { consistent: true })).toMatchObject({ items: whole ? [] : [{ value: 1 }] });
			return whole;
		});
		expect(removed).toContain(true);
		expect(removed).toContain(false);
	});

	test("a transaction runs anew, and its edits count once", async () => {
		const data = await storeOf(1);
		let runs = 0;
		await data.set("accounts:a", { balance: 0 });
		for (let times = 0; times < 40; times++) {
			await data.transaction(async (tx) => {
				runs++;
				const { balance } = await tx.get("accounts:a");
				tx.set("accounts:a", { balance: balance + 1 });
				tx.add("accounts:total", 1);
			});
		}
		expect(runs).toBeGreaterThan(42);
		expect(await data.get("accounts:a", { consistent: true })).toEqual({ balance: 40 });
		expect(await data.get("accounts:total", { consistent: true })).toBe(40);
	});

	test("conditions are judged on what is stored", async () => {
		await answers(20, async (data) => {
			await data.set("locks:a", 1);
			expect(await refusal(data.set("locks:a", 2, { exists: false }))).toMatchObject({ code: "ITEM_EXISTS" });
			const { version } = await data.get("locks:a", { version: true, consistent: true });
			await data.set("locks:a", 2, { version });
			expect(await refusal(data.set("locks:a", 3, { version }))).toMatchObject({ code: "VERSION_MISMATCH" });
			await data.transaction((tx) => tx.check("locks:a", { if: { $eq: 2 } }));
		});
	});

	test("pages end early, and all of them together have every item", async () => {
		const pages = await answers(40, async (data) => {
			for (let index = 0; index < 5; index++) await data.set(`users:${index}`, index, { label1: `u:${index}` });
			await data.clock.advance(LAG);
			let page = await data.get("users:*");
			const first = page.items.length;
			expect(page.lastKey === undefined).toBe(first === 5);
			const keys = page.items.map(({ key }) => key);
			while (page.next) {
				page = await page.next();
				keys.push(...page.items.map(({ key }) => key));
			}
			expect(keys).toEqual([0, 1, 2, 3, 4].map((index) => `users:${index}`));
			const byLabel = [];
			for (let next = await data.getByLabel("label1", "u:*"); next; next = await next.next?.())
				byLabel.push(...next.items);
			expect(byLabel.map(({ value }) => value)).toEqual([0, 1, 2, 3, 4]);
			return first;
		});
		expect(count(pages, 5)).toBeGreaterThan(10);
		expect(pages.some((length) => length < 5)).toBe(true);
	});

	test("a busy store refuses a part of the calls, and says so as DynamoDB does", async () => {
		const data = await storeOf(1, "&busy=50");
		const codes = new Set();
		for (let index = 0; index < 60; index++) {
			for (const call of [
				() => data.set("users:jane", index),
				() => data.get("users:jane"),
				() => data.get("users:*"),
				() => data.get(["users:jane"]),
				() => data.get(["users:jane"], { atomic: true }),
			]) {
				await call().then(
					() => codes.add("done"),
					(error) => codes.add(`${error.name} ${error.code}`),
				);
			}
		}
		expect([...codes].sort()).toEqual([
			"Error UNPROCESSED",
			"ProvisionedThroughputExceededException THROTTLED",
			"done",
		]);
	});
});

describe("a seed", () => {
	/** What a program meets. */
	async function transcript(data) {
		const met = [];
		for (let index = 0; index < 40; index++) {
			await data.set("a:1", index, { label1: `l:${index}` });
			met.push(await data.get("a:1"), (await data.get("a:*")).items, (await data.get(["a:1", "a:2"])).items);
			met.push(
				(
					await data.set([
						{ key: "a:2", value: index },
						{ key: "a:3", value: index },
					])
				).unprocessed,
			);
			let runs = 0;
			await data.transaction(async (tx) => {
				runs++;
				tx.set("a:2", (await tx.get("a:1")) + index);
			});
			met.push(runs, (await data.scan()).items, (await data.getByLabel("label1", "l:*")).items);
			await data.clock.advance(100);
		}
		return met;
	}

	test("decides all of it", async () => {
		const [first, again, other] = [await storeOf(7), await storeOf(7), await storeOf(8)];
		const met = await transcript(first);
		expect(await transcript(again)).toEqual(met);
		expect(await transcript(other)).not.toEqual(met);
	});

	test("is chosen and told where the URL has none", async () => {
		const lines = await run(
			undefined,
			`process.on("warning", ({ code, message }) => say(code + " " + message));
			const data = Data.open("memory:?like=dynamodb&lag=50");
			await data.get("a");
			await new Promise(setImmediate);`,
			{ NODE_NO_WARNINGS: "1", AMPT_DATA_WARNINGS: "" },
		);
		const told = /^SEED_CHOSEN This store has chosen the seed (\d+)\. .*'memory:\?like=dynamodb&lag=50&seed=(\d+)'\.$/;
		expect(lines).toEqual([expect.stringMatching(told)]);
		const [, seed, again] = told.exec(lines[0]);
		expect(again).toBe(seed);
	});
});

describe("truncate", () => {
	test("leaves nothing to read, late or not", async () => {
		await answers(20, async (data) => {
			await data.set("users:jane", 1, { label1: "team:core" });
			await data.truncate();
			expect(await data.get("users:jane")).toBeUndefined();
			expect(await data.scan()).toEqual({ items: [] });
			expect(await data.getByLabel("label1", "team:*")).toEqual({ items: [] });
		});
	});

	test("finds what was just written where handlers listen", async () => {
		await answers(20, async (data) => {
			const deleted = collect(data, "deleted:users:*");
			await data.set("users:a", 1);
			await data.set("users:b", 1);
			expect(await data.truncate()).toEqual({ total: 2 });
			await data.events.idle();
			expect(deleted).toHaveLength(2);
			expect(await data.get("users:*")).toEqual({ items: [] });
		});
	});
});

test.each([
	["memory:?lag=5", "'lag' needs 'like=dynamodb' beside it"],
	["memory:?seed=5", "'seed' needs 'like=dynamodb' beside it"],
	["memory:?like=mongodb", "A store can be like 'dynamodb', not like 'mongodb'"],
	["memory:?like=dynamodb&seed=x", "'seed' must be a whole number from 0 to 9007199254740991"],
	["memory:?like=dynamodb&lag=60001", "'lag' must be a whole number from 0 to 60000"],
	["memory:?like=dynamodb&busy=101", "'busy' must be a whole number from 0 to 100"],
	["memory:?like=dynamodb&lag=1&lag=2", "'lag' is given more than once"],
	["file:x?like=dynamodb", "for 'memory:' also 'like=dynamodb'"],
])("'%s' is refused", (url, message) => {
	expect(() => Data.open(url)).toThrow(
		expect.objectContaining({ code: "INVALID_URL", message: expect.stringContaining(message) }),
	);
});
