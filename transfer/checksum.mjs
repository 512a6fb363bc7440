// A checksum over rows, whatever their order: the sum of a hash of each. Two stores with equal rows have equal sums.

import { createHash } from "node:crypto";

const SUM_BITS = 128;

/** The sum of rows. */
export class Checksum {
	/** @param {{ rows: number, sum: string }} [from] what `toJSON` gave */
	constructor({ rows = 0, sum = "0" } = {}) {
		this.rows = rows;
		this.#sum = BigInt(`0x${sum}`);
	}

	#sum;

	add(row) {
		this.rows++;
		const hash = createHash("sha256").update(textOf(row)).digest();
		this.#add((hash.readBigUInt64LE(0) << 64n) | hash.readBigUInt64LE(8));
	}

	/** Adds another sum. */
	join(other) {
		this.rows += other.rows;
		this.#add(other.#sum);
	}

	equals(other) {
		return this.rows === other.rows && this.#sum === other.#sum;
	}

	toString() {
		return this.#sum.toString(16).padStart(SUM_BITS / 4, "0");
	}

	toJSON() {
		return { rows: this.rows, sum: this.toString() };
	}

	#add(amount) {
		this.#sum = BigInt.asUintN(SUM_BITS, this.#sum + amount);
	}
}

/** The text of a row, or of a part of it: one for each content. Stores keep attributes and the elements of Sets in any order. */
function textOf(part) {
	if (typeof part !== "object" || part === null) return JSON.stringify(part);
	if (Array.isArray(part)) return `[${part.map(textOf).join()}]`;
	const texts = Object.keys(part).map((name) => {
		const inner = SETS.has(name) && Array.isArray(part[name]) ? part[name].toSorted() : part[name];
		return `${JSON.stringify(name)}:${textOf(inner)}`;
	});
	return `{${texts.sort().join()}}`;
}

const SETS = new Set(["SS", "NS", "BS"]);
