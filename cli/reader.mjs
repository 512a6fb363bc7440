// The reader of standard output, such as `head`. A write tells that it is gone, but a command that waits writes nothing.

import { spawn } from "node:child_process";
import fs from "node:fs";

/**
 * Calls `action` when nobody reads the pipe of standard output any more. Node cannot watch for that. GNU `tail` does, and ends
 * with SIGPIPE; where there is another `tail` or none, the next write tells.
 *
 * @returns {() => void} ends it
 */
export function onReaderGone(action) {
	if (!fs.fstatSync(process.stdout.fd).isFIFO()) return () => {};
	const child = spawn("tail", ["-f", `--pid=${process.pid}`, "/dev/null"], { stdio: ["ignore", "inherit", "ignore"] });
	child.on("error", () => {});
	child.on("exit", (_, signal) => signal === "SIGPIPE" && action());
	child.unref();
	return () => child.kill();
}
