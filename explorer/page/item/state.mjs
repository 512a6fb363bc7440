// The item that is open: as it is stored, as it becomes, and what was typed of its text.

import { batch, computed, effect, signal } from "@preact/signals";
import { changeOf, staging } from "../changes/state.mjs";
import { openKey } from "../state/address.mjs";
import { get } from "../state/api.mjs";
import { live } from "../state/live.mjs";
import { store } from "../state/store.mjs";
import { differences } from "../values/difference.mjs";
import { partsOf, versionOf, withParts } from "../values/rows.mjs";
import { sizeOfRow } from "../values/size.mjs";
import { idOf } from "./outline.mjs";

/** What the server says of the open key: `{ key, row?, bytes?, error? }`; `row` is absent until it is there. */
export const loaded = signal(undefined);

/** The change of the open item that waits, if there is one. */
export const change = computed(() => openKey.value && changeOf(openKey.value));

const storedRow = computed(() => (loaded.value?.key === openKey.value ? loaded.value?.row : undefined));

/** The row as it becomes: `null` if there is no such item, `undefined` while it is read. */
export const row = computed(() => (change.value ? change.value.after : storedRow.value));

/** The row that was seen. */
export const before = computed(() => (change.value ? change.value.before : storedRow.value));

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

/** What the open item is now, as far as it is known that another one has changed it. */
export const overtaken = signal(undefined);

/** What is shown is what is stored now. A change that waits keeps what was seen before. */
function show(stored) {
	batch(() => {
		loaded.value = stored;
		overtaken.value = change.peek() && stored;
	});
}

let reading;

/** Reads the open item again. */
export async function load(key = openKey.peek()) {
	reading?.abort();
	reading = new AbortController();
	if (key === undefined) return;
	if (loaded.peek()?.key !== key) loaded.value = { key };
	try {
		const { row: found, bytes } = await get("item", { key }, { signal: reading.signal });
		show({ key, row: found, bytes });
	} catch (error) {
		if (error.name !== "AbortError") loaded.value = { key, error };
	}
}

effect(() => {
	if (store.value !== undefined) load(openKey.value);
});

// What was written of the open item is what is stored now.
effect(() => {
	const written = staging.value?.writes.value.at(-1)?.changes.find(({ key }) => key === loaded.peek()?.key);
	if (written && loaded.peek().row !== written.after) show({ key: written.key, row: written.after });
});

/** Whether a part of the open item is being edited: it then stays as it was seen. */
export const isTyping = signal(false);

live.listen((entries) => {
	const key = openKey.value;
	const entry = entries.findLast((one) => one.key === key);
	if (entry === undefined || loaded.value?.key !== key || staging.value?.isWriting.value) return;
	overtaken.value = { key, row: entry.row ?? null };
});

effect(() => {
	const { key, row: found } = overtaken.value ?? {};
	if (isTyping.value || change.value !== undefined || key === undefined || key !== loaded.peek()?.key) return;
	if (versionOf(found) !== versionOf(loaded.peek().row)) show({ key, row: found });
});

/** Whether another one has changed the open item, which has a change that waits. */
export const isOvertaken = computed(() => {
	const { key, row: found } = overtaken.value ?? {};
	return change.value !== undefined && key === openKey.value && versionOf(found) !== versionOf(change.value.before);
});

/** The open item, for what may come after another one is opened. */
export const opened = () => ({ key: openKey.value, before: before.value, row: row.value });

/** Stages other parts of an item: its value, labels, expiry. Throws a `RangeError` about a label. */
export function edit(changes, item = opened()) {
	const next = { ...partsOf(item.row).M, ...changes };
	for (const name of Object.keys(next)) if (next[name] === undefined) delete next[name];
	staging.value.stage(item.key, item.before, withParts(item.row, { M: next }));
}
