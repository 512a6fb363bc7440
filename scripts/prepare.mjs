// Prepares a checkout: installs the npm packages and builds the addon, if they are missing or out of date.

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs a command in the checkout with its output on the terminal. Returns whether it succeeded. */
export function run(command, ...args) {
	console.log(`\n> ${[command, ...args].join(" ")}`);
	const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
	if (error) console.error(`Cannot run '${command}': ${error.message}`);
	return status === 0;
}

/** Installs and builds. Exits if that fails. */
export function prepare() {
	if (!fs.existsSync(`${root}/target`)) {
		console.log("The first build compiles about 230 crates, which takes two to four minutes.");
	}
	const done = (isInstalled() || run("npm", "ci", "--no-audit", "--no-fund")) && run("npm", "run", "--silent", "build");
	if (!done) process.exit(1);
}

/** Whether the packages of a folder match its lock file. npm writes `node_modules/.package-lock.json` when it installs. */
export function isInstalled(folder = "") {
	const noted = modified(`${folder}node_modules/.package-lock.json`);
	return noted !== undefined && noted >= modified(`${folder}package-lock.json`);
}

function modified(file) {
	return fs.statSync(`${root}/${file}`, { throwIfNoEntry: false })?.mtimeMs;
}
