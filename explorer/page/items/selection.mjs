// The rows that people have selected. They are known by their keys, so that they stay selected wherever the list is.

import { signal } from "@preact/signals";

/** The selected keys. */
export const selected = signal(new Set());

/** Adds keys, or takes them away. */
export function select(keys, isSelected = true) {
	if (keys.every((key) => selected.value.has(key) === isSelected)) return;
	const next = new Set(selected.value);
	for (const key of keys) {
		if (isSelected) next.add(key);
		else next.delete(key);
	}
	selected.value = next;
}

export const toggle = (key) => select([key], !selected.value.has(key));

export function clearSelection() {
	if (selected.value.size > 0) selected.value = new Set();
}
