// Edits a text in the editor of the user.

import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Failure } from "./failure.mjs";
import { decoded } from "./input.mjs";
import { ignoreInterrupts } from "./interrupt.mjs";
import { quoted } from "./text.mjs";

/** A file that only the user can read. It stays until `remove`, so that what was typed is not lost. */
export function draft(name, text) {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ampt-data-"));
	const file = path.join(folder, name.replace(/[^\w.-]/g, "_").slice(-64));
	fs.writeFileSync(file, text, { mode: 0o600 });
	return {
		file,
		isChanged: () => !fs.readFileSync(file).equals(Buffer.from(text)),
		read: () => decoded(fs.readFileSync(file), "The text"),
		remove: () => fs.rmSync(folder, { recursive: true, force: true }),
	};
}

/**
 * Opens a file in `VISUAL` or `EDITOR`, and resolves when the editor ends. These are commands of a shell, as for git: they
 * may have arguments.
 */
export async function openEditor(file, { VISUAL, EDITOR } = process.env) {
	const editor = VISUAL || EDITOR || (process.platform === "win32" ? "notepad" : "vi");
	// Ctrl-C in the editor is for the editor.
	ignoreInterrupts(true);
	const child = spawn(`${editor} ${process.platform === "win32" ? `"${file}"` : quoted(file)}`, {
		shell: true,
		stdio: "inherit",
	});
	const [code, signal] = await once(child, "close");
	ignoreInterrupts(false);
	if (code !== 0) {
		throw new Failure(`The editor '${editor}' ended with ${signal ?? code}. Set 'VISUAL' or 'EDITOR' to another one.`);
	}
}
