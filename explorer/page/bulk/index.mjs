// Work on many items at once: which dialog is open, and for which items.

import { signal } from "@preact/signals";
import { say } from "../state/toasts.mjs";

/** What is open: `{ id, kind, selection }`; `undefined` if nothing is. */
export const opened = signal(undefined);
/** Whether the dialog is out of the way, because its work runs. */
export const isAside = signal(false);
/** Whether the open dialog has work that runs. */
export const isBusy = signal(false);
/** How often such work has changed the store, for lists that read it again. */
export const finished = signal(0);

let last = 0;

/**
 * Opens the dialog for many items.
 *
 * @param {"remove" | "label" | "expire" | "export" | "copy" | "import"} kind
 * @param {{ keys: string[] } | { query: object }} [selection] a query as the query language gives it; `{}` for everything
 */
export function openBulk(kind, selection = { query: {} }) {
	isAside.value = false;
	if (isBusy.value) {
		say("One of these is at work already.", { hint: "Wait for it, or stop it." });
		return;
	}
	opened.value = { id: ++last, kind, selection };
}

export function closeBulk() {
	opened.value = undefined;
	isAside.value = false;
}
