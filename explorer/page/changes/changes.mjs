// The changes that wait to be written, and those that this session has written. Nothing of an item is lost in between: a
// change has the row that was seen, and is written on the condition that the item still has that version.

import { computed, signal } from "@preact/signals";
import { differences, rejected } from "../values/difference.mjs";
import { isSameItem, partsOf, versionOf, withKey, withParts } from "../values/rows.mjs";

/** Writes that are kept for undoing. */
const MOST_WRITES = 100;

/**
 * @typedef {object} Change
 * @property {string} key
 * @property {object | null} before the row that was seen; `null` if there was none
 * @property {object | null} after the row to store; `null` removes the item
 * @property {string} [pair] the other key of a renaming: both change, or none
 * @property {number[]} [undoes] the writes that this takes back
 */

/**
 * @param {object} about
 * @param {(changes: { key: string, before: string | null, row: object | null }[]) => Promise<{ rows: (object | null)[], overtaken?: string[] }>}
 *   about.send writes all of them or none, and rejects with `code: "CONFLICT"` and `body.conflicts`
 * @param {{ changes: Change[], writes: object[] }} [about.kept] what an earlier page of this session had
 * @param {() => number} about.now
 */
export function createChanges({ send, kept = { changes: [], writes: [] }, now }) {
	/** @type {import("@preact/signals").Signal<Change[]>} */
	const changes = signal(kept.changes);
	/** What was written: `{ id, at, changes, undoes?, isUndone? }`, the last one at the end. */
	const writes = signal(kept.writes);
	/** For each key that another one has changed since: the row that is stored now, or `null`. */
	const conflicts = signal(new Map());
	const isWriting = signal(false);
	/** The keys of the last write that were stored already as they were to become, so that nothing of them waits any more. */
	const stored = signal([]);

	const find = (key) => changes.value.find((change) => change.key === key);

	function put(change) {
		const isIdle = isSameItem(change.before, change.after);
		const others = changes.value.filter(({ key }) => key !== change.key);
		if (isIdle) changes.value = others;
		else if (find(change.key) === undefined) changes.value = [...others, change];
		else changes.value = changes.value.map((old) => (old.key === change.key ? change : old));
	}

	/** Stages what an item becomes. `seen` is the row that the page had read, and counts where nothing is staged yet. */
	function stage(key, seen, after) {
		put({ ...(find(key) ?? { key, before: seen }), after });
	}

	/** Stages what an item becomes, made from a row that may be older than the one of a change that waits already. */
	function stageFrom(key, before, after) {
		put({ ...find(key), key, before, after });
	}

	/** Stages that an item gets another key. Throws a `RangeError` about the key. */
	function stageRenamed(key, seen, to) {
		const { before, after } = find(key) ?? { before: seen, after: seen };
		const renamed = { key: to, before: find(to)?.before ?? null, after: withKey(after, to) };
		const origin = before === null ? find(find(key)?.pair) : { key, before, after: null };
		if (before === null) discard(key);
		// Under its first key again, or never stored: one item changes.
		if (origin === undefined || origin.key === to) return put(renamed);
		put({ ...origin, pair: to });
		return put({ ...renamed, pair: origin.key });
	}

	/** Takes a change back, and the other half of a renaming with it. */
	function discard(key) {
		const pair = find(key)?.pair;
		changes.value = changes.value.filter((change) => change.key !== key && change.key !== pair);
		settle(key);
		settle(pair);
	}

	/** Takes back one difference of a change. */
	function reject(key, difference) {
		const change = find(key);
		if (change.after === null || (change.before === null && change.pair === undefined)) return discard(key);
		const parts = rejected(partsOf(change.after), difference);
		return put({ ...change, after: withParts(change.after, parts) });
	}

	function discardAll() {
		changes.value = [];
		conflicts.value = new Map();
	}

	function settle(key) {
		if (!conflicts.value.has(key)) return;
		const rest = new Map(conflicts.value);
		rest.delete(key);
		conflicts.value = rest;
	}

	/** Stages what becomes of an item that another one has changed: from what is stored now to `after`. */
	function resolve(key, after) {
		put({ ...find(key), key, before: conflicts.value.get(key), after });
		settle(key);
	}

	/** As `resolve`, of a renamed item that another one has changed under its old key. `null`: nothing of the renaming is left. */
	function resolveRenamed({ key, from }, after) {
		if (after === null) return discard(key);
		const stored = conflicts.value.get(from);
		put({ ...find(key), after: withKey(after, key), pair: stored ? from : undefined });
		return resolve(from, null);
	}

	/**
	 * Writes all changes, or none. `true` if they are written, `false` if others have changed some of the items since: see
	 * `conflicts`. Rejects for any other reason.
	 */
	async function write() {
		const sent = changes.value;
		isWriting.value = true;
		try {
			const answer = await send(sent.map(({ key, before, after }) => ({ key, before: versionOf(before), row: after })));
			record(sent, answer);
			changes.value = changes.value.filter((change) => !sent.includes(change));
			return true;
		} catch (error) {
			const found = error.code === "CONFLICT" ? error.body.conflicts : [];
			if (found.length === 0) throw error;
			return meet(sent, new Map(found.map(({ key, row }) => [key, row])));
		} finally {
			isWriting.value = false;
		}
	}

	/**
	 * Takes up what others have stored. It may be what was sent: an earlier write may be done whose answer has never come.
	 * `true` if that is all.
	 */
	function meet(sent, found) {
		const isStored = ({ key, after }) => found.has(key) && isSameItem(after, found.get(key));
		// Half of a renaming may be the work of others.
		const done = sent.filter((change) => isStored(change) && (!change.pair || isStored(find(change.pair) ?? change)));
		const isAll = done.length === sent.length;
		if (isAll) record(sent, { rows: sent.map(({ key }) => found.get(key)) });
		changes.value = changes.value.filter((change) => !done.includes(change));
		for (const { key } of done) found.delete(key);
		conflicts.value = found;
		stored.value = done.map(({ key }) => key);
		return isAll;
	}

	function record(sent, { rows, overtaken = [] }) {
		const undone = new Set(sent.flatMap(({ undoes = [] }) => undoes));
		const entry = {
			id: Math.max(0, ...writes.value.map(({ id }) => id)) + 1,
			at: now(),
			// What somebody has written over is not to be taken back, nor is half of a renaming.
			changes: sent.map(({ key, before, pair }, index) => ({
				key,
				before,
				after: rows[index],
				...(pair && { pair }),
				...((overtaken.includes(key) || overtaken.includes(pair)) && { isOvertaken: true }),
			})),
			...(undone.size > 0 && { undoes: [...undone] }),
		};
		const marked = writes.value.map((write) => (undone.has(write.id) ? { ...write, isUndone: true } : write));
		writes.value = [...marked, entry].slice(-MOST_WRITES);
	}

	/** The last write that can be undone and is not yet; `undefined` if there is none. */
	const lastWrite = computed(() => {
		const staged = new Set(changes.value.flatMap(({ undoes = [] }) => undoes));
		return writes.value.findLast((write) => !write.undoes && !staged.has(write.id) && canUndo(write));
	});

	/**
	 * Stages the inverse of a write: the values that were there before, on the condition that nobody has written since.
	 * Returns the key of an item that has other staged changes; then nothing is staged.
	 */
	function undo(write) {
		const inverse = [];
		for (const { key, before, after, pair } of write.changes.filter(({ isOvertaken }) => !isOvertaken)) {
			const staged = find(key);
			// Only the inverse of a later write may wait: it ends where this one begins.
			if (staged && !(staged.undoes && isSameItem(staged.after, after))) return key;
			const undoes = [...(staged?.undoes ?? []), write.id];
			inverse.push({ key, before: staged ? staged.before : after, after: before, undoes, ...(pair && { pair }) });
		}
		for (const change of inverse) put(change);
		return undefined;
	}

	return {
		changes,
		writes,
		conflicts,
		isWriting,
		stored,
		lastWrite,
		find,
		stage,
		stageFrom,
		stageRenamed,
		discard,
		discardAll,
		reject,
		resolve,
		resolveRenamed,
		write,
		undo,
	};
}

