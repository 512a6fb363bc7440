"use strict";

// The packages as a release publishes them, and empty projects that install them. See `registry.mjs`.

const { execFileSync, spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { until, watch } = require("./programs");
const { temporaryFolder } = require("./store");

/** What child processes get, so that nothing of the test runner reaches them. */
const environment = { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1", CI: "1" };
for (const name of Object.keys(environment)) {
	if (/^(AMPT_|JEST_|npm_|FORCE_COLOR$|NODE_ENV$)/i.test(name)) delete environment[name];
}

let registry;
let server;

/**
 * Packs the packages and serves them, once per test file: the URL of the registry, the paths of the tarballs (`main`,
 * `platform`), and the name of the platform's package. Takes two to five seconds: call it in `beforeAll`.
 */
async function published() {
	registry ??= start();
	return registry;
}

async function start() {
	server = watch(
		spawn(process.execPath, [path.join(__dirname, "registry.mjs"), temporaryFolder()], { env: environment }),
	);
	await until(server, () => server.lines.length > 0);
	return JSON.parse(server.lines[0]);
}

afterAll(() => server?.kill());

/** An empty project whose package managers install from the registry. `files` are its files, by their names. */
async function emptyProject(files = {}) {
	const { url } = await published();
	const folder = temporaryFolder();
	const all = { "package.json": '{ "name": "application", "private": true }', ".npmrc": `registry=${url}\n`, ...files };
	for (const [name, text] of Object.entries(all)) write(folder, name, text);
	return folder;
}

/** A project with the package installed by npm, from the registry. `spec` installs it under another name, for example. */
async function project(files = {}, spec = "ampt-data") {
	const folder = await emptyProject(files);
	npm(folder, "install", "--no-audit", "--no-fund", spec);
	return folder;
}

function write(folder, name, text) {
	const file = path.join(folder, name);
	fs.mkdirSync(path.dirname(file), { recursive: true });
	fs.writeFileSync(file, text);
}

function npm(cwd, ...args) {
	return run("npm", args, cwd);
}

/** Runs Node.js in a folder and returns what it prints. */
function node(cwd, ...args) {
	return run(process.execPath, args, cwd);
}

/** Runs a command in a folder and returns what it prints. A failure is an error with all of its output. */
function run(command, args, cwd, env = {}) {
	try {
		return execFileSync(command, args, { cwd, encoding: "utf8", env: { ...environment, ...env }, stdio: "pipe" });
	} catch (error) {
		throw new Error(`${path.basename(command)} ${args.join(" ")}\n${error.stdout}${error.stderr}`);
	}
}

/** Installs the packages of a folder beside a test, if its lock file is newer. npm writes the second file when it installs. */
function installTools(folder) {
	const [wanted, installed] = ["package-lock.json", "node_modules/.package-lock.json"].map(
		(file) => fs.statSync(path.join(folder, file), { throwIfNoEntry: false })?.mtimeMs,
	);
	if (installed === undefined || installed < wanted) npm(folder, "ci", "--no-audit", "--no-fund");
}

module.exports = { emptyProject, environment, installTools, node, npm, project, published, run, write };
