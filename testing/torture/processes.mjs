// Starts, stops and kills the processes of a cycle.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Starts a program of this folder. `onLine` receives each line of its output. */
export function startProgram(name, args, onLine = () => {}) {
	const program = fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
	const child = spawn(process.execPath, [program, ...args.map(String)], { stdio: ["ignore", "pipe", "pipe"] });
	const own = { name, child, output: "", errors: "", killed: false };
	let rest = "";
	own.ready = new Promise((resolve) => {
		child.stdout.setEncoding("utf8").on("data", (text) => {
			own.output += name === "inspect" ? text : "";
			const lines = (rest + text).split("\n");
			rest = lines.pop();
			for (const line of lines) line === "ready" ? resolve() : onLine(line);
		});
		child.on("close", () => resolve());
	});
	child.stderr.setEncoding("utf8").on("data", (text) => {
		own.errors += text;
	});
	own.ended = new Promise((resolve) => {
		child.on("close", (code, signal) => resolve({ code, signal }));
	});
	return own;
}

export function kill(own) {
	own.killed = true;
	own.child.kill("SIGKILL");
}

export function stop(own) {
	own.child.kill("SIGSTOP");
}

export function goOn(own) {
	own.child.kill("SIGCONT");
}
