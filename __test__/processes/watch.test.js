"use strict";

// `data.watch` among several processes: it hears all of them, and a process that dies while it watches leaves nothing
// behind.

const fs = require("node:fs");
const path = require("node:path");
const { fileURLToPath } = require("node:url");
const { Data } = require("../..");
const { readTables } = require("../support/lmdb");
const { run, start, until } = require("../support/programs");
const { startServer } = require("../support/server");
const { temporaryFolder } = require("../support/store");
const { follow, take } = require("../support/watch");

const seed = Number(process.env.AMPT_TEST_SEED ?? Date.now() % 2 ** 31);
const PROCESSES = 4;
const WRITES = 250;

/** A program that watches `a:*` and says what it gets. */
const WATCH = `for await (const { key, value } of data.watch("a:*")) say(key + " " + value);`;

let url;
let server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());
beforeEach(() => {
	url = `file:${temporaryFolder()}?durability=relaxed`;
});

/** What the file keeps for events and watches, and its lock files. No program may have it open. */
function left() {
	const folder = fileURLToPath(url.replace("?durability=relaxed", "").replace("file:", "file://"));
	const { changes, queues, groups } = readTables(path.join(folder, "data.mdb"));
	const locks = fs.readdirSync(folder).filter((name) => name.startsWith("watch-"));
	return { changes: changes.length, queues: queues.length, groups: groups.map(([name]) => String(name)), locks };
}

const NOTHING = { changes: 0, queues: 0, groups: [], locks: [] };

test("changes of another process come, and its own", async () => {
	const data = Data.open(url);
	await data.set("a:1", "mine");
	const other = start(url, WATCH);
	await until(other, "a:1 mine");
	await data.set("a:1", "changed");
	await until(other, "a:1 changed");
	await data.remove("a:1");
	await until(other, "a:1 undefined");
	const watch = data.watch("a:*");
	const next = watch.next();
	await run(url, `await data.set("a:2", "theirs");`);
	expect((await next).value).toStrictEqual({ key: "a:2", value: "theirs" });
	other.kill("SIGKILL");
	await other.ended;
	await data.close();
});

test("a watch that ends leaves nothing in the store", async () => {
	const data = Data.open(url);
	const watch = data.watch("a:*");
	const next = watch.next();
	for (let index = 0; index < 50; index++) await data.set(`a:${index}`, index);
	await next;
	await watch.return();
	// Nothing is logged any more.
	await data.set("a:later", 1);
	await data.close();
	expect(left()).toStrictEqual(NOTHING);
});

test("'close' ends watches and leaves nothing in the store", async () => {
	const data = Data.open(url);
	const seen = follow(data.watch());
	for (let index = 0; index < 2500; index += 100) {
		await data.set(
			Array.from({ length: 100 }, (_, offset) => ({ key: `a:${index + offset}`, value: 1 })),
			{
				overwrite: true,
			},
		);
	}
	await seen.until(({ state }) => state.size === 2500);
	await data.close();
	await seen.done;
	expect(left()).toStrictEqual(NOTHING);
});

test("while a watch goes on, the log loses what it has read", async () => {
	const other = start(url, WATCH);
	await run(url, `await data.set("a:first", 1);`);
	await until(other, "a:first 1");
	await run(url, `for (let index = 0; index < 3000; index++) await data.set("a:" + index, index);`);
	await until(other, "a:2999 2999");
	// It deletes what it has read from time to time, and then writes nothing more.
	for (let round = 0; left().changes > 0 && round < 100; round++)
		await new Promise((resolve) => setTimeout(resolve, 100));
	expect(left()).toMatchObject({ changes: 0, queues: 0 });
	expect(left().groups).toHaveLength(1);
	other.kill("SIGKILL");
	await other.ended;
});

test("what a killed process kept in the log goes with the next writes, and events of groups stay", async () => {
	await run(url, `data.on("*", () => {});`);
	const killed = start(url, WATCH);
	await run(url, `await data.set("a:first", 1);`);
	await until(killed, "a:first 1");
	killed.kill("SIGKILL");
	await killed.ended;
	expect(left().locks).toHaveLength(1);
	// A writer looks when it begins, and every second.
	await run(url, `for (let index = 0; index < 10; index++) await data.set("a:" + index, index); await data.close();`);
	const { groups, locks, queues } = left();
	expect({ groups, locks }).toStrictEqual({ groups: ["default"], locks: [] });
	// Both processes that had handlers are gone, so all events wait.
	expect(queues).toBe(11);
	const seen = await run(
		url,
		`data.on("created", ({ item }) => say(item.key)); await data.events.idle(); await data.close();`,
	);
	expect(seen).toHaveLength(11);
	expect(left()).toStrictEqual({ ...NOTHING, groups: ["default"] });
});

test("a watch that waits keeps its process alive, one that nobody asks does not", async () => {
	const waits = start(url, `data.watch("a:*").next().then(({ value }) => say(value.key)); say("begins");`);
	await until(waits, "begins");
	// It ends by itself, although it has a watch.
	await run(
		url,
		`const watch = data.watch("b:*"); await data.set("b:1", 1); await watch.next(); await data.set("b:2", 2);`,
	);
	expect(waits.exitCode).toBeNull();
	await run(url, `for (;;) { await data.set("a:1", 1); break; }`);
	expect(await waits.ended).toStrictEqual({ code: 0, signal: null });
	expect(waits.lines).toStrictEqual(["begins", "a:1"]);
});

