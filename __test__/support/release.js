"use strict";

// Runs the release script in this checkout, and in copies of it that are made wrong.

const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { environment } = require("./packed");
const { library } = require("./programs");
const { temporaryFolder } = require("./store");

/** The binary of this platform. */
const [binary] = fs.readdirSync(library).filter((name) => name.endsWith(".node"));
const { version } = JSON.parse(fs.readFileSync(path.join(library, "package.json"), "utf8"));

/** Runs the script of a checkout. */
function release(checkout, args, env = {}) {
	const options = { cwd: checkout, encoding: "utf8", env: { ...environment, ...env } };
	const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/release/index.mjs", ...args], options);
	return { status, output: `${stdout}${stderr}` };
}

/** A copy of this checkout, with a commit. */
function copy() {
	const checkout = temporaryFolder();
	const top = ["node_modules", "target", "npm", ".git"].map((name) => path.join(library, name));
	const isSource = (file) => !top.includes(file) && path.basename(file) !== "node_modules";
	fs.cpSync(library, checkout, { recursive: true, filter: isSource });
	fs.symlinkSync(path.join(library, "node_modules"), path.join(checkout, "node_modules"), "dir");
	git(checkout, "init", "--quiet");
	commit(checkout);
	return checkout;
}

function git(checkout, ...args) {
	const { status, stderr } = spawnSync("git", args, { cwd: checkout, encoding: "utf8" });
	expect([status, stderr]).toEqual([0, ""]);
}

/** Commits everything that a copy contains. */
function commit(checkout) {
	const author = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
	git(checkout, "add", "--all");
	git(checkout, ...author, "commit", "--quiet", "--allow-empty", "--message", "A commit");
}

/** Replaces a text in a file of a copy. */
function edit(checkout, file, from, to) {
	const text = fs.readFileSync(path.join(checkout, file), "utf8");
	expect(text).toContain(from);
	fs.writeFileSync(path.join(checkout, file), text.replace(from, to));
}

module.exports = { binary, commit, copy, edit, git, release, version };
