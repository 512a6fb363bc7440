"use strict";

// Random histories of transactions in four processes have a serial order, on both stores. AMPT_TEST_SEED repeats a run.

const { spawn } = require("node:child_process");
const path = require("node:path");
const { watch } = require("../support/programs");

const HISTORIES = 60;
const program = path.join(__dirname, "..", "..", "testing", "serializability", "index.mjs");

test.each(["embedded", "dynamodb"])(
	"%s: every history has a serial order",
	async (store) => {
		const seed = process.env.AMPT_TEST_SEED ?? String(Date.now() % 2 ** 31);
		const child = watch(
			spawn(process.execPath, [program, "--store", store, "--histories", String(HISTORIES), "--seed", seed]),
		);
		const { code } = await child.ended;
		const [printed, result] = child.lines;
		console.log(`${printed}\n${result}`);
		expect(child.errors).toBe("");
		expect(code).toBe(0);
		expect(result).toContain(`${HISTORIES} histories`);
		expect(result).toContain("0 violations");
		const committed = Number(/(\d+) transactions committed/.exec(result)[1]);
		expect(committed).toBeGreaterThan(HISTORIES * 20);
	},
	120_000,
);
