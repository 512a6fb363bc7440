"use strict";

// Runs the program `ampt-data`, as it is bundled, in processes.

const { spawn } = require("node:child_process");
const path = require("node:path");
const { stripVTControlCharacters } = require("node:util");
const { Data } = require("../..");
const { library, watch } = require("./programs");
const { freshTable, onDynamo, temporaryFolder } = require("./store");

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

/**
 * Runs the program, or a line of a shell, on a terminal of 100 columns, and types: each answer when its question has
 * appeared.
 *
 * @param {string[] | string} args the arguments of the program, or the line
 * @param {[RegExp, string][]} [answers] what is waited for, and what is typed then
 * @returns {Promise<{ code: number, screen: string }>} what the terminal has shown, without colours
 */
async function onTerminal(args, answers = [], { env = {}, cwd } = {}) {
	const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
	const command = typeof args === "string" ? args : [process.execPath, program, ...args].map(quote).join(" ");
	// `script` runs a command on a pseudo-terminal. It is part of every Linux distribution.
	const child = spawn("script", ["-qefc", `stty cols 100 rows 40\n${command}`, "/dev/null"], {
		cwd,
		env: environment({ TERM: "xterm-256color", ...env }),
	});
	let screen = "";
	let seen = 0;
	const waiting = [...answers];
	child.stdout.setEncoding("utf8").on("data", (text) => {
		screen += text;
		const found = waiting.length > 0 && waiting[0][0].exec(plain(screen).slice(seen));
		if (!found) return;
		const [, answer] = waiting.shift();
		seen = plain(screen).length;
		child.stdin.write(answer);
	});
	const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
	return { code, screen: plain(screen), colored: screen };
}

/** A text without the sequences that colour it and move the cursor. */
const plain = (text) => stripVTControlCharacters(text).replaceAll("\r\n", "\n");

/** The URL of an empty store, and its handle. */
async function freshUrl() {
	const url = onDynamo ? await freshTable() : `file:${temporaryFolder()}?durability=relaxed`;
	const data = Data.open(url);
	opened.push(data);
	return { url, data };
}

const opened = [];

afterAll(async () => {
	while (opened.length > 0) await opened.pop().close();
});

/** What a command that changes needs on a table where nobody can be asked. */
const write = onDynamo ? ["--write"] : [];

module.exports = { ampt, begin, freshUrl, onTerminal, program, write };
