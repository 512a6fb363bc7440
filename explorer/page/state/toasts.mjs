// Short messages at the edge of the page.

import { signal } from "@preact/signals";

/** The messages that are shown: `{ id, kind: "good" | "bad" | "note", text, hint?, action? }`. */
export const toasts = signal([]);

let last = 0;
/** How many seconds a message is seen before it goes. Whoever points at one reads it, and a hidden page is not seen. */
const SECONDS = { good: 6, note: 6, bad: 30 };
const left = new Map();
let clock;

/**
 * Shows a message.
 *
 * @param {string} text
 * @param {{ kind?: "good" | "bad" | "note", hint?: string, action?: { label: string, run(): void } }} [options]
 */
export function say(text, { kind = "note", hint, action } = {}) {
	const id = ++last;
	// What fails again is no news.
	const others = toasts.value.filter((toast) => toast.text !== text);
	toasts.value = [...others.slice(-3), { id, kind, text, hint, action }];
	left.set(id, SECONDS[kind]);
	clock ??= window.setInterval(tick, 1000);
}

function tick() {
	if (document.visibilityState === "hidden" || document.querySelector(".toasts:is(:hover, :focus-within)")) return;
	for (const { id } of toasts.value) {
		left.set(id, left.get(id) - 1);
		if (left.get(id) <= 0) dismiss(id);
	}
}

/** Shows what went wrong. An aborted request is no mistake. */
export function sayError(error) {
	if (error.name !== "AbortError") say(error.message, { kind: "bad", hint: error.hint });
}

export const dismiss = (id) => keep((toast) => toast.id !== id);

/** Takes away errors that are about what is not shown any more. Those that offer to do something stay. */
export const dismissErrors = () => keep(({ kind, action }) => kind !== "bad" || action !== undefined);

function keep(isKept) {
	toasts.value = toasts.value.filter(isKept);
	const ids = new Set(toasts.value.map(({ id }) => id));
	for (const id of left.keys()) if (!ids.has(id)) left.delete(id);
	if (ids.size > 0) return;
	window.clearInterval(clock);
	clock = undefined;
}
