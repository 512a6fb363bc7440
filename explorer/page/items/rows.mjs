// The rows of a query, of which there may be millions: those that are needed are read in pages, the others are forgotten.
//
// A store that knows positions gives any page at once. Until it has counted, and on a table, which knows none, a page
// begins where the one before has ended.

import { keyOf } from "../../../formats/rows.mjs";

/** Rows of a page. */
export const SIZE = 100;
/** Rows that an answer has at most. */
const MOST_AT_ONCE = 1000;
/** Pages that are kept, if the store knows positions. Those that were looked at last. */
const KEPT = 150;
/** Pages that are read at a time. */
const PARALLEL = 3;

export class Rows {
	/** How many rows there are, if that is known. */
	total;
	/** Whether any page can be read at once. */
	isExact = false;
	/** Whether rows follow behind those that were read one after another. */
	hasMore = true;
	/** What went wrong when the last page was read. */
	error;
	#read;
	#changed;
	/** Pages by number: `{ rows, isStale, isCut? }`, `isCut` if its last rows are not here yet; the one that was used last behind the others. */
	#pages = new Map();
	/** Pages that are being read: number → what aborts it. */
	#reading = new Map();
	#wanted = [0, 0];
	#cursor;
	/** How many rows were read one after another. */
	#length = 0;

	/**
	 * @param {(from: { at?: number, start?: string, limit: number }, signal: AbortSignal) => Promise<object>} read gives
	 * `{ rows, lastKey?, isCut? }`: fewer than `limit` if they are large. `lastKey` or `isCut` says that more follow
	 * @param {() => void} changed hears that there is something new to show
	 */
	constructor(read, changed) {
		this.#read = read;
		this.#changed = changed;
	}

	/** How many lines to show: the rows, or those that are known so far. */
	get lines() {
		return this.isExact ? this.total : this.#length;
	}

