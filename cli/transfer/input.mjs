// What an import reads: a file or standard input, as chunks of rows that are written together.

import fs from "node:fs";
import { addAbortSignal } from "node:stream";
import { plainBytes } from "../../formats/bytes.mjs";
import { InputFault } from "../../formats/fault.mjs";
import { formatOf, readRows } from "../../formats/index.mjs";
import { usage } from "../failure.mjs";
import { quoted } from "../text.mjs";
import { sizeOf } from "./size.mjs";

/** A chunk that has so many rows or bytes is full. */
const MAX_ROWS = 2000;
const MAX_BYTES = 2 * 1024 * 1024;

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

/**
 * The rows of an input in chunks: `rows`, their `lines`, the `faults` among them, and how many rows are `good`, because they
 * are before all faults. A mistake that ends the input is a fault of the last chunk.
 */
export async function* chunksOf(stream, { format, from }) {
	let chunk = newChunk();
	let end = 0;
	try {
		for await (const { rows, lines, faults, good, last } of readRows(plainBytes(stream), { format, from })) {
			for (const [index, row] of rows.entries()) {
				chunk.rows.push(row);
				chunk.lines.push(lines[index]);
				chunk.bytes += sizeOf(row);
			}
			chunk.good += good;
			chunk.faults.push(...faults);
			end = Math.max(end, last);
			if (chunk.rows.length < MAX_ROWS && chunk.bytes < MAX_BYTES && faults.length === 0) continue;
			yield chunk;
			chunk = newChunk();
		}
		if (from > 1 && from > end) throw beyond(from);
	} catch (error) {
		if (!(error instanceof InputFault)) throw error;
		chunk.faults.push(error);
	}
	yield chunk;
}

const newChunk = () => ({ rows: [], lines: [], faults: [], good: 0, bytes: 0 });

const beyond = (line) =>
	new InputFault(`There is nothing at line ${line} or after it: the input ends before.`, undefined, { canGoOn: false });
