// The lines of a list of items: the rows in the order of the store, or some of them sorted by a column.

import { keyOf } from "../../../formats/rows.mjs";
import { cellOf } from "./columns.mjs";
import { compareValues } from "./order.mjs";

/** How many rows are sorted at first, and at most. Those that a sort is about must all be here. */
export const [FIRST_SORTED, MOST_SORTED] = [2_000, 15_000];

const WAITING = 10;

/** Rows as the store orders them. */
export class StoreOrder {
	constructor(rows) {
		this.rows = rows;
	}

	/** Behind the last row that was read, some that wait to be read show that there are more, unless nothing is on its way. */
	get lines() {
		return this.rows.lines + (this.rows.hasMore && this.rows.error === undefined ? WAITING : 0);
	}

	/** Lines that are rows. */
	get known() {
		return this.rows.lines;
	}

	get isComplete() {
		return !this.rows.hasMore;
	}

	at(index) {
		return this.rows.at(index);
	}

	want(from, to) {
		this.rows.want(from, to);
	}

	indexOf(key) {
		return this.rows.indexOf(key);
	}
}

/** The first rows of the store's order, sorted by a column. */
export class Sorted {
	#most;

	constructor(rows, { column, isDescending }, most) {
		this.rows = rows;
		this.#most = most;
		const direction = isDescending ? -1 : 1;
		const cells = [];
		for (const [index, row] of rows.all()) if (index < most) cells.push([cellOf(row, column), row]);
		// What lacks the column stays behind the others in both directions.
		const isMissing = ([cell]) => cell === undefined;
		cells.sort((a, b) => (isMissing(a) || isMissing(b) ? 1 : direction) * compareValues(a[0], b[0]));
		this.sorted = cells.map(([, row]) => row);
	}

	get lines() {
		return this.sorted.length;
	}

	/** How many rows there would be to sort, if that is known. */
	get isComplete() {
		return !this.rows.hasMore && this.sorted.length === this.rows.lines;
	}

	at(index) {
		return this.sorted[index];
	}

	/** All rows that are sorted have to be here, wherever somebody looks. */
	want() {
		this.rows.want(0, this.rows.isExact ? Math.min(this.#most, this.rows.total) : this.#most);
	}

	indexOf(key) {
		return this.sorted.findIndex((row) => keyOf(row) === key);
	}
}
