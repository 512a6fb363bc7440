"use strict";

// The daily tasks of docs/command-line.md, run exactly as they are written there, on a terminal.

const fs = require("node:fs");
const path = require("node:path");
const zlib = require("node:zlib");
const { freshUrl, onTerminal } = require("../support/command-line");
const { blocks } = require("../support/pages");
const { library } = require("../support/programs");
const { onDynamo, temporaryFolder } = require("../support/store");

const { body } = blocks.find(({ page, body }) => page === "docs/command-line.md" && body.includes("ampt-data ls"));
const tasks = body.trim().split("\n");

/** An empty project with the package installed. */
function project() {
	const folder = temporaryFolder();
	fs.mkdirSync(path.join(folder, "node_modules/.bin"), { recursive: true });
	fs.symlinkSync(library, path.join(folder, "node_modules/ampt-data"), "dir");
	const { bin } = require("../../package.json");
	fs.symlinkSync(`../ampt-data/${bin["ampt-data"]}`, path.join(folder, "node_modules/.bin/ampt-data"));
	fs.writeFileSync(path.join(folder, "package.json"), "{}");
	return folder;
}

/** What is in the file that a task reads. */
const BACKUP = zlib.gzipSync('{"key":"a","value":1}\n{"key":"b","value":2}\n');

/** What a task needs from the terminal, and what it must have done. Each begins with the same three items. */
const EXPECTED = {
	ls: { shows: /^sessions +2 /m },
	count: { shows: /^1$/m },
	watch: { answers: [[/users:ada/, "\u0003"]], code: 130 },
	rm: { answers: [[/Remove 2 items\?/, "y\r"]], asks: true, left: 1 },
	export: { shows: /3 items exported to backup\.ndjson\.gz/ },
	import: { given: BACKUP, asks: true, shows: /2 items imported/, left: 5 },
	copy: { shows: /Verified: both stores have 3 items/ },
	backup: { shows: onDynamo ? /Verified/ : /3 items, / },
	stat: { shows: /^sessions +2 /m },
	truncate: { answers: [[/Remove all 3 items/, "y\r"]], asks: true, left: 0 },
};

test("there is a line for each", () => {
	const named = tasks.map((task) => /^npx ampt-data (\S+)/.exec(task)[1]);
	expect(named.sort()).toEqual(Object.keys(EXPECTED).sort());
});

test.each(tasks)("%s", async (task) => {
	const { url, data } = await freshUrl();
	for (const key of ["users:ada", "sessions:1", "sessions:2"]) await data.set(key, { name: key });
	const [, command] = /^npx ampt-data (\S+)/.exec(task);
	const { given, answers = [], asks = false, code = 0, shows = /store:/, left = 3 } = EXPECTED[command];
	const name = /\/\/([^?]*)/.exec(url)?.[1];
	const typed = onDynamo && asks ? [[/Type its name/, `${name}\r`], ...answers] : answers;
	const cwd = project();
	if (given !== undefined) fs.writeFileSync(path.join(cwd, "backup.ndjson.gz"), given);
	const done = await onTerminal(task, typed, { cwd, env: { AMPT_DATA_URL: url } });
	expect([done.code, done.screen]).toEqual([code, expect.stringMatching(shows)]);
	expect(await data.count(undefined, { consistent: true })).toBe(left);
});