	/** How many rows are here. */
	get loaded() {
		let sum = 0;
		for (const { rows } of this.#pages.values()) sum += rows.length;
		return sum;
	}

	get isReading() {
		return this.#reading.size > 0;
	}

	/** The row at a position, if it is here. */
	at(index) {
		return this.#pages.get(Math.floor(index / SIZE))?.rows[index % SIZE];
	}

	/** The rows that are here, in order, with their positions. */
	*all() {
		for (const page of [...this.#pages.keys()].sort((a, b) => a - b)) {
			for (const [index, row] of this.#pages.get(page).rows.entries()) yield [page * SIZE + index, row];
		}
	}

	/** The position of a key among the rows that are here; -1 if it is not. */
	indexOf(key) {
		for (const [index, row] of this.all()) if (keyOf(row) === key) return index;
		return -1;
	}

	/** Positions are known now: there are so many rows, of which any can be read. */
	locate(total) {
		if (!this.isExact) for (const page of this.#reading.keys()) this.#abort(page);
		[this.total, this.isExact, this.hasMore] = [total, true, false];
		const last = Math.floor((total - 1) / SIZE);
		for (const [number, page] of this.#pages) {
			if (number > last) this.#pages.delete(number);
			else if (page.rows.length !== Math.min(SIZE, total - number * SIZE)) page.isStale = true;
		}
		this.#go();
		this.#changed();
	}

	/**
	 * These rows are looked at: `[from, to)`. What is missing of them is read, what is read for others is aborted. After a
	 * failure nothing is read until `again`.
	 */
	want(from, to) {
		this.#wanted = [from, to];
		if (this.error === undefined) this.#go();
	}

	/** Goes on after a failure. */
	again() {
		this.error = undefined;
		this.#go();
		this.#changed();
	}

	/** What was read may have changed since. It stays until it is read anew, when it is wanted. */
	expire() {
		this.error = undefined;
		for (const page of this.#reading.keys()) this.#abort(page);
		for (const page of this.#pages.values()) page.isStale = true;
		// Where nothing was, there may be something.
		if (!this.isExact && this.#length === 0) this.#readAnew([]);
		else this.#go();
	}

	/** Puts a row in the place of the one with its key. Returns whether there is one. */
	replace(row) {
		const index = this.indexOf(keyOf(row));
		if (index < 0) return false;
		this.#pages.get(Math.floor(index / SIZE)).rows[index % SIZE] = row;
		this.#changed();
		return true;
	}

	/** Ends all reading. */
	close() {
		for (const page of this.#reading.keys()) this.#abort(page);
	}

	#abort(page) {
		this.#reading.get(page).abort();
		this.#reading.delete(page);
	}

	#go() {
		if (this.isExact) this.#goAnywhere();
		else this.#goOn();
	}

	#goAnywhere() {
		const [from, to] = this.#wanted;
		const [first, last] = [Math.floor(from / SIZE), Math.floor((Math.min(to, this.total) - 1) / SIZE)];
		for (const page of this.#reading.keys()) if (page < first || page > last) this.#abort(page);
		for (let page = first; page <= last; page++) {
			const known = this.#pages.get(page);
			if (known !== undefined) {
				this.#pages.delete(page);
				this.#pages.set(page, known);
			}
			if ((known && !known.isStale && !known.isCut) || this.#reading.has(page) || this.#reading.size >= PARALLEL)
				continue;
			const begun = known?.isCut && !known.isStale ? known.rows : [];
			const from = { at: page * SIZE + begun.length, limit: SIZE - begun.length };
			this.#load(page, from, ({ rows, isCut }) => {
				this.#pages.set(page, { rows: [...begun, ...rows], isStale: false, isCut: isCut && rows.length > 0 });
				this.#forget();
			});
		}
	}

	/** Reads behind the last row, as soon as it is wanted. */
	#goOn() {
		if (this.#reading.size > 0) return;
		if (this.#pages.get(0)?.isStale) {
			this.#readAnew([]);
			return;
		}
		if (!this.hasMore || this.#wanted[1] < this.#length) return;
		this.#load(0, { start: this.#cursor, limit: SIZE }, ({ rows, lastKey }) => {
			this.#append(rows);
			this.#endWith(lastKey);
		});
	}

	/** Reads what is stale from the beginning to what is looked at. The old rows stay until all of the new ones are here. */
	#readAnew(read, start) {
		const limit = Math.min(Math.max(this.#wanted[1] - read.length, SIZE), MOST_AT_ONCE);
		this.#load(0, { start, limit }, ({ rows, lastKey }) => {
			const all = [...read, ...rows];
			if (lastKey !== undefined && all.length < Math.min(this.#wanted[1], this.#length)) {
				this.#readAnew(all, lastKey);
				return;
			}
			this.#pages.clear();
			this.#length = 0;
			this.#append(all);
			this.#endWith(lastKey);
		});
	}

	#endWith(lastKey) {
		this.#cursor = lastKey;
		this.hasMore = lastKey !== undefined;
		this.total = this.hasMore ? undefined : this.#length;
	}

	#append(rows) {
		for (const row of rows) {
			const page = Math.floor(this.#length / SIZE);
			if (!this.#pages.has(page)) this.#pages.set(page, { rows: [], isStale: false });
			this.#pages.get(page).rows.push(row);
			this.#length++;
		}
	}

	async #load(page, from, take) {
		const reading = new AbortController();
		this.#reading.set(page, reading);
		try {
			const answer = await this.#read(from, reading.signal);
			if (reading.signal.aborted) return;
			this.#reading.delete(page);
			take(answer);
			this.#go();
		} catch (error) {
			if (reading.signal.aborted) return;
			this.#reading.delete(page);
			this.error = error;
		}
		this.#changed();
	}

	#forget() {
		for (const page of this.#pages.keys()) {
			if (this.#pages.size <= KEPT) return;
			this.#pages.delete(page);
		}
	}
}
