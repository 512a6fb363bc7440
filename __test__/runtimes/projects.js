"use strict";

// Projects into which npm has installed the package, and commands that run there beside each other.

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { environment, project, write } = require("../support/packed");

/** A program that has not ended by then is kept alive by something. */
const LIMIT = 180_000;

const projects = new Map();

/** A new folder with these files, in the project of what is tried. */
async function folderIn(name, files) {
	if (!projects.has(name)) projects.set(name, project());
	const folder = fs.mkdtempSync(path.join(await projects.get(name), "case-"));
	for (const [file, text] of Object.entries(files)) write(folder, file, text);
	return folder;
}

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

module.exports = { execute, folderIn };