/** Whether something of a write can be taken back. */
export const canUndo = ({ changes, isUndone }) => !isUndone && !changes.every(({ isOvertaken }) => isOvertaken);

/**
 * Changes as people count them: both halves of a renaming are one, which goes from `before` under the key `from` to `after`.
 */
export function counted(changes) {
	const byKey = new Map(changes.map((change) => [change.key, change]));
	const isRenaming = (from, to) =>
		from &&
		to &&
		from.pair === to.key &&
		from.after === null &&
		from.before !== null &&
		to.before === null &&
		to.after !== null;
	return changes.flatMap((change) => {
		const other = byKey.get(change.pair);
		if (isRenaming(change, other)) return [];
		return [isRenaming(other, change) ? { ...change, before: other.before, from: other.key } : change];
	});
}

/** What a change does: `"new"`, `"removed"`, `"renamed"` or `"changed"`. */
export function effectOf({ before, after, from }) {
	if (from !== undefined) return "renamed";
	return before === null ? "new" : after === null ? "removed" : "changed";
}

/** The differences of a change, attribute by attribute. */
export const differencesOf = ({ before, after }) => differences(shownParts(before, after), shownParts(after, before));

/** The parts of a row. Where there is none, those of an empty object, so that what the other has counts one by one. */
function shownParts(row, other) {
	const isObject = row === null && other !== null && other.val === undefined;
	return isObject ? { M: { value: { M: {} } } } : partsOf(row);
}
