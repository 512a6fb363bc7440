"use strict";

// Test runners, in the ways in which they isolate test files.

const fs = require("node:fs");
const path = require("node:path");
const { library } = require("../support/programs");
const { BUN, DENO, NODE_24, PERMISSIONS } = require("./engines");
const { execute, folderIn } = require("./projects");

const tools = path.join(__dirname, "node_modules");
const jestProgram = path.join(library, "node_modules/jest/bin/jest.js");
const vitestProgram = path.join(tools, "vitest/vitest.mjs");

/** What a test does: it writes, lists, runs a transaction, and waits for its handler. */
const BODY = `
	const seen = [];
	const subscription = data.on("created:" + name + ":*", { group: name }, ({ item }) => { seen.push(item.value); });
	await data.set(name + ":1", 1);
	await data.transaction(async (tx) => tx.set(name + ":2", (await tx.get(name + ":1")) + 1));
	await data.add("count", 1);
	await data.events.idle();
	subscription.remove();
	expect(seen).toEqual([1, 2]);
	expect((await data.get(name + ":*")).items.map(({ value }) => value)).toEqual([1, 2]);
	await expect(data.get("")).rejects.toMatchObject({ code: "INVALID_KEY" });
	await expect(data.get("")).rejects.toBeInstanceOf(Error);
	expect(await data.get(name + ":1", true)).toMatchObject({ created: expect.any(Date) });`;

/** Files with that test, each of which has a collection of its own. */
function filesOf(count, name, text) {
	return Object.fromEntries(
		Array.from({ length: count }, (_, file) => [name(file), text.replaceAll("NAME", `"file${file}"`)]),
	);
}

const JEST = filesOf(
	4,
	(file) => `tests/file${file}.test.js`,
	`const { data } = require("ampt-data");
	test("works", async () => { const name = NAME; ${BODY} });`,
);
const ISOLATED = {
	"tests/isolated.test.js": `
	test("each copy of the modules works on the same store", async () => {
		const copies = [];
		for (let n = 0; n < 3; n++) jest.isolateModules(() => copies.push(require("ampt-data").data));
		jest.resetModules();
		copies.push(require("ampt-data").data);
		expect(new Set(copies).size).toBe(4);
		for (const data of copies) await data.add("copies", 1);
		for (const data of copies) expect(await data.get("copies")).toBe(4);
	});`,
};
const FAKE_TIMERS = {
	"tests/timers.test.js": `
	const { data } = require("ampt-data");
	jest.useFakeTimers();
	test("works while timers stand still", async () => { const name = "timers"; ${BODY} });`,
};
const VITEST = filesOf(
	4,
	(file) => `tests/file${file}.test.mjs`,
	`import { data } from "ampt-data";
	import { expect, test } from "vitest";
	test("works", async () => { const name = NAME; ${BODY} });`,
);
const NODE_TEST = filesOf(
	4,
	(file) => `file${file}.test.mjs`,
	`import { data } from "ampt-data";
	import assert from "node:assert/strict";
	import { test } from "node:test";
	test("works", async () => {
		await data.set(NAME + ":1", 1);
		const seen = [];
		const subscription = data.on("created:" + NAME + ":*", { group: NAME }, ({ item }) => { seen.push(item.value); });
		await data.transaction(async (tx) => tx.set(NAME + ":2", (await tx.get(NAME + ":1")) + 1));
		await data.add("count", 1);
		await data.events.idle();
		subscription.remove();
		assert.deepEqual(seen, [2]);
		assert.deepEqual((await data.get(NAME + ":*")).items.map(({ value }) => value), [1, 2]);
	});`,
);

/** Files that end, with handlers, while the runner goes on. */
const DENO_TEST = filesOf(
	8,
	(file) => `file${file}_test.mjs`,
	`import { data } from "ampt-data";
	Deno.test("works", async () => {
		const seen = [];
		data.on("created:" + NAME + ":*", { group: NAME }, ({ item }) => { seen.push(item.value); });
		await data.set(NAME + ":1", 1);
		await data.add("count", 1);
		await data.events.idle();
		if (seen.join() !== "1") throw new Error("The handler has seen " + seen);
	});`,
);
const BUN_TEST = filesOf(
	4,
	(file) => `file${file}.test.mjs`,
	`import { data } from "ampt-data";
	import { expect, test } from "bun:test";
	test("works", async () => { const name = NAME; ${BODY} });`,
);

/** Runs a runner in a project, and says how many files have counted themselves in the store that they share. */
async function counted(runner, files, command, args) {
	const folder = await folderIn(runner, {
		...files,
		"count.cjs": 'require("ampt-data").data.get("count").then((count) => console.log(count));',
	});
	fs.mkdirSync(path.join(folder, "node_modules"));
	fs.symlinkSync(path.join(tools, "vitest"), path.join(folder, "node_modules/vitest"), "dir");
	await execute(folder, command, args);
	return Number(await execute(folder, process.execPath, ["count.cjs"]));
}

const jestCase = (title, files, count, ...args) => [
	`jest: ${title}`,
	async () => {
		// Without '--forceExit' and with nothing left open, jest ends by itself.
		const all = [jestProgram, "--rootDir=tests", "--ci", "--no-cache", ...args];
		expect(await counted("jest", files, process.execPath, all)).toBe(count);
	},
];
const vitestCase = (pool) => [
	`vitest: ${pool}`,
	async () => {
		const args = [vitestProgram, "run", `--pool=${pool}`, "--maxWorkers=2"];
		expect(await counted("vitest", VITEST, process.execPath, args)).toBe(4);
	},
];
const otherCase = (title, files, count, command, ...args) => [
	title,
	async () => expect(await counted(title, files, command(), args)).toBe(count),
];
module.exports = {
	runners: [
		jestCase("workers", JEST, 4, "--maxWorkers=2"),
		jestCase("worker threads", JEST, 4, "--maxWorkers=2", "--workerThreads"),
		jestCase("one process", JEST, 4, "--runInBand"),
		jestCase("resetModules", { ...JEST, ...ISOLATED }, 4, "--maxWorkers=2", "--resetModules"),
		jestCase("fake timers", FAKE_TIMERS, 1, "--runInBand"),
		...["forks", "threads", "vmThreads", "vmForks"].map(vitestCase),
		otherCase("node:test: processes", NODE_TEST, 4, () => process.execPath, "--test"),
		otherCase("node:test: one process", NODE_TEST, 4, NODE_24, "--test", "--test-isolation=none"),
		otherCase("bun test", BUN_TEST, 4, BUN, "test"),
		otherCase("deno test", DENO_TEST, 8, DENO, "test", ...PERMISSIONS),
	],
};
