"use strict";

// The program itself: help, typing errors, which store is meant, exit codes.

const fs = require("node:fs");
const path = require("node:path");
const { ampt } = require("../support/command-line");
const { library } = require("../support/programs");
const { temporaryFolder } = require("../support/store");

test("the sources use the package by its name, libraries, and each other", () => {
	const { devDependencies } = require("../../package.json");
	const files = fs.readdirSync(path.join(library, "cli"), { recursive: true }).filter((file) => file.endsWith(".mjs"));
	for (const file of files) {
		const text = fs.readFileSync(path.join(library, "cli", file), "utf8");
		for (const [, name] of text.matchAll(/(?:from|import)\s*\(?\s*"([^"\s]+)"/g)) {
			const inside = name.startsWith(".") && path.join("cli", path.dirname(file), name);
			const isKnown = inside
				? FOLDERS.includes(inside.split(path.sep)[0]) || inside === "package.json"
				: OWN.includes(name) || name.startsWith("node:") || packageOf(name) in devDependencies;
			expect([file, name, isKnown]).toEqual([file, name, true]);
		}
	}
});

const FOLDERS = ["cli", "formats", "transfer"];
const OWN = ["ampt-data", "ampt-data/explorer"];

test("the licences of all packages in the bundle allow it, and go with it", () => {
	const text = fs.readFileSync(path.join(library, "dist/cli/licenses.txt"), "utf8");
	const packages = [...text.matchAll(/^(\S+) \d\S* \((.*)\)$/gm)];
	expect(packages.map(([, name]) => name)).toContain("commander");
	for (const [, name, license] of packages) expect([name, license]).toEqual([name, expect.stringMatching(ALLOWED)]);
});

const ALLOWED = /^(MIT|ISC|Apache-2\.0|BSD-[23]-Clause)$/;

/** The package of a module, such as "@scope/name" of "@scope/name/module". */
function packageOf(module) {
	return module.split("/", module.startsWith("@") ? 2 : 1).join("/");
}

test("help begins with examples", async () => {
	const { code, out, err } = await ampt(["--help"]);
	expect([code, err]).toEqual([0, ""]);
	expect(out).toMatch(/^Examples:\n {2}ampt-data /);
	expect(await ampt(["help", "get"])).toEqual(await ampt(["get", "--help"]));
});

test.each([
	[["gt"], "Did you mean get?"],
	[["get", "k", "--mta"], "Did you mean --meta?"],
	[["get"], "Missing required argument 'key'."],
	[["get", "k", "k"], "Too many arguments"],
	[["get", "k", "--url", "file:a", "--url", "file:b"], "'--url' is given twice"],
	[["--url", "file:a", "get", "k", "--url", "file:b"], "'--url' is given twice"],
	[["--url", "redis://x", "get", "k"], "not the URL of a store"],
	[["get", "k", "--url", "memory:"], "one process"],
	[["get", "k", "--url", "file:~/x"], "file:/"],
	[["get", "k", "--url", "file:x?durable=yes"], "durability"],
	[["set", "k", "{}", "--label1", "a", "--no-label1"], "exclude each other"],
	[["set", "k", "{}", "--no-ttl", "--ttl", "5"], "exclude each other"],
	[["set", "k", "{}", "--ttl", "5", "--ttl", "6"], "'--ttl' is given twice"],
	[["set", "k", "{}", "--label1", ""], "not empty"],
	[["set", "k", "{}", "--version", "abc"], "get KEY --version"],
	[["query", "--filter", "[]"], "JSON object"],
	[["query", "k:*", "--start", ""], "message about more items"],
	[["query", "--attributes", "a,,b"], "names with commas"],
	[["watch", "--exec", " "], "Pass a command."],
	[["events", "frob"], "'frob' is no action."],
	[["completion", "tcsh"], "'tcsh' is no shell."],
	[["completion", "bash", "--url", "file:x"], "'--url' has no effect"],
	[["compact", "--url", "dynamodb://t"], "embedded store"],
	[["check", "--repair", "--url", "dynamodb://t"], "embedded store"],
	[[], "Which command?"],
])("%j is refused", async (args, message) => {
	const { code, out, err } = await ampt(args);
	expect([code, out]).toEqual([2, ""]);
	expect(err).toContain(message);
});

test("a store that does not exist is not made by reading it", async () => {
	const cwd = temporaryFolder();
	const { code, out, err } = await ampt(["get", "k"], { cwd });
	expect([code, out]).toEqual([1, ""]);
	expect(err).toContain("There is no store in");
	expect(fs.readdirSync(cwd)).toEqual([]);
});

test("reading leaves the file as it is", async () => {
	const cwd = temporaryFolder();
	await ampt(["set", "k", "v"], { cwd });
	const folder = path.join(cwd, ".ampt/data");
	const contents = () => fs.readFileSync(path.join(folder, "data.mdb"), "hex");
	const before = contents();
	for (const args of [["get", "k"], ["ls"], ["query"], ["count"], ["rm", "k", "--dry-run"]]) {
		expect(await ampt(args, { cwd })).toMatchObject({ code: 0 });
	}
	expect(contents()).toBe(before);
	const { code, err } = await ampt(["set", "k", "w", "--url", "file:./.ampt/data?readonly"], { cwd });
	expect([code, err]).toEqual([1, expect.stringContaining("[READ_ONLY]")]);
});

test("credentials in a URL are never shown", async () => {
	const url = "dynamodb://t?region=eu-west-1&endpoint=http%3A%2F%2Fada%3Ase%40cret%40localhost%3A1&timeout=500";
	const { code, err } = await ampt(["get", "k", "--url", url]);
	expect([code, err]).toEqual([2, expect.stringContaining("http://localhost:1")]);
	expect(err).not.toMatch(/ada|cret/);
	const wrong = await ampt(["get", "k", "--url", "dynamodb://t?endpoint=ftp%3A%2F%2Fada%3Asecret%40localhost"]);
	expect([wrong.code, wrong.err]).toEqual([2, expect.not.stringMatching(/ada|cret/)]);
});
