"use strict";

// Four processes write items with the same unique values at once, on both stores, and the table is at its worst.

const { Data } = require("../..");
const { USERS, consistency } = require("../support/typed-collections");
const { run, start } = require("../support/programs");
const { startServer } = require("../support/server");
const { temporaryFolder } = require("../support/store");

const PROCESSES = 4;
/** Values that all processes want, and creates of each of them in each process: 100 at the same time. */
const VALUES = 5;
const CREATES = 25;
const CALLS = Number(process.env.AMPT_TEST_CALLS ?? 100);
const FAULTS = { throttle: 0.2, internalErrorApplied: 0.05, conflict: 0.05, cut: 0.01, cutApplied: 0.02 };
/** What a call may reject with on a table at its worst. */
const FAILURES = ["UNKNOWN_OUTCOME", "THROTTLED", "CONTENTION", "UNPROCESSED"];

const support = require.resolve("../support/typed-collections");
const seed = Number(process.env.AMPT_TEST_SEED ?? Date.now() % 2 ** 31);

let server;
beforeAll(async () => {
	console.log(`AMPT_TEST_SEED=${seed} AMPT_TEST_CALLS=${CALLS}`);
	server = await startServer();
});
afterAll(() => server.stop());

let tables = 0;
const STORES = {
	embedded: async () => `file:${temporaryFolder()}?durability=relaxed`,
	dynamodb: async () => {
		const url = server.url(`collections-${tables++}`);
		await Data.createTable(url);
		return url;
	},
};

/** Runs a program in several processes, with the collection `users` and the number of the process. Returns what they said. */
async function contend(url, body) {
	const program = (number) => `
		const { USERS, invoke, randomCall } = require(${JSON.stringify(support)});
		const { randomOf } = require(${JSON.stringify(require.resolve("../support/random"))});
		const users = data.collection("users", USERS);
		const number = ${number};
		const random = randomOf(${seed} + number);
		const report = (call) => call.then(
			({ id }) => say(JSON.stringify({ said: "done", id })),
			(error) => say(JSON.stringify({ said: error.code ?? error.stack, key: error.key })),
		);
		${body}
		await data.close();
	`;
	await server.faults({ seed, ...FAULTS });
	const lines = await Promise.all(Array.from({ length: PROCESSES }, (_, number) => run(url, program(number))));
	await server.faults();
	return lines.flat().map((line) => JSON.parse(line));
}

describe.each(Object.entries(STORES))("%s", (store, open) => {
	let url;
	let data;
	beforeEach(async () => {
		url = await open();
		data = Data.open(url);
	});
	afterEach(() => data.close());

	/** The codes of calls that may not happen. */
	const unexpected = (reports, ...codes) => {
		const expected = ["done", ...codes, ...(store === "dynamodb" ? FAILURES : [])];
		return reports.filter(({ said }) => !expected.includes(said));
	};

	async function expectConsistent() {
		const { expected, found } = await consistency(data);
		expect(found).toEqual(expected);
	}

	test("of 100 creates of one value, one succeeds", async () => {
		const reports = await contend(
			url,
			`for (let value = 0; value < ${VALUES}; value++) {
				await Promise.all(Array.from({ length: ${CREATES} }, (_, index) =>
					report(users.create({ id: [value, number, index].join("-"), email: "e" + value }))));
			}`,
		);
		expect(reports).toHaveLength(VALUES * PROCESSES * CREATES);
		expect(unexpected(reports, "NOT_UNIQUE")).toEqual([]);
		const users = data.collection("users", USERS);
		const { items } = await users.get("*", { consistent: true });
		expect(items.map(({ value }) => value.email)).toEqual(Array.from({ length: VALUES }, (_, value) => `e${value}`));
		const owners = items.map(({ key }) => key);
		const winners = reports.flatMap(({ said, id }) => (said === "done" ? [id] : []));
		const isUnknown = reports.some(({ said }) => said === "UNKNOWN_OUTCOME");
		if (isUnknown) expect(owners).toEqual(expect.arrayContaining(winners));
		else expect(winners.sort()).toEqual(owners);
		for (const { said, key } of reports) if (said === "NOT_UNIQUE") expect(owners).toContain(key);
		await expectConsistent();
	}, 240_000);

	test("after random calls, markers and labels agree with their items", async () => {
		const reports = await contend(
			url,
			`for (let index = 0; index < ${CALLS}; index += 5) {
				await Promise.all(Array.from({ length: 5 }, () => report(Promise.resolve(invoke(users, randomCall(random))))));
			}`,
		);
		expect(reports).toHaveLength(PROCESSES * CALLS);
		expect(unexpected(reports, "NOT_UNIQUE", "ITEM_EXISTS", "ITEM_NOT_FOUND", "CONTENTION")).toEqual([]);
		expect(reports.filter(({ said }) => said === "done").length).toBeGreaterThan(PROCESSES * CALLS * 0.3);
		await expectConsistent();
	}, 240_000);
});

test("a reindex whose process is killed is completed by another", async () => {
	const url = await STORES.embedded();
	const data = Data.open(url);
	const users = data.collection("users", USERS);
	const items = Array.from({ length: 3000 }, (_, n) => ({
		key: `users:${n}`,
		value: { id: `${n}`, email: n, team: "t" },
	}));
	await data.seed(items);
	const child = start(url, `await data.collection("users", require(${JSON.stringify(support)}).USERS).reindex();`);
	while ((await data.count("users.email:*")) < 100) {
		if (child.exitCode !== null) throw new Error(child.errors);
		await new Promise(setImmediate);
	}
	child.kill("SIGKILL");
	await child.ended;
	const { items: counted, changed } = await users.reindex();
	expect([counted, changed > 0, changed < 3000]).toEqual([3000, true, true]);
	const { expected, found } = await consistency(data);
	expect(found).toEqual(expected);
	await data.close();
});
