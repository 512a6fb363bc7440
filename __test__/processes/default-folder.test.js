"use strict";

// The warning of a default store in a folder that other programs empty.

const fs = require("node:fs");
const path = require("node:path");
const { temporaryFolder } = require("../support/store");
const { library, run } = require("../support/programs");

/** The codes of the warnings of a program that runs in a folder and opens the default store twice. */
async function warningsIn(folder, { temporary, url } = {}) {
	const lines = await run(
		undefined,
		`process.on("warning", ({ code }) => say(code));
		process.chdir(${JSON.stringify(folder)});
		await data.get("a");
		await new Data().get("a");
		await Data.open("file:./other").get("a");
		await new Promise(setImmediate);`,
		{ AMPT_DATA_URL: url ?? "", AMPT_DATA_TABLES: "", ...(temporary && { TMPDIR: temporary }) },
	);
	return lines;
}

test.each([".next", "dist", "node_modules"])("a default store in '%s' is warned of once", async (name) => {
	const parent = temporaryFolder();
	const folder = path.join(parent, name, "inside");
	fs.mkdirSync(folder, { recursive: true });
	// Another folder for temporary files, which the store is not in.
	expect(await warningsIn(folder, { temporary: library })).toEqual(["DEFAULT_FOLDER"]);
	expect(await warningsIn(parent, { temporary: library })).toEqual([]);
	expect(await warningsIn(folder, { url: "file:./.ampt/data" })).toEqual([]);
});

test("a default store among temporary files is warned of once", async () => {
	const folder = temporaryFolder();
	expect(await warningsIn(folder)).toEqual(["DEFAULT_FOLDER"]);
	expect(await warningsIn(folder, { url: "file:./x" })).toEqual([]);
});
