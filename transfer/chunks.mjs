// What an import reads, as chunks of rows that are written together.

import { plainBytes } from "../formats/bytes.mjs";
import { InputFault } from "../formats/fault.mjs";
import { readRows } from "../formats/index.mjs";
import { sizeOf } from "./size.mjs";

/** A chunk that has so many rows or bytes is full. */
const MAX_ROWS = 2000;
const MAX_BYTES = 2 * 1024 * 1024;

/**
 * The rows of an input in chunks: `rows`, their `lines`, the `faults` among them, and how many rows are `good`, because they
 * are before all faults. A mistake that ends the input is a fault of the last chunk, and its `end`.
 */
export async function* chunksOf(stream, { from = 1, ...options }) {
	let chunk = newChunk();
	let end = 0;
	try {
		for await (const { rows, lines, faults, good, last } of readRows(plainBytes(stream), { from, ...options })) {
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
		chunk.end = error;
	}
	yield chunk;
}

const newChunk = () => ({ rows: [], lines: [], faults: [], good: 0, bytes: 0 });

const beyond = (line) =>
	new InputFault(`There is nothing at line ${line} or after it: the input ends before.`, undefined, { canGoOn: false });
