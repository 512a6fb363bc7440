// Brings a checkout to where its programs run: packages installed, the native part built. What is
// there already is left as it is.

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs a command in the checkout, its output on the terminal; tells whether it succeeded. */
export function run(command, ...args) {
	console.log(`\n> ${[command, ...args].join(" ")}`);
	const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
	if (error) console.error(`'${command}' cannot be run: ${error.message}`);
	return status === 0;
}

/** Installs and builds; ends the process if that fails. */
export function prepare() {
	if (!fs.existsSync(`${root}/target`)) console.log("The first build compiles about 230 crates: two to four minutes.");
	const done = (isInstalled() || run("npm", "ci", "--no-audit", "--no-fund")) && run("npm", "run", "--silent", "build");
	if (!done) process.exit(1);
}

/** npm notes what it installed in a folder; a newer lock file means something else is wanted. */
export function isInstalled(folder = "") {
	const noted = modified(`${folder}node_modules/.package-lock.json`);
	return noted !== undefined && noted >= modified(`${folder}package-lock.json`);
}

function modified(file) {
	return fs.statSync(`${root}/${file}`, { throwIfNoEntry: false })?.mtimeMs;
}
