// Opens the palette and the list of keys, from anywhere.

import { signal } from "@preact/signals";

/** What is open: `"palette"`, `"keys"`, or `undefined`. */
export const shown = signal(undefined);

export const openPalette = () => {
	shown.value = "palette";
};

export const openKeys = () => {
	shown.value = "keys";
};

export const close = () => {
	shown.value = undefined;
};

const isField = (element) => element.closest?.("input, textarea, select, [contenteditable]") !== null;

window.addEventListener("keydown", (event) => {
	const isPalette =
		event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
	const isKeys = event.key === "?" && !isField(event.target);
	if (!isPalette && !isKeys) return;
	// Another dialog asks something, which comes first.
	if (shown.value === undefined && document.querySelector("dialog[open]")) return;
	event.preventDefault();
	if (isKeys) openKeys();
	else shown.value = shown.value === "palette" ? undefined : "palette";
});
