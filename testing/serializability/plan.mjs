// Plans a history: which keys there are, and what each process will do with them. The seed decides all of it, but not when.
//
// A key holds a register or a tally. A register is `{ list: [id, …] }`; each write puts its id at the end, or begins the list
// anew. A tally is `{ id: 1, … }`; each addition counts its id up. So a value says which writes made it.
//
// The first letter of an id says what it stands for: `A` a write that keeps the list, `R` one that begins it anew, `X` a
// removal, `N` an addition.

import { createRequire } from "node:module";

const { randomOf } = createRequire(import.meta.url)("../../__test__/support/random.js");

export const PROCESSES = 4;
const MOST_STEPS = 4;

/** The share of steps before which a transaction waits, and for how many milliseconds at most. */
const WAITED = 0.3;
const LONGEST_WAIT = 4;

/** The share of transactions that throw an error of their own at their end. */
const THROWN = 0.05;

/**
 * A history's plan:
 * - `keys`: by key, `{ isTally, seed, removal }`: the ids of the write that comes before all others and of the only removal
 * - `processes`: for each process its transactions `{ id, kind, steps, throws }`
 */
export function planOf(seed, name) {
	return new Planner(seed, name).plan();
}

class Planner {
	#random;
	#name;
	#ids = 0;
	#keys = new Map();
	/** The registers that a write replaces without having read them. More than one such write would leave the order open. */
	#replacedUnread = new Set();
	/** The ids of the additions to each tally. */
	#additions = new Map();

	constructor(seed, name) {
		this.#random = randomOf(seed);
		this.#name = name;
	}

	plan() {
		const count = 2 + this.#below(7);
		for (let index = 0; index < count; index++) {
			const isTally = index > 0 && this.#below(3) === 0;
			const seed = !isTally && this.#below(3) > 0 ? this.#id("R") : undefined;
			this.#keys.set(`${this.#name}:${isTally ? "n" : "r"}${index}`, { isTally, seed });
		}
		const transactions = 4 + this.#below(12);
		const processes = Array.from({ length: PROCESSES }, (_, process) =>
			Array.from({ length: transactions }, (_, index) => ({ id: `T${process}.${index}`, ...this.#transaction() })),
		);
		return { keys: this.#keys, processes };
	}

	#transaction() {
		switch (this.#below(10)) {
			case 0:
				return { kind: "read", steps: [{ does: "getMany", keys: this.#some() }] };
			case 1:
				return { kind: "write", steps: this.#some().map((key) => this.#blindWrite(key)) };
			case 2:
				return { kind: "single", steps: [this.#blindWrite(this.#one())] };
			default: {
				const steps = Array.from({ length: 1 + this.#below(MOST_STEPS) }, () => ({
					...this.#step(),
					wait: this.#wait(),
				}));
				const used = new Set(steps.flatMap(({ key, keys }) => keys ?? [key]));
				const check = this.#below(4) === 0 ? this.#check([...this.#keys.keys()].filter((key) => !used.has(key))) : [];
				return { kind: "transaction", steps: [...check, ...steps], throws: this.#random() < THROWN };
			}
		}
	}

	#step() {
		const key = this.#one();
		if (this.#below(3) === 0) return { does: "getMany", keys: this.#some() };
		if (this.#below(2) === 0) return { does: "get", key };
		if (this.#keys.get(key).isTally || this.#below(2) === 0) return this.#blindWrite(key);
		return this.#replacement(key);
	}

	/** A write of any kind that takes no read. */
	#blindWrite(key) {
		if (!this.#keys.get(key).isTally) return { does: "append", key, id: this.#id("A") };
		const id = this.#id("N");
		this.#additions.set(key, [...(this.#additions.get(key) ?? []), id]);
		return { does: "add", key, id };
	}

	/** A write of the whole register, after a read of it in most cases. */
	#replacement(key) {
		const reads = this.#replacedUnread.has(key) || this.#below(4) > 0;
		const known = this.#keys.get(key);
		const does = ["rewrite", "reset", "remove"][this.#below(3)];
		if (does === "rewrite") return { does, key, id: this.#id("A") };
		if (!reads) this.#replacedUnread.add(key);
		// A missing value says nothing about who removed it, so there is at most one who can have.
		if (does === "reset" || known.seed === undefined || known.removal !== undefined) {
			return { does: "reset", key, id: this.#id("R"), reads };
		}
		known.removal = this.#id("X");
		return { does, key, id: known.removal, reads };
	}

	/** A condition on a key that the transaction does nothing else with. */
	#check(keys) {
		if (keys.length === 0) return [];
		const key = this.#of(keys);
		if (!this.#keys.get(key).isTally) {
			return [
				this.#below(2) === 0 ? { does: "checkVersion", key } : { does: "checkExists", key, exists: this.#below(4) > 0 },
			];
		}
		const additions = this.#additions.get(key);
		return additions === undefined
			? [{ does: "checkVersion", key }]
			: [{ does: "checkFound", key, id: this.#of(additions), found: this.#below(2) === 0 }];
	}

	/** A wait in milliseconds, in which others go on. */
	#wait() {
		return this.#random() < WAITED ? this.#below(LONGEST_WAIT + 1) : undefined;
	}

	#one() {
		return this.#of([...this.#keys.keys()]);
	}

	/** One to four different keys. */
	#some() {
		return [...new Set(Array.from({ length: 1 + this.#below(4) }, () => this.#one()))];
	}

	#of(list) {
		return list[this.#below(list.length)];
	}

	#below(limit) {
		return Math.floor(this.#random() * limit);
	}

	#id(letter) {
		return `${letter}${this.#ids++}`;
	}
}
