// What can be done with an item as a whole. All of it is staged, so nothing here asks twice.

import { signal } from "@preact/signals";
import { changeOf, endTyping, staging } from "../changes/state.mjs";
import { go, openKey } from "../state/address.mjs";
import { get } from "../state/api.mjs";
import { faultOfKeyText } from "../values/faults.mjs";
import { putKey, withKey } from "../values/rows.mjs";
import { before, edit } from "./state.mjs";

/** The dialog that is open: `{ kind: "new" | "duplicate" | "rename" | "expiry" | "label", … }`; `undefined` for none. */
export const dialog = signal(undefined);

/** Whether the focus goes to the value of the open item as soon as it shows. */
export const wantsFocus = signal(false);

/** Opens an item for the keyboard: the focus goes to its value. */
export function enterItem(key) {
	wantsFocus.value = true;
	go({ item: key });
}

/** Closes the open item. The focus goes back to the list. */
export function closeItem() {
	wantsFocus.value = false;
	go({ item: undefined });
	document.querySelector("[data-list]")?.focus();
}

/** Asks for the key of a new item, which may begin with a prefix. */
export function openNewItem(prefix = "") {
	dialog.value = { kind: "new", prefix };
}

/** What is wrong with the key of a new item, as a sentence; `undefined` if nothing is. */
export async function faultOfKey(key) {
	try {
		putKey({}, "", key);
	} catch {
		return "A key has text on both sides of its first colon, or no colon, such as users:jane.";
	}
	const wrong = faultOfKeyText(key);
	if (wrong !== undefined) return wrong;
	const there = changeOf(key) ? changeOf(key).after : (await get("item", { key })).row;
	return there ? `There is an item '${key}' already.` : undefined;
}

/** Stages an item under a key that is free, and opens it. */
export function makeItem(key, value) {
	const made = {};
	putKey(made, "", key);
	if (value.M === undefined) made.val = value;
	staging.value.stage(key, null, made);
	enterItem(key);
}

/** Stages an item, as `opened` gave it, a second time as new. */
export function duplicateItem(to, { row }) {
	const { ct: _ct, ...copy } = withKey(row, to);
	staging.value.stage(to, null, copy);
	enterItem(to);
}

/** Stages another key for an item, as `opened` gave it. */
export function renameItem(to, { key, before: seen }) {
	staging.value.stageRenamed(key, seen, to);
	go({ item: to }, { replace: true });
}

/** Stages that the open item is removed. One that is not stored yet is forgotten. */
export function removeItem() {
	const key = openKey.value;
	if (before.value === null) {
		staging.value.discard(key);
		endTyping(key);
		go({ item: undefined });
	} else {
		staging.value.stage(key, before.value, null);
	}
}

/** Stages when an item expires: epoch seconds, or `undefined` for never. */
export const setExpiry = (seconds, item) =>
	edit({ ttl: seconds === undefined ? undefined : { N: String(seconds) } }, item);

/** Stages a label of an item, or that it has none. Throws a `RangeError` about the label. */
export const setLabel = (name, label, item) => edit({ [name]: label === undefined ? undefined : { S: label } }, item);
