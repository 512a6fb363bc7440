"use strict";

// Runs the program `ampt-data`, as it is bundled, in processes.

const { spawn } = require("node:child_process");
const path = require("node:path");
const { library, watch } = require("./programs");

const program = path.join(library, "dist", "cli", "main.mjs");

/** The environment of a user, without what the tests themselves set. */
function environment(env) {
	const { AMPT_DATA_URL, AMPT_DATA_TABLES, FORCE_COLOR, NO_COLOR, NODE_OPTIONS, JEST_WORKER_ID, ...rest } = process.env;
	return { ...rest, ...env };
}

/** Starts the program. Its lines are in `child.lines`, what it says on standard error in `child.errors`. */
function begin(args, { env = {}, cwd } = {}) {
	return watch(spawn(process.execPath, [program, ...args], { cwd, env: environment(env) }));
}

/**
 * Runs the program to its end.
 *
 * @param {string[]} args
 * @param {{ input?: string, env?: object, cwd?: string }} [settings]
 * @returns {Promise<{ code: number, out: string, err: string }>}
 */
async function ampt(args, { input = "", env = {}, cwd } = {}) {
	const child = spawn(process.execPath, [program, ...args], { cwd, env: environment(env) });
	let out = "";
	let err = "";
	child.stdout.setEncoding("utf8").on("data", (text) => {
		out += text;
	});
	child.stderr.setEncoding("utf8").on("data", (text) => {
		err += text;
	});
	// A program that ends without reading its input closes the pipe.
	child.stdin.on("error", () => {});
	child.stdin.end(input);
	const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
	return { code, out, err };
}

module.exports = { ampt, begin, program };
