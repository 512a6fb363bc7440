"use strict";

// README.md and docs/: every program runs and prints the documented output, and every link has a target.
//
// A note above a block says how to run it or why not: `<!-- dynamodb -->` needs a table, `<!-- memory -->` a store in memory,
// `<!-- jest: FILE -->` is a file of a project of a test runner, which `__test__/runners` runs, and `<!-- not run: … -->` gives
// the reason. Code without an import gets one.

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { blocks, pages } = require("../support/pages");
const { library } = require("../support/programs");
const { freshTable, onDynamo, temporaryFolder } = require("../support/store");

const NOTES = /^$|^(dynamodb|memory)$|^(jest|vitest|node:test): [\w.]+$|^not run: /;
const LANGUAGES = /^(|js|ts|json|yaml|hcl|sh|dockerfile|hex)$/;

const environment = { ...process.env, NODE_OPTIONS: "", FORCE_COLOR: "0", JEST_WORKER_ID: undefined };
const programs = blocks.filter(({ language, note }) => language === "js" && !note.startsWith("not run"));
const typed = blocks.filter(({ language, note }) => language === "ts" && note === "");
const noted = (note) => programs.filter((block) => block.note === note).map((block) => [title(block), block]);

function title({ page, line }) {
	return `${page}:${line}`;
}

/** An empty project with the package installed, and with the schema libraries that pages use. */
function project() {
	const folder = temporaryFolder();
	const modules = path.join(folder, "node_modules");
	fs.mkdirSync(modules);
	fs.symlinkSync(library, path.join(modules, "ampt-data"), "dir");
	for (const name of ["valibot", "zod"]) {
		fs.symlinkSync(path.join(library, "node_modules", name), path.join(modules, name), "dir");
	}
	fs.writeFileSync(path.join(folder, "package.json"), "{}");
	return folder;
}

function node(args, cwd, env = {}) {
	return execFileSync(process.execPath, args, {
		cwd,
		encoding: "utf8",
		env: { ...environment, AMPT_DATA_URL: "memory:", ...env },
		stdio: ["ignore", "pipe", "pipe"],
	});
}

function runModule(body, env) {
	const imports = /^import .*ampt-data/m.test(body) ? "" : 'import { Data, data } from "ampt-data";';
	const folder = project();
	fs.writeFileSync(path.join(folder, "program.mjs"), imports + body);
	// Some programs write temporary files.
	return node(["program.mjs"], folder, { TMPDIR: folder, ...env });
}

test("every block has a known language and a known note", () => {
	for (const { language, note } of blocks) {
		expect(language).toMatch(LANGUAGES);
		if (language !== "hex") expect(note).toMatch(NOTES);
	}
	expect(programs.length).toBeGreaterThan(25);
	expect(typed.length).toBeGreaterThan(5);
});

describe("programs", () => {
	test.each(noted(""))("%s", async (_, { body, output = "" }) => {
		expect(runModule(body, onDynamo ? { AMPT_DATA_URL: await freshTable() } : {})).toBe(output);
	});

	test.each(noted("memory"))("%s", (_, { body, output = "" }) => {
		expect(runModule(body)).toBe(output);
	});

	// Pages use the tables `my-table` and `test`. The environment sets their endpoint, as it does for users.
	(onDynamo ? test : test.skip).each(noted("dynamodb"))("%s", (_, { body, output = "" }) => {
		const env = { AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL_DYNAMODB: process.env.AMPT_TEST_ENDPOINT };
		const endpoint = encodeURIComponent(process.env.AMPT_TEST_ENDPOINT);
		expect(runModule(body.replaceAll("http%3A%2F%2Flocalhost%3A8000", endpoint), env)).toBe(output);
	});
});

