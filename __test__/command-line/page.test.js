"use strict";

// docs/command-line.md has all that the program has.

const fs = require("node:fs");
const path = require("node:path");
const { ampt } = require("../support/command-line");
const { library } = require("../support/programs");

test("docs/command-line.md describes every command and every option", async () => {
	const page = fs.readFileSync(path.join(library, "docs/command-line.md"), "utf8");
	const [, ...sections] = page.split(/^## /m);
	// What several commands have is described once.
	const shared = `--help ${sections.filter((text) => /^(The store|query)\n/.test(text)).join("")}`;
	const { out } = await ampt(["--help"]);
	const commands = [...out.matchAll(/^ {2}([a-z-]+) {2,}/gm)].map(([, name]) => name);
	expect(commands).toEqual(expect.arrayContaining(["get", "set", "ls"]));
	await Promise.all(
		commands.map(async (command) => {
			const section = sections.find((text) => text.startsWith(`${command}\n`));
			const help = await ampt([command, "--help"]);
			const options = [...help.out.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => option);
			const missing = options.filter((option) => !`${section}${shared}`.includes(`${option}`));
			expect([command, section !== undefined, missing]).toEqual([command, true, []]);
		}),
	);
});
