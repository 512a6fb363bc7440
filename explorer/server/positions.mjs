// Where the rows of a query are, so that a list of millions can be read anywhere. An embedded store counts them once, and
// remembers where each hundredth begins.

import { Refusal } from "./refusal.mjs";
import { readRows } from "./rows.mjs";
import { countTurns } from "./turns.mjs";

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
	const turns = explorer.part(countTurns);
	/** By query, the one that was used last behind the others: `{ counting?, waiting?, revision?, counted? }`. */
	const known = new Map();

	/**
	 * What is known of a query, counted for the first time or anew if this explorer has written since. `isOld`: it is
	 * being counted anew, which takes a while.
	 */
	async function of(query, signal) {
		const entry = entryOf(query);
		const { counted } = entry;
		if (counted === undefined || counted.revision !== explorer.revision) return count(entry, query, signal);
		if (performance.now() <= counted.old) return counted;
		const counting = count(entry, query, explorer.signal);
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
		const name = nameOf(query);
		const entry = known.get(name) ?? {};
		known.delete(name);
		known.set(name, entry);
		return entry;
	}

	/** Counts, unless that is under way. What waits for its turn is counted if anybody's `signal` still wants it then. */
	function count(entry, query, signal) {
		if (entry.counting === undefined) {
			Object.assign(entry, { waiting: [], revision: undefined });
			const isWanted = () => entry.waiting.some(({ aborted }) => !aborted);
			entry.counting = turns
				.take(() => countNow(entry, query), { isUrgent: true, isWanted })
				.finally(() => {
					entry.counting = undefined;
				});
		}
		entry.waiting.push(signal);
		return entry.counting;
	}

	async function countNow(entry, { expression, reverse, ...selected }) {
		const { revision } = explorer;
		entry.revision = revision;
		const begin = performance.now();
		const { items, cursors } = await data.cursors(expression, { ...selected, every: EVERY });
		const now = performance.now();
		const took = now - begin;
		entry.counted = { items, cursors, revision, begin, took, old: now + Math.max(LEAST_AGE_MS, took / SHARE) };
		forget();
		return entry.counted;
	}

	/** Forgets the queries that were used longest ago. */
	function forget() {
		let sum = 0;
		for (const [name, { counting, counted }] of [...known].reverse()) {
			const isOver = sum > MOST_CURSORS;
			sum += 1 + (counted?.cursors.length ?? 0);
			if (isOver && counting === undefined) known.delete(name);
		}
	}

	/** How many items a query selects now. The tree asks for that when its rows are counted, too. */
	async function total(query, signal) {
		const { expression, reverse, ...selected } = query;
		if (place.kind === "dynamodb") return data.count(expression, selected);
		const asked = performance.now();
		const entry = known.get(nameOf(query));
		if (entry?.counting !== undefined && (entry.revision ?? explorer.revision) === explorer.revision) {
			return (await count(entry, query, signal)).items;
		}
		const work = () => {
			const { counted } = known.get(nameOf(query)) ?? {};
			return counted?.begin >= asked ? counted.items : data.count(expression, selected);
		};
		return turns.take(work, { isWanted: () => !signal.aborted });
	}

	/** Reads rows from a position on. `isCut`: fewer than `limit`, because they are large. */
	async function read(query, at, limit, signal) {
		const { counted } = entryOf(query);
		const near = () => readOver(data, query, { at, limit, signal });
		if (counted === undefined && at <= NEAR) return near();
		const { items, cursors } = await of(query, signal);
		const { reverse, ...forward } = query;
		if (!reverse) return readOver(data, forward, { ...from(cursors, at), limit, signal });
		if (at <= NEAR) return near();
		// The same rows from the other side.
		const first = Math.max(items - at - limit, 0);
		const size = Math.min(limit, items - at);
		if (size <= 0) return { rows: [] };
		const { rows, isCut, ...rest } = await readOver(data, forward, { ...from(cursors, first), limit: size, signal });
		// What is missing are those that come first from this side.
		if (isCut) return { ...(await read(query, at, Math.ceil(rows.length / 2), signal)), isCut };
		return { rows: rows.reverse(), ...rest };
	}

	return { of, read, total };
}

/** A query as the name of its positions. An order that is reversed has the same ones. */
function nameOf({ reverse, ...selected }) {
	return JSON.stringify(selected, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
}

/** The cursor before a position, and how many rows are between both. */
function from(cursors, at) {
	const number = Math.min(Math.floor(at / EVERY), cursors.length);
	return { start: cursors[number - 1], at: at - number * EVERY };
}

/** Reads rows behind a cursor, without the first `at` of them. */
async function readOver(data, query, { start, at, limit, signal }) {
	const found = await readRows(data, query, { limit, start, skip: at, signal, isPatient: true });
	const { rows, lastKey, unreadable } = found;
	const isCut = lastKey !== undefined && rows.length < limit;
	return { rows, ...(isCut && { isCut }), ...(unreadable && { unreadable }) };
}
