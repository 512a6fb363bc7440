"use strict";

// `data.changes` among several processes: each change of all of them comes once, in the order in which it happened.

const { Data } = require("../..");
const { begun, gaps } = require("../support/changes");
const { run, start, until } = require("../support/programs");
const { startServer } = require("../support/server");
const { temporaryFolder } = require("../support/store");

const seed = Number(process.env.AMPT_TEST_SEED ?? Date.now() % 2 ** 31);
const PROCESSES = 4;
const WRITES = 200;

let server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

const STORES = {
	embedded: async () => `file:${temporaryFolder()}?durability=relaxed`,
	dynamodb: async () => {
		const table = server.url(`changes-${seed}`);
		await Data.createTable(table);
		return table;
	},
};

/** A program that writes items of few keys at random. */
const writer = (number) => `
	const { randomOf } = require(${JSON.stringify(require.resolve("../support/random"))});
	const random = randomOf(${seed + number});
	const below = (limit) => Math.floor(random() * limit);
	const key = () => "r:" + below(20);
	for (let n = 0; n < ${WRITES}; n++) {
		const value = { writer: ${number}, n };
		switch (below(6)) {
			case 0: await data.remove(key()); break;
			case 1: await data.set([...new Set([key(), key(), key()])].map((key) => ({ key, value })), { overwrite: true }); break;
			case 2: await data.transaction(async (tx) => { tx.set(key(), value, { overwrite: true }); }); break;
			case 3: await data.set(key(), value, { overwrite: true, ttl: below(2) ? new Date(1e12) : undefined }); break;
			default: await data.set(key(), value, { overwrite: true, label1: "writer:" + ${number} });
		}
	}
	await data.close();`;

/** The changes up to that of a key. */
async function through(changes, key) {
	const all = [];
	for (;;) {
		const [change] = await changes.take(1);
		if (change === undefined) throw new Error("The changes have ended.");
		if (change.item.key === key) return all;
		all.push(change);
	}
}

describe(`four processes write at random (AMPT_TEST_SEED=${seed})`, () => {
	test.each(Object.keys(STORES))(
		"%s: each change is given once, and begins where the one before has ended",
		async (store) => {
			const place = await STORES[store]();
			const data = Data.open(place);
			const versioned = { version: true };
			const [all, labelled] = await begun(
				data,
				["r:*", versioned],
				["writer:*", { ...versioned, label: "label1", labels: { label1: "writer:1" } }],
			);
			const writing = Array.from({ length: PROCESSES }, (_, number) => run(place, writer(number)));
			const [late, heard] = [[], []];
			for (let round = 0; round < 5; round++) {
				late.push(...(await begun(data, ["r:*", versioned])));
				heard.push(...(await all.take(50)));
			}
			await Promise.all(writing);
			const items = new Map();
			for await (const item of data.export({ expression: "r:*", version: true, consistent: true })) {
				items.set(item.key, item.version);
			}
			await data.set("r:end", 1, { label1: "writer:1" });
			heard.push(...(await through(all, "r:end")));
			expect(gaps(heard)).toStrictEqual([]);
			const last = new Map(heard.map(({ name, item }) => [item.key, name === "deleted" ? undefined : item]));
			const stored = [...last].filter(
				([, item]) => item !== undefined && (item.ttl === undefined || item.ttl > new Date()),
			);
			expect(new Map(stored.map(([key, { version }]) => [key, version]))).toEqual(items);
			for (const changes of late) {
				const given = await through(changes, "r:end");
				expect(gaps(given)).toStrictEqual([]);
				expect(given).toStrictEqual(heard.slice(heard.length - given.length));
			}
			const ofOne = await through(labelled, "r:end");
			expect(gaps(ofOne)).toStrictEqual([]);
			expect(ofOne.length).toBeGreaterThan(0);
			expect(ofOne.filter(({ item }) => item.label1 !== "writer:1")).toStrictEqual([]);
			await data.close();
		},
		120_000,
	);
});

test("a call that waits keeps its process alive, one that nobody asks does not", async () => {
	const url = await STORES.embedded();
	const waits = start(url, `data.changes("a:*").next().then(({ value }) => say(value.name)); say("begins");`);
	await until(waits, "begins");
	await run(
		url,
		`const changes = data.changes("b:*"); const next = changes.next(); await data.set("b:1", 1); await next; await data.set("b:2", 2);`,
	);
	expect(waits.exitCode).toBeNull();
	while (waits.exitCode === null && !waits.lines.includes("created"))
		await run(url, `await data.remove("a:1"); await data.set("a:1", 1);`);
	expect(await waits.ended).toStrictEqual({ code: 0, signal: null });
});
