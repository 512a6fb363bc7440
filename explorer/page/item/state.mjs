// The item that is open: as it is stored, as it becomes, and the row on which somebody has begun to change it.

import { computed, effect, signal } from "@preact/signals";
import { changeOf, staging, typing } from "../changes/state.mjs";
import { openKey } from "../state/address.mjs";
import { get } from "../state/api.mjs";
import { live } from "../state/live.mjs";
import { store } from "../state/store.mjs";
import { differences } from "../values/difference.mjs";
import { isSameItem, partsOf, versionOf, withKey, withParts } from "../values/rows.mjs";
import { MAX_BYTES, sizeOfRow } from "../values/size.mjs";
import { idOf } from "./outline.mjs";

/** What is known to be stored under the open key: `{ key, row?, error? }`; `row` is absent until it is there. */
export const loaded = signal(undefined);

/** The change of the open item that waits, if there is one. */
export const change = computed(() => openKey.value && changeOf(openKey.value));

const storedRow = computed(() => (loaded.value?.key === openKey.value ? loaded.value?.row : undefined));

const typed = computed(() => typing.value.get(openKey.value));

/** The row as it becomes: `null` if there is no such item, `undefined` while it is read. */
export const row = computed(() => {
	if (change.value) return change.value.after;
	// Where there is none any more, what is typed still has its place.
	return typed.value ? (typed.value.before ?? withKey({}, openKey.value)) : storedRow.value;
});

/** The row that was seen. */
export const before = computed(() => (change.value ?? typed.value ?? { before: storedRow.value }).before);

export const parts = computed(() => (row.value ? partsOf(row.value).M : undefined));

/** The differences of the open item from what is stored, by the id of their path. */
export const changed = computed(() => {
	if (!change.value || !before.value || !row.value) return new Map();
	const all = differences(partsOf(before.value), partsOf(row.value));
	return new Map(all.map((difference) => [idOf(difference.path), difference]));
});

/** The size of the stored item, and of what it becomes. */
export const sizes = computed(() => ({
	stored: before.value ? sizeOfRow(before.value) : undefined,
	next: change.value && row.value ? sizeOfRow(row.value) : undefined,
}));

let reading;

/** Reads the open item again. */
export async function load(key = openKey.peek()) {
	reading?.abort();
	reading = new AbortController();
	if (key === undefined) return;
	if (loaded.peek()?.key !== key) loaded.value = { key };
	try {
		const { row: found } = await get("item", { key }, { signal: reading.signal });
		loaded.value = { key, row: found };
	} catch (error) {
		if (error.name !== "AbortError") loaded.value = { key, error };
	}
}

effect(() => {
	if (store.value !== undefined) load(openKey.value);
});

// What was written of the open item is what is stored now, unless others were faster.
effect(() => {
	const { key, row: known } = loaded.peek() ?? {};
	const written = staging.value?.writes.value.at(-1)?.changes.find((one) => one.key === key);
	if (!written || versionOf(known) === versionOf(written.after)) return;
	if (versionOf(known) === versionOf(written.before)) loaded.value = { key, row: written.after };
	else load(key);
});

effect(() => {
	if (staging.value?.conflicts.value.has(openKey.peek())) load();
});

live.listen((entries) => {
	const key = openKey.value;
	const entry = entries.findLast((one) => one.key === key);
	if (entry !== undefined && loaded.value?.key === key) loaded.value = { key, row: entry.row ?? null };
});

/** What is stored now, if others have changed the open item since somebody began to change it here; `null`: it is removed. */
export const overtaken = computed(() => {
	const now = storedRow.value;
	if (now === undefined || staging.value?.isWriting.value) return undefined;
	const isOlder = (begun) => begun !== undefined && versionOf(begun.before) !== versionOf(now);
	const isMine = change.value !== undefined && isSameItem(change.value.after, now);
	return (isOlder(change.value) && !isMine) || isOlder(typed.value) ? now : undefined;
});

/** The open item, for what may come after another one is opened, or after others have changed it. */
export const opened = () => ({ key: openKey.value, before: before.value, row: row.value });

/** The open item for what is typed of its value, which was begun on a row that may be older than that of a change. */
export const openedToType = () => ({ ...opened(), ...(typed.value && { before: typed.value.before }) });

/** The bytes that an item has for its value. */
export const roomOf = (row) => MAX_BYTES - sizeOfRow(withParts(row, { M: { ...partsOf(row).M, value: { M: {} } } }));

/** Stages other parts of an item: its value, labels, expiry. Throws a `RangeError` about a label. */
export function edit(changes, { key, before: seen, row: from } = opened()) {
	const next = { ...partsOf(from).M, ...changes };
	for (const name of Object.keys(next)) if (next[name] === undefined) delete next[name];
	staging.value.stageFrom(key, seen, withParts(from, { M: next }));
}
