// Where the page is, as the query string of its address. Every view can be reloaded, linked and gone back from.

import { computed, signal } from "@preact/signals";

const read = () => Object.fromEntries(new URLSearchParams(window.location.search));

/** The parameters of the address: `view`, `q` (a query), `item` (a key), and what views add. */
export const address = signal(read());

/** The view that is shown. */
export const view = computed(() => address.value.view ?? "items");

/** The text of the query; empty for everything. */
export const queryText = computed(() => address.value.q ?? "");

/** The key of the item that is open. */
export const openKey = computed(() => address.value.item);

/** The value of one parameter, as a signal. */
export const parameter = (name) => computed(() => address.value[name]);

/**
 * Goes somewhere: changes parameters, and removes those that are `undefined`. What is not named stays.
 *
 * @param {Record<string, string | undefined>} changes
 * @param {{ replace?: boolean }} [options] `replace`: "back" does not return to the place before
 */
export function go(changes, { replace = false } = {}) {
	const next = { ...address.value, ...changes };
	for (const name of Object.keys(next)) if (next[name] === undefined || next[name] === "") delete next[name];
	const search = new URLSearchParams(next).toString();
	const before = new URLSearchParams(address.value).toString();
	address.value = next;
	if (search === before) return;
	const url = `${window.location.pathname}${search && `?${search}`}`;
	window.history[replace ? "replaceState" : "pushState"](null, "", url);
}

/** The address that `go` would show, for links that can be opened elsewhere. */
export function linkTo(changes) {
	const next = Object.entries({ ...address.value, ...changes }).filter(
		([, value]) => value !== undefined && value !== "",
	);
	return `?${new URLSearchParams(next)}`;
}

window.addEventListener("popstate", () => {
	address.value = read();
});
