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

/** The text of a row: one for each content. An export gives the attributes in the order of their names. */
function textOf(row) {
	const text = JSON.stringify(row);
	return SET.test(text) ? JSON.stringify(row, sorted) : text;
}

const SET = /"[SNB]S":/;

/** Stores keep the elements of a Set in different orders. */
const sorted = (name, value) => (/^[SNB]S$/.test(name) && Array.isArray(value) ? [...value].sort() : value);
