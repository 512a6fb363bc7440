// Installs, builds and runs the benchmarks. See `npm run bench -- --help`.

import { spawn, spawnSync } from "node:child_process";
import { HELP, ON_SERVER, parse, UsageError } from "../bench/options.mjs";
import { isInstalled, prepare, root, run } from "./prepare.mjs";

const args = process.argv.slice(2);
const options = parsed();
if (options.help) {
	console.log(HELP);
	process.exit();
}
prepare();
if (!isInstalled("bench/") && !run("npm", "ci", "--prefix", "bench", "--no-audit", "--no-fund")) process.exit(1);
const env = { ...process.env };
if (options.parts.some((part) => ON_SERVER.includes(part))) env.AMPT_BENCH_SERVER = buildServer();

const child = spawn(process.execPath, ["bench/run.mjs", ...args], { cwd: root, env, stdio: "inherit" });
// The terminal sends Ctrl-C to the child as well. The child cleans up and exits, and then this process does.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => child.kill());
child.on("close", (code) => process.exit(code ?? 1));

function parsed() {
	try {
		return parse(args);
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		console.error(error.message);
		process.exit(1);
	}
}

/** Builds the test server. Cargo's messages say where the program is, whatever the target folder. */
function buildServer() {
	const command = [
		"build",
		"--release",
		"--package",
		"dynamodb-test-server",
		"--message-format=json-render-diagnostics",
	];
	console.log(`\n> cargo ${command.join(" ")}`);
	const { status, stdout, error } = spawnSync("cargo", command, {
		cwd: root,
		encoding: "utf8",
		maxBuffer: 64 * 1024 * 1024,
		stdio: ["ignore", "pipe", "inherit"],
	});
	if (status !== 0) {
		const why = error
			? `Cannot run Cargo: ${error.message}. Install Rust with rustup`
			: "The test server failed to build. Fix it";
		console.error(`${why}, or run only parts other than: ${ON_SERVER.join(", ")}`);
		process.exit(1);
	}
	const messages = stdout.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
	return messages.findLast(({ executable }) => executable).executable;
}
