"use strict";

// Commands that run beside each other, and must end by themselves.

const { spawn } = require("node:child_process");
const path = require("node:path");
const { environment } = require("../support/packed");

/** A program that has not ended by then is kept alive by something. */
const LIMIT = 60_000;

/** Runs a command in a folder to its end. Resolves to what it prints, and rejects with all of its output if it fails. */
async function execute(folder, command, args, env = {}) {
	const child = spawn(command, args, {
		cwd: folder,
		env: { ...environment, ...env },
		stdio: ["ignore", "pipe", "pipe"],
		timeout: LIMIT,
	});
	let printed = "";
	let output = "";
	child.stdout.setEncoding("utf8").on("data", (text) => {
		printed += text;
		output += text;
	});
	child.stderr.setEncoding("utf8").on("data", (text) => {
		output += text;
	});
	const end = await new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code, signal) => resolve(code ?? signal));
	});
	if (end === 0) return printed;
	const why = end === "SIGTERM" ? `did not end within ${LIMIT / 1000} seconds` : `ended with ${end}`;
	throw new Error(`${path.basename(command)} ${args.join(" ")} ${why}\n${output}`);
}

module.exports = { execute };
