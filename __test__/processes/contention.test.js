"use strict";

// Four processes write the same items at once, on both stores, and the table is at its worst. Every write has an id that the
// items keep, so that each call's report can be compared with what it did: a call that succeeded was carried out once,
// one of unknown outcome at most once, and any other not at all.

const { Data } = require("../..");
const { run } = require("../support/programs");
const { startServer } = require("../support/server");
const { temporaryFolder } = require("../support/store");

const PROCESSES = 4;
const CALLS = 60;
/** The runs that a transaction has at most. */
const MOST_RUNS = 16;
const FAULTS = { throttle: 0.3, internalErrorApplied: 0.05, conflict: 0.05, cut: 0.01, cutApplied: 0.02 };

const seed = Number(process.env.AMPT_TEST_SEED ?? Date.now() % 2 ** 31);

let server;
beforeAll(async () => {
	console.log(`AMPT_TEST_SEED=${seed}`);
	server = await startServer();
});
afterAll(() => server.stop());

let tables = 0;
const STORES = {
	embedded: async () => `file:${temporaryFolder()}?durability=relaxed`,
	dynamodb: async () => {
		const url = server.url(`contention-${tables++}`);
		await Data.createTable(url);
		return url;
	},
};

/**
 * Makes the calls in several processes. `call` is the source of an async function `(id, random) => …`, which may use `data`.
 * Returns for each id what its call reported, `done` or the code of its error, and what the function returned.
 */
async function contend(url, call) {
	const program = (number) => `
		const { randomOf } = require(${JSON.stringify(require.resolve("../support/random"))});
		const random = randomOf(${seed + number});
		const call = ${call};
		for (let index = 0; index < ${CALLS}; index++) {
			const id = "p${number}-" + index;
			const report = await call(id, random).then(
				(returned) => ({ id, said: "done", returned }),
				(error) => ({ id, said: error.code ?? error.stack }),
			);
			say(JSON.stringify(report));
		}
		await data.close();
	`;
	await server.faults({ seed, ...FAULTS });
	const lines = await Promise.all(Array.from({ length: PROCESSES }, (_, number) => run(url, program(number))));
	await server.faults();
	const reports = lines.flat().map((line) => JSON.parse(line));
	const done = reports.filter(({ said }) => said === "done");
	expect(reports).toHaveLength(PROCESSES * CALLS);
	expect(done.length).toBeGreaterThan((PROCESSES * CALLS) / 2);
	return reports;
}

/** The reports that how often each id was carried out contradicts, and the ids that no call had. */
function lies(reports, carriedOut) {
	const ids = new Set(reports.map(({ id }) => id));
	const false_ = reports.filter(({ id, said }) => {
		const times = carriedOut.filter((other) => other === id).length;
		return said === "done" ? times !== 1 : times > (said === "UNKNOWN_OUTCOME" ? 1 : 0);
	});
	return [...false_, ...carriedOut.filter((id) => !ids.has(id))];
}

/** What a call may reject with on a table at its worst. */
const codes = (reports, ...others) =>
	reports.filter(({ said }) => !["done", "UNKNOWN_OUTCOME", "THROTTLED", ...others].includes(said));

