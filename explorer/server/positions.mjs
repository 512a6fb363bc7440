// Where the rows of a query are, so that a list of millions can be read anywhere. An embedded store counts them once, and
// remembers where each hundredth begins.

import { Refusal } from "./refusal.mjs";
import { readRows } from "./rows.mjs";

/** Rows between two cursors. The page reads so many at a time. */
const EVERY = 100;
/** Cursors that are remembered for all queries together, some 60 bytes each. */
const MOST_CURSORS = 1_000_000;
/** Rows that are read over rather than counted, because that is sooner there. */
const NEAR = 2000;
/** Other programs may write at any time, so what was counted grows old. Counting anew takes this part of the time at most. */
const SHARE = 1 / 20;
const LEAST_AGE_MS = 200;
/** Counting that took no longer is waited for when it is due again. */
const QUICK_MS = 200;

/** The positions of an explorer's queries: `explorer.part(createPositions)`. */
export function createPositions(explorer) {
	const { data, place } = explorer;
	/** By query, the one that was used last behind the others: `{ counting?, counted? }`. */
	const known = new Map();

	/**
	 * What is known of a query, counted for the first time or anew if this explorer has written since. `isOld`: it is
	 * being counted anew, which takes a while.
	 */
	async function of(query) {
		const entry = entryOf(query);
		const { counted } = entry;
		if (counted === undefined || counted.revision !== explorer.revision) return count(entry, query);
		if (performance.now() <= counted.old) return counted;
		const counting = count(entry, query);
		if (counted.took <= QUICK_MS) return counting;
		counting.catch(() => {});
		return { ...counted, isOld: true };
	}

	function entryOf(query) {
		if (place.kind === "dynamodb") {
			throw new Refusal(
				409,
				"NO_POSITIONS",
				"A table does not know the positions of its items: it is read page by page.",
			);
		}
		// An order that is reversed has the same places.
		const { reverse, ...selected } = query;
		const name = JSON.stringify(selected, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
		const entry = known.get(name) ?? {};
		known.delete(name);
		known.set(name, entry);
		return entry;
	}

	function count(entry, query) {
		entry.counting ??= countNow(query)
			.then((counted) => {
				entry.counted = counted;
				forget();
				return counted;
			})
			.finally(() => {
				entry.counting = undefined;
			});
		return entry.counting;
	}

	async function countNow({ expression, reverse, ...selected }) {
		const { revision } = explorer;
		const begin = performance.now();
		const { items, cursors } = await data.cursors(expression, { ...selected, every: EVERY });
		const now = performance.now();
		const took = now - begin;
		return { items, cursors, revision, took, old: now + Math.max(LEAST_AGE_MS, took / SHARE) };
	}

	/** Forgets the queries that were used longest ago. */
	function forget() {
		let sum = 0;
		for (const [name, { counted }] of [...known].reverse()) {
			sum += counted?.cursors.length ?? 0;
			if (sum > MOST_CURSORS && counted !== undefined) known.delete(name);
		}
	}

	/** Reads rows from a position on. */
	async function read(query, at, limit, signal) {
		const { counted } = entryOf(query);
		const near = () => readOver(data, query, { at, limit, signal });
		if (counted === undefined && at <= NEAR) return near();
		const { items, cursors } = await of(query);
		const { reverse, ...forward } = query;
		if (!reverse) return readOver(data, forward, { ...from(cursors, at), limit, signal });
		if (at <= NEAR) return near();
		// The same rows from the other side.
		const first = Math.max(items - at - limit, 0);
		const size = Math.min(limit, items - at);
		if (size <= 0) return { rows: [] };
		const { rows, ...rest } = await readOver(data, forward, { ...from(cursors, first), limit: size, signal });
		return { rows: rows.reverse(), ...rest };
	}

	return { of, read };
}

/** The cursor before a position, and how many rows are between both. */
function from(cursors, at) {
	const number = Math.min(Math.floor(at / EVERY), cursors.length);
	return { start: cursors[number - 1], at: at - number * EVERY };
}

/** Reads rows behind a cursor, without the first `at` of them. */
async function readOver(data, query, { start, at, limit, signal }) {
	const { rows, unreadable } = await readRows(data, query, { limit: at + limit, start, signal, isPatient: true });
	return { rows: rows.slice(at), ...(unreadable && { unreadable }) };
}
