// Installs, builds and runs all checks and tests. The last line has the totals.

import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { prepare, run } from "./prepare.mjs";
import { HEAVY } from "./suites.mjs";

prepare();

let passed = 0;
let failed = 0;
// Shown again at the end, because the middle of a long log is the first thing that a log viewer cuts.
const failures = [];

const check = (command, ...args) => {
	if (run(command, ...args)) passed++;
	else fail(1, [command, ...args].join(" "));
};

check("npm", "run", "--silent", "lint");
check("npm", "run", "--silent", "test:types");
// The tests of the DynamoDB store start this server. Everything has the release profile, so that dependencies are
// compiled once.
check("cargo", "build", "--release", "--package", "dynamodb-test-server");
// `--show-output` prints the seeds of the property tests.
await cargoTest("--release", "--quiet", "--no-fail-fast", "--", "--show-output");
await cargoTest("--release", "--package", "dynamodb-test-server", "--quiet", "--no-fail-fast");
check("npm", "run", "--silent", "torture", "--", "--cycles", "10");
// A short run. `npm run fuzz` takes longer and also fails on slow calls.
check("node", "testing/fuzz/index.mjs", "--seconds", "20", "--untimed");
// These suites wait most of the time, for retries, streams and processes.
const workers = 2 * os.availableParallelism();
jest(`--maxWorkers=${workers}`, ...HEAVY.map((suite) => `--testPathIgnorePatterns=${suite}`));
jest(...HEAVY);

for (const failure of failures) console.log(`\nFailed: ${failure}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function fail(count, ...names) {
	failed += count;
	failures.push(...names);
}

/** Runs `cargo test`, shows its output and counts its results. */
async function cargoTest(...args) {
	console.log(`\n> cargo test ${args.join(" ")}`);
	const child = spawn("cargo", ["test", ...args], { stdio: ["ignore", "pipe", "inherit"] });
	let output = "";
	child.stdout.on("data", (text) => {
		output += text;
		process.stdout.write(text);
	});
	const status = await new Promise((resolve) => child.on("close", resolve));
	const results = [...output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed/gm)];
	const count = results.reduce((sum, [, , failed]) => sum + Number(failed), 0);
	passed += results.reduce((sum, [, passed]) => sum + Number(passed), 0);
	if (status === 0) return;
	const names = [...output.matchAll(/^---- (\S+) stdout ----$/gm)].map(([, name]) => name);
	// Without counted failures, the tests did not compile or did not run.
	fail(Math.max(count, 1), `cargo test ${args.join(" ")}: ${names.join(", ")}`);
}

/** Runs jest on both stores at once: while some tests wait, others work. */
function jest(...args) {
	const file = "target/jest.json";
	fs.rmSync(file, { force: true });
	process.env.AMPT_TEST_STORE = "embedded,dynamodb";
	const succeeded = run("npx", "--no-install", "jest", "--json", `--outputFile=${file}`, ...args);
	const results = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
	passed += results.numPassedTests ?? 0;
	if (succeeded) return;
	const count = (results.numFailedTests ?? 0) + (results.numRuntimeErrorTestSuites ?? 0);
	fail(Math.max(count, 1), ...(results.testResults ?? []).filter(({ status }) => status === "failed").map(describe));
}

/** The failed tests of a suite with the messages of their errors. */
function describe({ name, message, assertionResults }) {
	const tests = assertionResults.filter(({ status }) => status === "failed");
	const messages = tests.flatMap(({ fullName, failureMessages }) => [fullName, ...failureMessages]);
	return [path.relative(process.cwd(), name), ...(tests.length > 0 ? messages : [message])].join("\n");
}
