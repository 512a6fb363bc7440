"use strict";

// Copies of the folder of a store that is written meanwhile: what opens is one state that was there, with everything in it.

const fs = require("node:fs");
const path = require("node:path");
const { Data } = require("../..");
const { randomOf } = require("../support/random");
const { temporaryFolder } = require("../support/store");
const { start, until } = require("../support/programs");

const PAGE = 4096;
const KEYS = 60;
const keys = Array.from({ length: KEYS }, (_, index) => `all:${index}`);

/** What a copy says: the number that all items have, or why it does not open. Anything else is a fault. */
async function stateOf(folder, options) {
	const data = Data.open(`file:${folder}${options}`);
	try {
		const { items } = await data.get("all:*", { limit: 1000 });
		const labelled = await data.count("of:*", { label: "label1" });
		const numbers = new Set(items.map(({ value }) => value.number));
		if (items.length !== KEYS || labelled !== KEYS || numbers.size !== 1) {
			return `mixed: ${items.length} items, ${labelled} labels, numbers ${[...numbers]}`;
		}
		return [...numbers][0];
	} catch (error) {
		return error.code;
	} finally {
		await data.close();
	}
}

test("blocks of different moments never make a store that was not there", async () => {
	const seed = Number(process.env.AMPT_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
	const next = randomOf(seed);
	const random = (below) => Math.floor(next() * below);
	const folder = temporaryFolder();
	const data = Data.open(`file:${folder}/store?durability=relaxed`);
	const states = [];
	for (let number = 0; number < 150; number++) {
		const value = { number, text: "x".repeat(300) };
		await data.set(
			keys.map((key) => ({ key, value, label1: `of:${number % 7}` })),
			{ atomic: true, overwrite: true },
		);
		states.push(fs.readFileSync(`${folder}/store/data.mdb`));
	}
	const found = { whole: 0, corrupt: 0 };
	for (let round = 0; round < 300; round++) {
		const copy = Buffer.alloc(states.at(-1).length);
		let state = random(states.length);
		// A copier reads block after block, while the store goes on; others read the first pages last.
		for (let at = 0; at < copy.length; at += PAGE) {
			if (random(10) < round % 6) state = Math.min(states.length - 1, state + random(6));
			if (at < states[state].length) states[state].copy(copy, at, at, at + PAGE);
		}
		if (round % 3 === 0) states[state].copy(copy, 0, 0, 2 * PAGE);
		const target = path.join(folder, String(round));
		fs.mkdirSync(target);
		fs.writeFileSync(path.join(target, "data.mdb"), copy);
		const said = await stateOf(target, round % 2 === 0 ? "" : "?readonly");
		if (said !== "STORE_CORRUPT") expect([seed, round, said]).toEqual([seed, round, expect.any(Number)]);
		found[said === "STORE_CORRUPT" ? "corrupt" : "whole"]++;
		fs.rmSync(target, { recursive: true });
	}
	expect(found.corrupt).toBeGreaterThan(20);
	expect(found.whole).toBeGreaterThan(20);
	await data.close();
}, 120_000);

test("copies of a folder that processes write are whole, or refused", async () => {
	const folder = temporaryFolder();
	const store = path.join(folder, "store");
	const program = `
		const keys = ${JSON.stringify(keys)};
		for (let number = 0; ; number++) {
			const value = { number, text: "x".repeat(300 + number % 50) };
			await data.set(keys.map((key) => ({ key, value, label1: "of:" + number % 7 })), { atomic: true, overwrite: true });
			if (number % 10 === 0) say(String(number));
		}
	`;
	const writer = start(`file:${store}?durability=relaxed`, program);
	await until(writer, "0");
	const orders = [["data.mdb"], ["data.mdb", "lock.mdb"], ["lock.mdb", "data.mdb"]];
	for (let round = 0; round < 60; round++) {
		const target = path.join(folder, String(round));
		fs.mkdirSync(target);
		for (const name of orders[round % 3]) fs.copyFileSync(path.join(store, name), path.join(target, name));
		const said = await stateOf(target, round % 2 === 0 ? "" : "?readonly");
		expect([round, said]).toEqual([round, said === "STORE_CORRUPT" ? said : expect.any(Number)]);
		fs.rmSync(target, { recursive: true });
	}
	writer.kill("SIGKILL");
	await writer.ended;
}, 120_000);

test("a copy of a store that was just created is empty and takes writes", async () => {
	const folder = temporaryFolder();
	const data = Data.open(`file:${folder}/store`);
	expect(await data.get("a")).toBeUndefined();
	fs.cpSync(`${folder}/store`, `${folder}/copy`, { recursive: true });
	const copy = Data.open(`file:${folder}/copy`);
	expect(await copy.count()).toBe(0);
	await copy.set("a", 1);
	await copy.close();
	// The copy of a copy is checked, too, with the digest of what was written into the first.
	fs.cpSync(`${folder}/copy`, `${folder}/again`, { recursive: true });
	const again = Data.open(`file:${folder}/again`);
	expect(await again.get("a")).toBe(1);
	await Promise.all([again.close(), data.close()]);
});
