// Finds keys that a file has more than once, so that each counts as one item. Keys are kept as hashes, and only the last
// million of them, so that memory does not grow with the file.

import { createHash } from "node:crypto";
import { keyOf } from "../../../formats/rows.mjs";

const MOST = 1_000_000;
/** As many bytes as a safe integer holds. */
const BYTES = 6;

export class Repeats {
	#seen = new Set();

	/** The rows whose keys come for the first time. `isLast`: of those with one key, the last row counts. */
	firstOf(rows, { isLast = false } = {}) {
		const byKey = new Map();
		for (const row of rows) if (isLast || !byKey.has(keyOf(row))) byKey.set(keyOf(row), row);
		return [...byKey].filter(([key]) => this.#isFirst(key)).map(([, row]) => row);
	}

	#isFirst(key) {
		const hash = createHash("sha256").update(key).digest().readUIntLE(0, BYTES);
		if (this.#seen.has(hash)) return false;
		if (this.#seen.size === MOST) this.#seen.delete(this.#seen.values().next().value);
		this.#seen.add(hash);
		return true;
	}
}
