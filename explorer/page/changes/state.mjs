// The changes of this page: kept for a reload, asked about before the page is left, written through the server.

import { effect, signal, untracked } from "@preact/signals";
import { post } from "../state/api.mjs";
import { canWrite, store } from "../state/store.mjs";
import { say } from "../state/toasts.mjs";
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

/** Texts of values that are typed and not right yet, by key. They stay until they are right or discarded. */
export const unfinished = signal({});

export function keepText(key, text) {
	const { [key]: old, ...others } = unfinished.value;
	if (old !== text) unfinished.value = text === undefined ? others : { ...others, [key]: text };
}

const write = (changes) => post("write", { changes });

function opened(name) {
	const state = kept(name);
	const changes = createChanges({ send: write, kept: state, now: Date.now });
	unfinished.value = state?.texts ?? {};
	effect(() => keep(name, { changes: changes.changes.value, writes: changes.writes.value, texts: unfinished.value }));
	return changes;
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
	const isUnwritten = current.value?.changes.value.length > 0 || Object.keys(unfinished.value).length > 0;
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
