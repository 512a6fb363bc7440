// Installs, builds and runs everything that can fail, and ends with one line that adds it all up.

import { spawn } from "node:child_process";
import fs from "node:fs";
import { prepare, run } from "./prepare.mjs";

const JEST_RESULTS = "target/jest-results.json";

prepare();

let passed = 0;
let failed = 0;

const check = (command, ...args) => {
	if (run(command, ...args)) passed++;
	else failed++;
};

check("npm", "run", "--silent", "lint");
check("npm", "run", "--silent", "test:types");
await cargoTest();
jest();

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** `cargo test`, whose result lines are read while they pass by. */
async function cargoTest() {
	// The build's profile, so that dependencies are compiled once; `--show-output` shows the seed of
	// the property test.
	const args = ["test", "--release", "--quiet", "--no-fail-fast", "--", "--show-output"];
	console.log(`\n> cargo ${args.join(" ")}`);
	const child = spawn("cargo", args, { stdio: ["ignore", "pipe", "inherit"] });
	let output = "";
	child.stdout.on("data", (text) => {
		output += text;
		process.stdout.write(text);
	});
	const status = await new Promise((resolve) => child.on("close", resolve));
	const results = [...output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed/gm)];
	const failures = results.reduce((sum, [, , count]) => sum + Number(count), 0);
	passed += results.reduce((sum, [, count]) => sum + Number(count), 0);
	// A failure without a count is one to compile, or to run at all.
	failed += status !== 0 && failures === 0 ? 1 : failures;
}

function jest() {
	fs.rmSync(JEST_RESULTS, { force: true });
	const succeeded = run("npx", "--no-install", "jest", "--json", `--outputFile=${JEST_RESULTS}`);
	const results = fs.existsSync(JEST_RESULTS) ? JSON.parse(fs.readFileSync(JEST_RESULTS, "utf8")) : {};
	passed += results.numPassedTests ?? 0;
	const failures = (results.numFailedTests ?? 0) + (results.numRuntimeErrorTestSuites ?? 0);
	failed += !succeeded && failures === 0 ? 1 : failures;
}