describe.each(Object.entries(STORES))("%s", (_, open) => {
	let url;
	let data;
	beforeEach(async () => {
		url = await open();
		data = Data.open(url);
	});
	afterEach(() => data.close());

	test("appends: each is there once, and those of a process are in order", async () => {
		const reports = await contend(
			url,
			`(id, random) => data.set("list:" + Math.floor(random() * 3), { list: { $append: [id] } })`,
		);
		const { items } = await data.get("list:*", { consistent: true });
		const lists = items.map(({ value }) => value.list);
		expect(lies(reports, lists.flat())).toEqual([]);
		expect(codes(reports)).toEqual([]);
		for (const list of lists) {
			for (let number = 0; number < PROCESSES; number++) {
				const own = list.filter((id) => id.startsWith(`p${number}-`)).map((id) => Number(id.split("-")[1]));
				expect(own).toEqual(own.toSorted((a, b) => a - b));
			}
		}
	}, 120_000);

	test("additions below the root: each counts once", async () => {
		const reports = await contend(
			url,
			`(id) => data.set("sum", { a: { $merge: { b: { $merge: { n: { $add: 1 }, [id]: { $add: 1 } } } } } })`,
		);
		const { n, ...ids } = (await data.get("sum", { consistent: true })).a.b;
		expect(
			lies(
				reports,
				Object.entries(ids).flatMap(([id, times]) => Array(times).fill(id)),
			),
		).toEqual([]);
		expect(codes(reports)).toEqual([]);
		expect(n).toBe(Object.keys(ids).length);
	}, 120_000);

	test("counters that are set on the condition of their version", async () => {
		const reports = await contend(
			url,
			`async (id) => {
				let item = await data.get("counter", { version: true, consistent: true });
				for (let attempt = 1; ; attempt++) {
					const value = { n: (item?.value.n ?? 0) + 1, ids: [...(item?.value.ids ?? []), id] };
					const condition = item === undefined ? { exists: false } : { version: item.version };
					try {
						await data.set("counter", value, condition);
						return attempt;
					} catch (error) {
						if (!["VERSION_MISMATCH", "ITEM_EXISTS"].includes(error.code)) throw error;
						item = error.item;
					}
				}
			}`,
		);
		const { n, ids } = await data.get("counter", { consistent: true });
		expect(lies(reports, ids)).toEqual([]);
		expect(codes(reports)).toEqual([]);
		expect(n).toBe(ids.length);
	}, 120_000);

	test("bank transfers: sums are exact, and no function runs longer than its attempts", async () => {
		const accounts = [0, 1, 2, 3].map((number) => `accounts:${number}`);
		await data.set(
			accounts.map((key) => ({ key, value: { balance: 100 } })),
			{ overwrite: true },
		);
		const reports = await contend(
			url,
			`async (id, random) => {
				const from = Math.floor(random() * 4);
				const to = (from + 1 + Math.floor(random() * 3)) % 4;
				const amount = 1 + Math.floor(random() * 40);
				let runs = 0;
				const moved = await data.transaction(async (tx) => {
					runs++;
					const { balance } = await tx.get("accounts:" + from);
					const sent = Math.min(balance, amount);
					tx.add("accounts:" + from, "balance", 0 - sent);
					tx.add("accounts:" + from, id, 0 - sent);
					tx.add("accounts:" + to, "balance", sent);
					tx.add("accounts:" + to, id, sent);
					return { from, to, sent };
				});
				return { ...moved, runs };
			}`,
		);
		const { items } = await data.get("accounts:*", { consistent: true });
		const balances = items.map(({ value }) => value.balance);
		expect(balances.reduce((sum, balance) => sum + balance)).toBe(400);
		expect(Math.min(...balances)).toBeGreaterThanOrEqual(0);
		const moves = new Map();
		for (const { key, value } of items) {
			const { balance, ...own } = value;
			expect(balance).toBe(Object.values(own).reduce((sum, amount) => sum + amount, 100));
			for (const [id, amount] of Object.entries(own)) moves.set(id, { ...moves.get(id), [key]: amount });
		}
		expect(lies(reports, [...moves.keys()])).toEqual([]);
		expect(codes(reports, "CONTENTION")).toEqual([]);
		for (const [id, move] of moves) {
			const amounts = Object.values(move);
			expect([id, amounts.length, amounts[0] + amounts[1]]).toEqual([id, 2, 0]);
		}
		for (const { id, returned } of reports.filter(({ said }) => said === "done")) {
			const { from, to, sent, runs } = returned;
			expect(moves.get(id)).toEqual({ [`accounts:${from}`]: 0 - sent, [`accounts:${to}`]: sent });
			expect(runs).toBeLessThanOrEqual(MOST_RUNS);
		}
	}, 240_000);
});
