// The only code that writes: results to standard output, everything else to standard error.

import { once } from "node:events";
import { EXIT } from "./failure.mjs";
import { noteColors } from "./terminal.mjs";

const WHY = Object.freeze({ ENOSPC: "the disk is full", EIO: "the terminal is gone" });

process.stdout.on("error", ({ code }) => {
	// A reader that has enough, such as `head`, is no failure.
	if (code === "EPIPE") process.exit();
	note(`error: Standard output cannot be written: ${WHY[code] ?? code}. The output is incomplete.`);
	process.exit(EXIT.failure);
});

// Nobody can be told. What is under way goes on, or ends as it should.
process.stderr.on("error", () => {});

/** Writes text to standard output. Await it: it waits for a slow reader, so that memory stays flat. */
export async function write(text) {
	if (!process.stdout.write(text)) await once(process.stdout, "drain");
}

/** Writes a line to standard output. */
export const line = (text) => write(`${text}\n`);

/** Tells people something, on standard error. */
export function note(text) {
	process.stderr.write(`${text}\n`);
}

/** Tells people a detail, on standard error. */
export const detail = (text) => note(noteColors.dim(text));

/** Tells people of something that they may not expect, on standard error. */
export const warn = (text) => note(noteColors.yellow(text));

/** Resolves when everything is written. */
export async function flushed() {
	for (const stream of [process.stdout, process.stderr]) {
		if (stream.writableLength > 0) await once(stream, "drain");
	}
}
