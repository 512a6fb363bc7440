// Folders are removed and processes ended when this process ends, however it ends.

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

/** Has something undone at the end, unless what is returned is called before. */
export function atEnd(undo) {
	pending.add(undo);
	return () => pending.delete(undo);
}

/** Runs with a new folder in another one, and removes it. */
export async function withFolder(parent, run) {
	let folder;
	try {
		folder = fs.mkdtempSync(path.join(parent, "ampt-data-bench-"));
	} catch (error) {
		throw new UsageError(`No folder can be made in '${parent}' (${error.code}). Name another one: --folder PATH`);
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
