"use strict";

// Runs small programs in child processes.

const { spawn } = require("node:child_process");
const path = require("node:path");

const library = path.join(__dirname, "..", "..");

/** Starts a program with `data`, open on the URL or the default store, and `say`, which prints a line to the test. */
function start(url, body, env = {}) {
	const program = `
		const { Data, data: byDefault } = require(${JSON.stringify(library)});
		const data = ${url === undefined ? "byDefault" : `Data.open(${JSON.stringify(url)})`};
		const say = (line) => process.stdout.write(line + "\\n");
		(async () => {${body}})().catch((error) => { console.error(error); process.exit(1); });
	`;
	return watch(spawn(process.execPath, ["-e", program], { env: { ...process.env, ...env } }));
}

/** Collects the lines that a program prints. */
function watch(child) {
	child.lines = [];
	let rest = "";
	child.stdout.setEncoding("utf8").on("data", (text) => {
		const lines = (rest + text).split("\n");
		rest = lines.pop();
		child.lines.push(...lines);
	});
	child.errors = "";
	child.stderr.setEncoding("utf8").on("data", (text) => {
		child.errors += text;
	});
	child.ended = new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal })));
	return child;
}

/** Runs a program to its end and returns its lines. */
async function run(url, body, env) {
	const child = start(url, body, env);
	const { code, signal } = await child.ended;
	if (code !== 0) throw new Error(`The program ended with ${signal ?? code}: ${child.errors}`);
	return child.lines;
}

/** Resolves when a program has printed a line, or when its output meets a condition. */
function until(child, condition) {
	const isMet = typeof condition === "function" ? condition : () => child.lines.includes(condition);
	return new Promise((resolve, reject) => {
		const look = () => isMet() && resolve();
		child.stdout.on("data", look);
		child.stderr.on("data", look);
		child.ended.then(({ code, signal }) =>
			reject(new Error(`The program ended by itself with ${signal ?? code}: ${child.errors}`)),
		);
		look();
	});
}

module.exports = { library, run, start, until, watch };
