// Removes folders and kills child processes when this process ends, also on Ctrl-C.

import fs from "node:fs";
import path from "node:path";
import { UsageError } from "./options.mjs";

const pending = new Set();

process.on("exit", () => {
	for (const undo of pending) undo();
});
for (const [signal, code] of [
	["SIGINT", 130],
	["SIGTERM", 143],
]) {
	process.on(signal, () => process.exit(code));
}

/** Runs `undo` when the process ends. Returns a function that cancels it. */
export function atEnd(undo) {
	pending.add(undo);
	return () => pending.delete(undo);
}

/** Passes `run` a new folder below `parent`, and removes the folder afterwards. */
export async function withFolder(parent, run) {
	let folder;
	try {
		folder = fs.mkdtempSync(path.join(parent, "ampt-data-bench-"));
	} catch (error) {
		throw new UsageError(
			`Cannot create a folder in '${parent}' (${error.code}). Choose another one with --folder PATH`,
		);
	}
	const remove = () => fs.rmSync(folder, { recursive: true, force: true });
	const done = atEnd(remove);
	try {
		return await run(folder);
	} finally {
		remove();
		done();
	}
}
