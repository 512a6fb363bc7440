"use strict";

// docs/testing.md: the samples for test runners. A note such as `<!-- vitest: users.test.ts -->` above a block says that it
// is a file of a project of that runner. The runners find the package as they do where users have installed it.

const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { environment, installTools, project } = require("../support/packed");
const { blocks } = require("../support/pages");
const { library } = require("../support/programs");

/** What runs the tests of a project, with two workers at a time. */
const RUNNERS = {
	jest: [path.join(library, "node_modules/jest/bin/jest.js"), "--maxWorkers=2"],
	vitest: [path.join(__dirname, "node_modules/vitest/vitest.mjs"), "run", "--maxWorkers=2"],
	"node:test": ["--test", "--test-reporter=tap"],
};
/** How the runners say how many tests have passed. */
const PASSED = /^(?:Tests: +|\s+Tests {2}|# pass )(\d+)/m;

const samples = blocks.flatMap(({ note, body }) => {
	const [, runner, file] = /^(jest|vitest|node:test): (\S+)$/.exec(note) ?? [];
	return runner === undefined ? [] : [{ runner, file, body }];
});

/** A folder in which the package and the types are installed, with a project for each runner. */
let root;

beforeAll(async () => {
	installTools(__dirname);
	root = await project();
	fs.symlinkSync(path.join(__dirname, "node_modules/vitest"), path.join(root, "node_modules/vitest"), "dir");
	for (const { runner, file, body } of samples) {
		fs.mkdirSync(projectOf(runner), { recursive: true });
		fs.writeFileSync(path.join(projectOf(runner), file), body);
	}
}, 300_000);

function projectOf(runner) {
	return path.join(root, runner.replace(":", "-"));
}

/** How many tests of a project have passed. All must. */
function passed(runner, env = {}) {
	const { status, stdout, stderr } = spawnSync(process.execPath, RUNNERS[runner], {
		cwd: projectOf(runner),
		encoding: "utf8",
		env: { ...environment, ...env },
	});
	const output = `${stdout}${stderr}`;
	if (status !== 0) throw new Error(output);
	return Number(PASSED.exec(output)?.[1]);
}

test.each([
	["jest", {}],
	["vitest", {}],
	["node:test", { AMPT_DATA_URL: "memory:" }],
])("%s runs its samples on stores in memory, one for each file", (runner, env) => {
	const folder = projectOf(runner);
	const tests = samples.filter((sample) => sample.runner === runner && sample.file.includes(".test."));
	// Files that run at the same time would empty each other's store, if it were one.
	for (const { file, body } of tests) fs.writeFileSync(path.join(folder, `again-${file}`), body);
	const declared = tests.flatMap(({ body }) => [...body.matchAll(/^test(?:\.each\((\[.*?\])\))?\(/gm)]);
	const count = declared.reduce((sum, [, cases]) => sum + (cases === undefined ? 1 : JSON.parse(cases).length), 0);
	expect(count).toBeGreaterThan(1);
	expect(passed(runner, env)).toBe(2 * count);
	expect(fs.existsSync(path.join(folder, ".ampt"))).toBe(false);
});

test("the typed samples have the types of the package and of their runner", () => {
	const folder = projectOf("vitest");
	const options = { module: "nodenext", target: "es2023", strict: true, skipLibCheck: true, noEmit: true };
	const compilerOptions = { ...options, types: ["node"], typeRoots: [path.join(library, "node_modules/@types")] };
	fs.writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.test.ts"] }));
	fs.writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');
	const tsc = path.join(library, "node_modules/typescript/bin/tsc");
	const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8", env: environment });
	expect([status, stdout]).toEqual([0, ""]);
});
