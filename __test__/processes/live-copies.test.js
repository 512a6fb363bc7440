"use strict";

// Copies of a folder that processes write meanwhile, made in every way people make them: what opens is one state that was
// there, whole, and everything else is refused.

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const readline = require("node:readline");
const { Data } = require("../..");
const { start, until, watch } = require("../support/programs");
const { temporaryFolder } = require("../support/store");
const { integersOf } = require("../support/live-copies/history");
const { ways } = require("../support/live-copies/ways");

const WRITERS = 2;
/** How often a store is copied in each way. */
const ROUNDS = 3;
/** Items of the store in which money moves between the first and the last one. Copying them takes a few commits. */
const ACCOUNTS = 20_000;

const seed = Number(process.env.AMPT_TEST_SEED ?? Date.now() % 2 ** 31);
beforeAll(() => console.log(`AMPT_TEST_SEED=${seed}`));

/** Starts a program of `support/live-copies`. */
function startProgram(name, ...args) {
	const file = path.join(__dirname, "..", "support", "live-copies", `${name}.js`);
	return watch(spawn(process.execPath, [file, ...args.map(String)]));
}

async function kill(child) {
	child.kill("SIGKILL");
	await child.ended;
}

/** Starts a reader. Returns what it finds in the store of a URL, and its process. */
function startReader() {
	const child = startProgram("reader", WRITERS);
	const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	const read = async (url) => {
		child.stdin.write(`${url}\n`);
		const { value, done } = await lines.next();
		if (done) throw new Error(`A copy ended the process: ${JSON.stringify(await child.ended)} ${child.errors}`);
		return JSON.parse(value);
	};
	return { child, read };
}

test.each(["relaxed", "full"])(
	"of a store with durability=%s",
	async (durability) => {
		const folder = temporaryFolder();
		const store = path.join(folder, "store");
		const random = integersOf(seed);
		const writers = Array.from({ length: WRITERS }, (_, writer) =>
			startProgram("writer", `file:${store}?durability=${durability}`, writer, seed + writer),
		);
		const written = () => writers.map(({ lines }) => Number(lines.at(-1)));
		await Promise.all(writers.map((writer) => until(writer, "100")));
		const reader = startReader();
		const found = { whole: 0, refused: 0 };
		for (const [way, copy] of Array(ROUNDS).fill(Object.entries(ways)).flat()) {
			const target = fs.mkdtempSync(path.join(folder, "copy-"));
			const since = written();
			await copy(store, target, random);
			const states = [];
			// The last one finds what the second has made of the copy.
			for (const options of ["?readonly", "", ""]) states.push(await reader.read(`file:${target}${options}`));
			const [state] = states;
			expect([way, ...states]).toEqual([way, state, state, state]);
			if (state.code === undefined) {
				expect([way, state.faults]).toEqual([way, []]);
				const isOld = state.transactions.some((transaction, writer) => transaction < since[writer]);
				expect([way, since, state.transactions, isOld]).toEqual([way, since, state.transactions, false]);
				found.whole++;
			} else {
				expect([way, state.code, state.message]).toEqual([
					way,
					"STORE_CORRUPT",
					expect.stringMatching(/Restore|Delete/),
				]);
				found.refused++;
			}
			fs.rmSync(target, { recursive: true });
		}
		for (const child of [...writers, reader.child]) await kill(child);
		expect(writers.map(({ errors }) => errors)).toEqual(writers.map(() => ""));
		console.log(`durability=${durability}: ${found.whole} copies were whole, ${found.refused} were refused`);
		expect(found.whole).toBeGreaterThan(0);
		expect(found.refused).toBeGreaterThan(0);
	},
	120_000,
);

test("of a store in which money moves between two items", async () => {
	const folder = temporaryFolder();
	const store = path.join(folder, "store");
	const accounts = Array.from({ length: ACCOUNTS }, (_, n) => ({
		key: `accounts:${String(n).padStart(5, "0")}`,
		value: { balance: 1000, text: "x".repeat(300) },
	}));
	const [first, last] = [accounts[0].key, accounts[ACCOUNTS - 1].key];
	const url = `file:${store}?durability=relaxed`;
	const data = Data.open(url);
	await data.import(accounts);
	await data.close();
	const writer = start(
		url,
		`for (let n = 0; ; n++) {
			const sum = (n % 2 === 0 ? 1 : -1) * (1 + n % 7);
			await data.transaction(async (tx) => {
				const [from, to] = [await tx.get("${first}"), await tx.get("${last}")];
				tx.set("${first}", { ...from, balance: from.balance - sum });
				tx.set("${last}", { ...to, balance: to.balance + sum });
			});
			if (n === 0) say("ready");
			if (n % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		}`,
	);
	await until(writer, "ready");
	const random = integersOf(seed);
	for (let round = 0; round < 24; round++) {
		const target = fs.mkdtempSync(path.join(folder, "copy-"));
		const way = ["cp -r", "tar", "blocks from the start"][round % 3];
		await ways[way](store, target, random);
		const copy = Data.open(`file:${target}?readonly`);
		const balances = [copy.get(first), copy.get(last)].map((read) => read.then(({ balance }) => balance));
		const sum = await Promise.all(balances).then(
			([from, to]) => from + to,
			({ code }) => code,
		);
		expect([way, sum]).toEqual([way, sum === 2000 ? 2000 : "STORE_CORRUPT"]);
		await copy.close();
		fs.rmSync(target, { recursive: true });
	}
	await kill(writer);
}, 120_000);
