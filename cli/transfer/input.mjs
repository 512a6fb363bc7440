// What an import reads: a file or standard input.

import fs from "node:fs";
import { addAbortSignal } from "node:stream";
import { formatOf } from "../../formats/index.mjs";
import { usage } from "../failure.mjs";
import { quoted } from "../text.mjs";

/**
 * Opens an input.
 *
 * @param {string | undefined} file a path; standard input if it is `-` or not given
 * @param {AbortSignal} signal ends the reading, even while nothing comes
 * @returns {{ stream: AsyncIterable<Buffer>, format?: string, size?: number, read(): number }} `size` and `read` tell how
 * much of a file is read
 */
export function openInput(file, signal) {
	if (file === undefined || file === "-") {
		if (process.stdin.isTTY) throw usage("Name a file, or pass the items on standard input.");
		return { stream: addAbortSignal(signal, process.stdin), read: () => 0 };
	}
	const there = fs.statSync(file, { throwIfNoEntry: false });
	if (there === undefined) throw usage(`There is no file ${quoted(file)}.`);
	if (there.isDirectory()) throw usage(`${quoted(file)} is a folder. Name a file in it.`);
	const stream = addAbortSignal(signal, fs.createReadStream(file, { highWaterMark: 256 * 1024 }));
	return {
		stream,
		// The others are recognized by what they hold: '.json' may be lines.
		format: formatOf(file) === "csv" ? "csv" : undefined,
		size: there.isFile() ? there.size : undefined,
		read: () => stream.bytesRead,
	};
}
