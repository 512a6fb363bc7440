// What the feed holds: the newest changes first, no more than a browser can show, and those that came while it was paused.
// Gaps are entries, too: nobody takes a feed for complete that is not.

import { computed, signal } from "@preact/signals";

/** Older entries are let go. */
export const CAPACITY = 5000;
/** Characters of JSON. An item has up to 400 KB, twice in an update. */
const ROOM = 32 * 1024 * 1024;
export const KINDS = ["created", "updated", "deleted"];

/** A feed, empty. `size` of an entry is how many characters it takes. */
export function createFeed(capacity = CAPACITY, room = ROOM) {
	const entries = signal([]);
	const waiting = signal([]);
	const waitingCount = signal(0);
	const dropped = signal(0);
	const paused = signal(false);
	const kinds = signal(new Set(KINDS));
	let lastId = 0;

	/** Adds entries, given the oldest first. */
	function add(arrived) {
		const newest = arrived.map((entry) => ({ id: ++lastId, ...entry })).reverse();
		if (!paused.value) {
			keep(newest);
			return;
		}
		waitingCount.value += changesOf(newest);
		waiting.value = cut([...newest, ...waiting.value]);
	}

	function keep(newest) {
		entries.value = cut([...newest, ...entries.value]);
	}

	function cut(list) {
		let [kept, characters] = [0, 0];
		while (kept < Math.min(list.length, capacity)) {
			characters += list[kept].size ?? 0;
			if (characters > room && kept > 0) break;
			kept++;
		}
		if (kept === list.length) return list;
		dropped.value += changesOf(list.slice(kept));
		return list.slice(0, kept);
	}

	function pause() {
		paused.value = true;
	}

	function resume() {
		paused.value = false;
		keep(waiting.value);
		waiting.value = [];
		waitingCount.value = 0;
	}

	function clear() {
		entries.value = [];
		waiting.value = [];
		waitingCount.value = 0;
		dropped.value = 0;
	}

	function toggle(kind) {
		const chosen = new Set(kinds.value);
		if (!chosen.delete(kind)) chosen.add(kind);
		kinds.value = chosen;
	}

	/** The entries of the chosen kinds. Gaps are always shown. */
	const shown = computed(() =>
		kinds.value.size === KINDS.length
			? entries.value
			: entries.value.filter(({ name }) => !KINDS.includes(name) || kinds.value.has(name)),
	);
	const counts = computed(() => countsOf(entries.value));

	return { shown, counts, waitingCount, dropped, paused, kinds, add, pause, resume, clear, toggle };
}

const changesOf = (list) => list.filter(({ name }) => KINDS.includes(name)).length;

function countsOf(list) {
	const counts = { created: 0, updated: 0, deleted: 0 };
	for (const { name } of list) if (name in counts) counts[name]++;
	return counts;
}