test("300 watches come and go without a trace", async () => {
	const [before, after] = await run(
		url,
		`
		const fs = require("node:fs");
		const count = () => (process.platform === "linux" ? fs.readdirSync("/proc/self/fd").length : 0);
		await data.set("a:1", 1);
		const use = async (index) => {
			const abort = new AbortController();
			for await (const { key } of data.watch("a:*", { signal: abort.signal })) if (index % 2 === 0) break; else abort.abort();
		};
		await use(0);
		say(String(count()));
		for (let index = 0; index < 300; index++) await use(index);
		await data.close();
		say(String(count()));
		`,
	);
	expect(Number(after)).toBeLessThanOrEqual(Number(before));
	expect(left()).toStrictEqual(NOTHING);
});

test("a worker that ends while its watch waits leaves nothing", async () => {
	await run(
		url,
		`
		const { Worker } = require("node:worker_threads");
		await data.set("a:1", 1);
		const worker = new Worker(
			"const { Data } = require(" + JSON.stringify(${JSON.stringify(path.join(__dirname, "..", ".."))}) + ");" +
			"const { parentPort, workerData } = require('node:worker_threads');" +
			"(async () => { for await (const { key } of Data.open(workerData).watch('a:*')) parentPort.postMessage(key); })();",
			{ eval: true, workerData: ${JSON.stringify(url)} },
		);
		await new Promise((resolve) => worker.once("message", resolve));
		await worker.terminate();
		await data.set("a:2", 1);
		await data.close();
		`,
	);
	expect(left()).toStrictEqual(NOTHING);
});

describe(`four processes write at random (AMPT_TEST_SEED=${seed})`, () => {
	const STORES = {
		embedded: async () => url,
		dynamodb: async () => {
			const table = server.url(`watch-${seed}`);
			await Data.createTable(table);
			return table;
		},
	};

	/** Writes items that carry their writer and a number that grows, and counters that only grow. */
	const writer = (number) => `
		const { randomOf } = require(${JSON.stringify(require.resolve("../support/random"))});
		const random = randomOf(${seed + number});
		const below = (limit) => Math.floor(random() * limit);
		const key = () => "r:" + below(30);
		for (let n = 0; n < ${WRITES}; n++) {
			const value = { writer: ${number}, n };
			switch (below(8)) {
				case 0: await data.remove(key()); break;
				case 1: await data.set([...new Set([key(), key(), key()])].map((key) => ({ key, value })), { overwrite: true }); break;
				case 2: await data.transaction(async (tx) => { tx.set(key(), value, { overwrite: true }); }); break;
				case 3: await data.add("r:counter" + below(3), 1); break;
				case 4: await data.remove([key(), key() + "x"]); break;
				default: await data.set(key(), value, { overwrite: true, label1: below(2) ? "on:1" : "off:1" });
			}
		}
		await data.close();`;

	test.each(Object.keys(STORES))(
		"%s: watches end with what is stored, and no item goes back",
		async (store) => {
			const place = await STORES[store]();
			const data = Data.open(place);
			await data.set("r:0", { writer: 0, n: -1 });
			const watches = {
				all: follow(data.watch("r:*", { version: true })),
				labelled: follow(data.watch("on:*", { label: "label1", version: true })),
				filtered: follow(data.watch(undefined, { filter: { writer: { $lt: 2 } }, version: true })),
			};
			const writing = Array.from({ length: PROCESSES }, (_, number) => run(place, writer(number)));
			// More watches begin while others write.
			const late = [];
			for (let index = 0; index < 10; index++) {
				const watch = data.watch("r:*", { version: true });
				const first = await take(watch, 1);
				late.push(follow(watch, first));
			}
			await Promise.all(writing);
			await data.set("r:end", { writer: 0, n: 0 }, { label1: "on:1" });
			await Promise.all(
				[...Object.values(watches), ...late].map((seen) => seen.until(({ state }) => state.has("r:end"))),
			);
			const { items } = await data.get("r:*", { version: true, limit: 1000, consistent: true });
			const expected = (isWanted) => new Map(items.filter(isWanted).map((item) => [item.key, item.version]));
			const shown = [
				[watches.all, () => true],
				[watches.labelled, ({ label1 }) => label1 === "on:1"],
				[watches.filtered, ({ value }) => value.writer < 2],
				...late.map((seen) => [seen, () => true]),
			];
			// Each watch reads at its own pace, and changes of other collections may come after that of the last item.
			for (let round = 0; round < 300 && !shown.every(([seen, isWanted]) => shows(seen, expected(isWanted))); round++)
				await new Promise((resolve) => setTimeout(resolve, 100));
			for (const [seen, isWanted] of shown) {
				expect(versions(seen)).toStrictEqual(expected(isWanted));
				expectForward(seen.entries);
			}
			await data.close();
		},
		120_000,
	);

	const versions = ({ state }) => new Map([...state].sort().map(([key, { version }]) => [key, version]));
	const shows = (seen, expected) => {
		const all = versions(seen);
		return all.size === expected.size && [...expected].every(([key, version]) => all.get(key) === version);
	};

	/** Of one key, the numbers of each writer only grow, as counters do. */
	function expectForward(entries) {
		const last = new Map();
		for (const { key, value } of entries) {
			if (value === undefined) continue;
			const [who, now] = typeof value === "number" ? [key, value] : [`${key} ${value.writer}`, value.n];
			if (last.has(who)) expect(now).toBeGreaterThanOrEqual(last.get(who));
			last.set(who, now);
		}
	}
});
