"use strict";

// Programs in README.md and docs/: those that need nothing but a store run, and print what the page says.

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { library } = require("../support/programs");

const PAGES = [
	"README.md",
	"docs/getting-started.md",
	"docs/errors.md",
	"docs/events.md",
	"docs/testing.md",
	"docs/backup-and-migration.md",
];
/** What needs more than a store: a test runner, a server, an invocation. */
const NEEDS_MORE = /beforeEach|dynamodb:|streamHandler/;

function run(program) {
	return execFileSync(process.execPath, ["--input-type=module", "-e", program], {
		cwd: library,
		encoding: "utf8",
		env: { ...process.env, AMPT_DATA_URL: "memory:", NODE_OPTIONS: "", FORCE_COLOR: "0" },
		stdio: ["ignore", "pipe", "inherit"],
	});
}

const programs = PAGES.flatMap((page) => {
	const text = fs.readFileSync(path.join(library, page), "utf8");
	const blocks = [...text.matchAll(/```js\n(import .*?)```(?:\s*```\n(.*?)```)?/gs)];
	return blocks
		.filter(([, program]) => !NEEDS_MORE.test(program))
		.map(([, program, output], index) => ({ title: `${page}, program ${index + 1}`, program, output }));
});

test("every page has a program", () => {
	expect(new Set(programs.map(({ title }) => title.split(",")[0]))).toEqual(new Set(PAGES));
});

test.each(programs)("$title", ({ program, output = "" }) => {
	expect(run(program)).toBe(output);
});

test("docs/errors.md explains every code of the types, and no other", () => {
	const types = fs.readFileSync(path.join(library, "index.d.ts"), "utf8");
	const [, union] = /^export type ErrorCode =(.*?);/ms.exec(types);
	const [errors] = fs.readFileSync(path.join(library, "docs", "errors.md"), "utf8").split("## Warnings");
	const codes = (text, pattern) => [...text.matchAll(pattern)].map(([, code]) => code).sort();
	expect(codes(errors, /^\| `([A-Z_]+)`/gm)).toEqual(codes(union, /"([A-Z_]+)"/g));
});
