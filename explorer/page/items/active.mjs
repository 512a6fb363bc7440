// The line that the keyboard is on, where a range of lines began, and where the list should go.

import { signal } from "@preact/signals";

/** The index of the active line; -1: none. */
export const active = signal(-1);
/** Where a range that Shift extends has begun. */
export const anchor = signal(-1);
/** A line to show: `{ index, isFirst }`; `undefined` when it is shown. */
export const jump = signal(undefined);

export function resetActive() {
	active.value = -1;
	anchor.value = -1;
	jump.value = undefined;
}

/** Makes a line the active one and shows it at the top. */
export function goToLine(index) {
	active.value = index;
	anchor.value = index;
	jump.value = { index, isFirst: true };
}
