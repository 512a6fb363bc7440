"use strict";

// Iterations of a store that four processes write and remove in, on both stores: an item that nobody touches meanwhile
// comes exactly once.

const { Data } = require("../..");
const { randomOf } = require("../support/random");
const { start } = require("../support/programs");
const { startServer } = require("../support/server");
const { temporaryFolder } = require("../support/store");

const PROCESSES = 4;
/** Items that nobody touches: more than a page. */
const STANDING = 3500;
const ROUNDS = 3;

const seed = Number(process.env.AMPT_TEST_SEED ?? Date.now() % 2 ** 31);

let server;
beforeAll(async () => {
	console.log(`AMPT_TEST_SEED=${seed}`);
	server = await startServer();
});
afterAll(() => server.stop());

const STORES = {
	embedded: async () => `file:${temporaryFolder()}?durability=relaxed`,
	dynamodb: async () => {
		const url = server.url("iteration");
		await Data.createTable(url);
		return url;
	},
};

/** The keys of items that stand still, between which the processes write. */
const standing = Array.from({ length: STANDING }, (_, index) => `c:${String(index).padStart(5, "0")}`);

/** Writes and removes items right behind those that stand still, in their collection, beside it, and under their labels. */
const program = (number) => `
	const { randomOf } = require(${JSON.stringify(require.resolve("../support/random"))});
	const random = randomOf(${seed + number});
	const below = (limit) => Math.floor(random() * limit);
	const place = () => String(below(${STANDING})).padStart(5, "0");
	const collections = ["c", "c", "c", "a", "d", "c!"];
	const key = () => collections[below(collections.length)] + ":" + place() + "-" + below(3);
	let stopped = false;
	process.stdin.on("end", () => { stopped = true; }).resume();
	let writes = 0;
	say("ready");
	while (!stopped) {
		const call = below(4);
		if (call === 0) await data.remove(key());
		else if (call === 1) await data.remove([key(), key(), key()].filter((own, index, all) => all.indexOf(own) === index));
		else await data.set(key(), { n: below(9), text: "x".repeat(below(2000)) }, { label1: "l:" + place() + "-" + below(3) });
		writes++;
	}
	say(String(writes));
	await data.close();
`;

/** Reads an iteration to its end, and sometimes lets others write. */
async function read(iteration, random) {
	const keys = [];
	for await (const { key } of iteration) {
		keys.push(key);
		if (random() < 0.01) await new Promise((resolve) => setTimeout(resolve, 1));
	}
	return keys;
}

async function readPages(iteration) {
	const keys = [];
	for await (const { items } of iteration.pages()) keys.push(...items.map(({ key }) => key));
	return keys;
}

const still = new Set(standing);
const ofStanding = (keys) => keys.filter((key) => still.has(key));
const sorted = (keys) => [...keys].sort();

describe.each(Object.entries(STORES))("%s", (_, open) => {
	test("give each item that stands still exactly once, by key, by label, and all", async () => {
		const url = await open();
		const data = Data.open(url);
		await data.seed(standing.map((key, n) => ({ key, value: { n }, label1: `l:${key.slice(2)}` })));
		const children = Array.from({ length: PROCESSES }, (_, number) => {
			const child = start(url, program(number));
			child.ready = new Promise((resolve) => child.stdout.once("data", resolve));
			return child;
		});
		await Promise.all(children.map(({ ready, ended }) => Promise.race([ready, ended])));
		const random = randomOf(seed);
		for (let round = 0; round < ROUNDS; round++) {
			const byKey = await read(data.iterate("c:*"), random);
			expect(ofStanding(byKey)).toEqual(standing);
			expect(byKey).toEqual(sorted(new Set(byKey)));
			expect(byKey.length).toBeGreaterThan(STANDING);
			const reverse = await read(data.iterate("c:*", { reverse: true, keysOnly: true }), random);
			expect(ofStanding(reverse).reverse()).toEqual(standing);
			const byLabel = await read(data.iterate("l:*", { label: "label1" }), random);
			expect(ofStanding(byLabel)).toEqual(standing);
			const filtered = await read(data.iterate("c:*", { filter: { n: { $gte: 5 } } }), random);
			expect(ofStanding(filtered)).toEqual(standing.slice(5));
			const all = await read(data.iterate(), random);
			expect(sorted(ofStanding(all))).toEqual(standing);
			const pages = await readPages(data.iterate(undefined, { attributes: ["n"] }));
			expect(sorted(ofStanding(pages))).toEqual(standing);
			expect(await data.count("c:*", { filter: { n: { $gte: 9 } } })).toBe(STANDING - 9);
		}
		for (const child of children) child.stdin.end();
		for (const child of children) {
			expect([await child.ended, child.errors]).toEqual([{ code: 0, signal: null }, ""]);
			expect(Number(child.lines.at(-1))).toBeGreaterThan(0);
		}
		await data.close();
	}, 240_000);
});
