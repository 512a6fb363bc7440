// The items of a query that expire, the soonest first. No store finds them by their expiry, so the items of the query are
// looked at one after another, as far as somebody wants.

import { keyOf } from "../../../formats/rows.mjs";

/** Rows that are read at once, and those that are kept of what was found: the soonest. */
const [AT_ONCE, MOST] = [1000, 5000];

export class Expiring {
	/** How many items were looked at, and how many of them expire. */
	looked = 0;
	found = 0;
	isReading = false;
	isComplete = false;
	error;
	#read;
	#changed;
	#rows = [];
	#start;
	#isClosed = false;

	/**
	 * @param {(from: { start?: string, limit: number }) => Promise<{ rows: object[], lastKey?: string }>} read
	 * @param {() => void} changed hears that there is something new to show
	 */
	constructor(read, changed) {
		this.#read = read;
		this.#changed = changed;
	}

	get lines() {
		return this.#rows.length;
	}

	at(index) {
		return this.#rows[index];
	}

	indexOf(key) {
		return this.#rows.findIndex((row) => keyOf(row) === key);
	}

	/** How many of them expire until a moment, in epoch seconds. */
	until(moment) {
		return this.#rows.filter(({ ttl }) => Number(ttl.N) <= moment).length;
	}

	/** Only `look` reads. */
	want() {}

	/** Looks at so many items more. */
	async look(more) {
		if (this.isReading || this.isComplete) return;
		this.isReading = true;
		this.error = undefined;
		const until = this.looked + more;
		this.#changed();
		try {
			while (this.looked < until && !this.isComplete && !this.#isClosed) {
				this.#take(await this.#read({ start: this.#start, limit: AT_ONCE }));
				this.#changed();
			}
		} catch (error) {
			this.error = error;
		}
		this.isReading = false;
		this.#changed();
	}

	close() {
		this.#isClosed = true;
	}

	#take({ rows, lastKey }) {
		const expiring = rows.filter(({ ttl }) => ttl !== undefined);
		this.looked += rows.length;
		this.found += expiring.length;
		if (expiring.length > 0) {
			this.#rows = [...this.#rows, ...expiring].sort((a, b) => Number(a.ttl.N) - Number(b.ttl.N)).slice(0, MOST);
		}
		this.#start = lastKey;
		this.isComplete = lastKey === undefined;
	}
}