describe("TypeScript", () => {
	let folder;

	beforeAll(() => {
		folder = project();
		for (const [index, { body }] of typed.entries()) {
			const imports = /^import .*ampt-data/m.test(body) ? "" : 'import { Data, data } from "ampt-data";';
			fs.writeFileSync(path.join(folder, `sample${index}.mts`), imports + body);
		}
		const compilerOptions = {
			target: "es2022",
			module: "nodenext",
			types: ["node"],
			typeRoots: [path.join(library, "node_modules/@types")],
			strict: true,
			skipLibCheck: true,
		};
		fs.writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.mts"] }));
		// The error does not include the output, which says what is wrong.
		try {
			node([path.join(library, "node_modules/typescript/bin/tsc"), "-p", folder], folder);
		} catch (error) {
			throw new Error(error.stdout);
		}
	});

	test.each(typed.map((block, index) => [title(block), block, index]))("%s", (_, { output = "" }, index) => {
		expect(node([`sample${index}.mjs`], folder)).toBe(output);
	});
});

test.each(blocks.filter(({ language }) => language === "json").map((block) => [title(block), block]))(
	"%s",
	(_, block) => {
		expect(typeof JSON.parse(block.body)).toBe("object");
	},
);

describe.each(pages.map(({ name, text }) => [name, text]))("%s", (name, text) => {
	test("has only links with a target", () => {
		const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
		for (const [, file, anchor] of links) {
			const target = file === "" ? name : path.posix.join(path.posix.dirname(name), file);
			expect([target, fs.existsSync(path.join(library, target))]).toEqual([target, true]);
			if (anchor !== undefined) {
				expect(anchors(fs.readFileSync(path.join(library, target), "utf8"))).toContain(anchor);
			}
		}
	});
});

/** The anchors that GitHub creates for the headings of a page. */
function anchors(text) {
	return [...text.replace(/^```.*?^```$/gms, "").matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, "")
			.replaceAll(" ", "-"),
	);
}

test("README.md is short and links every page", () => {
	const { text } = pages.find(({ name }) => name === "README.md");
	expect(text.split("\n").length).toBeLessThanOrEqual(151);
	for (const { name } of pages.slice(1)) expect(text).toContain(`](${name}`);
});

test("docs/reliability.md names commands that exist", () => {
	const { text } = pages.find(({ name }) => name === "docs/reliability.md");
	const files = ["__test__", "tests", "src", "testing"].flatMap((folder) =>
		fs.readdirSync(path.join(library, folder), { recursive: true }).map((file) => path.join(folder, file)),
	);
	const rust = files.filter((file) => file.endsWith(".rs"));
	const isRust = (name) =>
		rust.some((file) => file.split(/[/.]/).includes(name) || fs.readFileSync(file, "utf8").includes(`fn ${name}`));
	const { scripts } = JSON.parse(fs.readFileSync(path.join(library, "package.json"), "utf8"));
	const rows = text.split("\n").filter((line) => /^\| .*\]\(/.test(line));
	expect(rows.length).toBeGreaterThan(40);
	for (const row of rows) {
		const [, command] = /\| `([^`]+)`\s*\|$/.exec(row) ?? [];
		const [, suite] = /npx jest (\S+)$/.exec(command) ?? [];
		const [, name] = /^cargo test --release (?:--lib|--test core) (\w+)$/.exec(command) ?? [];
		const isScript = /^npm run (\S+) -- /.exec(command)?.[1] in scripts;
		const exists = isScript || files.some((file) => suite !== undefined && file.includes(suite)) || isRust(name);
		expect([command, exists]).toEqual([command, true]);
	}
});

test("docs/errors.md explains exactly the codes in the types", () => {
	const types = fs.readFileSync(path.join(library, "index.d.ts"), "utf8");
	const [, union] = /^export type ErrorCode =(.*?);/ms.exec(types);
	const [errors] = fs.readFileSync(path.join(library, "docs", "errors.md"), "utf8").split("## Warnings");
	const codes = (text, pattern) => [...text.matchAll(pattern)].map(([, code]) => code).sort();
	expect(codes(errors, /^\| `([A-Z_]+)`/gm)).toEqual(codes(union, /"([A-Z_]+)"/g));
});
