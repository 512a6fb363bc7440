// Short messages at the edge of the page.

import { signal } from "@preact/signals";

/** The messages that are shown: `{ id, kind: "good" | "bad" | "note", text, hint?, action? }`. */
export const toasts = signal([]);

let last = 0;
/** How long a message stays. Errors stay until they are closed. */
const SHOWN_MS = 6_000;

/**
 * Shows a message.
 *
 * @param {string} text
 * @param {{ kind?: "good" | "bad" | "note", hint?: string, action?: { label: string, run(): void } }} [options]
 */
export function say(text, { kind = "note", hint, action } = {}) {
	const id = ++last;
	toasts.value = [...toasts.value.slice(-3), { id, kind, text, hint, action }];
	if (kind !== "bad") window.setTimeout(() => dismiss(id), SHOWN_MS);
	return id;
}

/** Shows what went wrong. An aborted request is no mistake. */
export function sayError(error) {
	if (error.name !== "AbortError") say(error.message, { kind: "bad", hint: error.hint });
}

export function dismiss(id) {
	toasts.value = toasts.value.filter((toast) => toast.id !== id);
}
