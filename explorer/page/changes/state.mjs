// The changes of this page: kept for a reload, asked about before the page is left, written through the server.

import { effect, signal, untracked } from "@preact/signals";
import { post } from "../state/api.mjs";
import { canWrite, store } from "../state/store.mjs";
import { say } from "../state/toasts.mjs";
import { versionOf } from "../values/rows.mjs";
import { createChanges } from "./changes.mjs";

/** More changes in one transaction the store refuses. */
export const MOST_CHANGES = 100;

/** What is shown about the changes: `"review"`, `"writes"` (what this session has written), or nothing. */
export const shown = signal(undefined);

/** The changes of the store that is open. `undefined` until it is known, and where nothing can be changed. */
const current = signal(undefined);

effect(() => {
	if (!canWrite.value || untracked(() => current.value) !== undefined) return;
	const { kind, place } = store.value;
	current.value = opened(`ampt-data:changes:${kind}:${place}`);
});

/**
 * What somebody types and has not finished, by key: `{ before, text? }`. It belongs to the row `before` on which it was begun,
 * whatever others store meanwhile. `text` is that of a value that is not right yet: it stays until it is right or discarded.
 */
export const typing = signal(new Map());

/** Says that something is typed, which was begun on a row if nothing was before; `null`: on none. */
export function keepTyping(key, before, text) {
	const old = typing.peek().get(key);
	if (old === undefined || (text !== undefined && old.text !== text))
		typing.value = new Map(typing.peek()).set(key, { before: old ? old.before : before, text });
}

/** Says that what was typed is finished or given up. */
export function endTyping(key) {
	if (!typing.peek().has(key)) return;
	const others = new Map(typing.peek());
	others.delete(key);
	typing.value = others;
}

/** Says that what is typed goes on from another row. */
export function continueTyping(key, before) {
	const old = typing.peek().get(key);
	if (old) typing.value = new Map(typing.peek()).set(key, { ...old, before });
}

/** The text of an item's value that is not right yet, if there is one. */
export const unfinishedText = (key) => typing.value.get(key)?.text;

const write = (changes) => post("write", { changes });

function opened(name) {
	const state = kept(name);
	const changes = createChanges({ send: write, kept: state, now: Date.now });
	typing.value = new Map(state?.typing);
	effect(() => {
		const texts = [...typing.value].filter(([, { text }]) => text !== undefined);
		keep(name, { changes: changes.changes.value, writes: changes.writes.value, typing: texts });
	});
	// What one has written oneself is what one goes on from.
	effect(() => {
		for (const { key, before, after, isOvertaken } of changes.writes.value.at(-1)?.changes ?? []) {
			const old = typing.peek().get(key);
			if (old && !isOvertaken && versionOf(old.before) === versionOf(before)) continueTyping(key, after);
		}
	});
	effect(() => {
		const keys = changes.stored.value;
		if (keys.length > 0) untracked(() => sayStored(keys, changes.changes.value.length > 0));
	});
	return changes;
}

function sayStored(keys, isRest) {
	const what =
		keys.length === 1 ? `'${keys[0]}' is stored already as you made it` : `${keys.length} items are stored already`;
	say(`${what}.`, { hint: isRest ? "The other changes wait: write them again." : undefined });
}

function kept(name) {
	try {
		return JSON.parse(window.sessionStorage.getItem(name)) ?? undefined;
	} catch {
		return undefined;
	}
}

function keep(name, state) {
	try {
		window.sessionStorage.setItem(name, JSON.stringify(state));
	} catch {
		// There is more than a browser keeps. The changes are more important than what can be undone.
		if (state.writes.length > 0)
			keep(name, { ...state, writes: state.writes.slice(Math.ceil(state.writes.length / 2)) });
	}
}

/** The changes; `undefined` where nothing can be changed. See `createChanges`. */
export const staging = current;

/** The change of an item that waits, if there is one. Also for lists that mark such items. */
export const changeOf = (key) => current.value?.find(key);

/** Stages the inverse of a write and shows it. Without one, of the last write. */
export function undo(write = current.value?.lastWrite.value) {
	if (write === undefined) return say("Nothing of this session can be undone.");
	const key = current.value.undo(write);
	if (key === undefined) {
		shown.value = "review";
		return undefined;
	}
	return say(`'${key}' has other changes that wait.`, { kind: "bad", hint: "Write or discard them, then undo." });
}

window.addEventListener("beforeunload", (event) => {
	const isUnwritten = current.value?.changes.value.length > 0 || typing.value.size > 0;
	if (isUnwritten) event.preventDefault();
});

window.addEventListener("keydown", (event) => {
	if (current.value === undefined || event.shiftKey || event.altKey || !(event.ctrlKey || event.metaKey)) return;
	const isFree = shown.value === undefined && document.querySelector("dialog[open]") === null;
	const key = event.key.toLowerCase();
	if (key === "s") {
		// Where everything is saved by writing, saving the page is never meant.
		event.preventDefault();
		if (isFree && current.value.changes.value.length > 0) shown.value = "review";
	} else if (key === "z" && isFree && !isField(event.target)) {
		event.preventDefault();
		undo();
	}
});

const isField = (element) =>
	element instanceof Element && element.closest("input, textarea, select, [contenteditable]") !== null;
