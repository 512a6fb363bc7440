// Installs, builds and measures. See `npm run bench -- --help`.

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

const child = spawn(process.execPath, ["--expose-gc", "bench/run.mjs", ...args], { cwd: root, env, stdio: "inherit" });
// The terminal tells the child of Ctrl-C as well; it cleans up, and then both are done.
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

/** Cargo tells the program that it made, wherever the target folder is. */
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
			? `Cargo cannot be run: ${error.message}. Install Rust with rustup`
			: "The test server does not build";
		console.error(`${why}, or leave out these parts: ${ON_SERVER.join(", ")}`);
		process.exit(1);
	}
	const messages = stdout.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
	return messages.findLast(({ executable }) => executable).executable;
}
