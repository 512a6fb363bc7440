// One connection to the changes of the store for the whole page, because a browser keeps only a few open for a server. It
// is open while somebody can see what it brings, and says when it has missed something.

import { signal } from "@preact/signals";

/** How long a row shows that it has changed. */
const FLASH_MS = 2000;
/** Changes are handed on together: a busy store sends more of them than a page can draw one by one. */
const TOGETHER_MS = 100;
/** Somebody who goes to another view of the same query keeps the connection. */
const LINGER_MS = 300;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Makes the connection of a page.
 *
 * - `state`: a signal of `{ name: "off" | "connecting" | "open" | "waiting" | "failed", error? }`
 * - `changed`: a signal of the keys that have changed lately: a map of key to `{ name, until }`
 * - `want(url, { isHidden })`: asks for the changes of a query, even while the page is hidden; gives a function that ends it
 * - `listen(listener)`: calls it with lists of entries, the oldest first; gives a function that ends it
 * - `retry()`: connects now, without waiting
 *
 * An entry is a change `{ name, key, row?, previous?, at, size }`, `{ name: "missed", at }`, or `{ name: "gap", from, at }`.
 *
 * @param {{ connect: (url: string) => EventSource, page: Document }} browser
 */
export function createConnection({ connect, page }) {
	const state = signal({ name: "off" });
	const changed = signal(new Map());
	const listeners = new Set();
	const wishes = new Set();
	const timers = {};
	let source;
	/** What is open, and what was open before: changes of the same query in between were missed. */
	let url;
	let lastUrl;
	let lostAt;
	let wait = FIRST_WAIT_MS;
	let arrived = [];

	function want(wanted, { isHidden = false } = {}) {
		const wish = { url: String(wanted), isHidden };
		wishes.add(wish);
		settle();
		return () => {
			wishes.delete(wish);
			timers.settle ??= setTimeout(settle, LINGER_MS);
		};
	}

	/** Opens, changes or ends the connection, as those who want it and the document ask for. */
	function settle() {
		clearTimeout(timers.settle);
		timers.settle = undefined;
		const wanted = [...wishes].findLast(({ isHidden }) => isHidden || page.visibilityState !== "hidden")?.url;
		if (wanted === url) return;
		end();
		url = wanted;
		if (url === undefined) {
			state.value = { name: "off" };
			return;
		}
		if (url !== lastUrl) lostAt = undefined;
		lastUrl = url;
		wait = FIRST_WAIT_MS;
		open();
	}

	function open() {
		state.value = { name: "connecting" };
		source = connect(url);
		source.addEventListener("open", opened);
		source.addEventListener("change", ({ data }) => take({ ...JSON.parse(data), size: data.length }));
		source.addEventListener("missed", () => take({ name: "missed", at: new Date().toISOString() }));
		source.addEventListener("failed", ({ data }) => failed(JSON.parse(data).error));
		source.addEventListener("error", lost);
	}

	function opened() {
		wait = FIRST_WAIT_MS;
		state.value = { name: "open" };
		if (lostAt !== undefined) take({ name: "gap", from: lostAt, at: new Date().toISOString() });
		lostAt = undefined;
	}

	/** The browser would try again by itself, but neither after an answer with an error nor more and more slowly. */
	function lost() {
		remember();
		source.close();
		state.value = { name: "waiting" };
		timers.retry = setTimeout(open, wait);
		wait = Math.min(wait * 2, LONGEST_WAIT_MS);
	}

	/** The server has ended it, and would again: people decide. */
	function failed(error) {
		remember();
		source.close();
		state.value = { name: "failed", error };
	}

	function remember() {
		if (state.value.name === "open") lostAt ??= new Date().toISOString();
	}

	function retry() {
		if (url === undefined) return;
		clearTimeout(timers.retry);
		source.close();
		open();
	}

	function end() {
		remember();
		clearTimeout(timers.retry);
		source?.close();
		handOn();
	}

	function take(entry) {
		arrived.push(entry);
		timers.together ??= setTimeout(handOn, TOGETHER_MS);
	}

	function handOn() {
		clearTimeout(timers.together);
		timers.together = undefined;
		if (arrived.length === 0) return;
		const entries = arrived;
		arrived = [];
		flash(entries);
		for (const listener of listeners) listener(entries);
	}

	function flash(entries) {
		const until = Date.now() + FLASH_MS;
		const keys = entries.filter(({ key }) => key !== undefined).map(({ key, name }) => [key, { name, until }]);
		if (keys.length === 0) return;
		changed.value = new Map([...changed.value, ...keys]);
		timers.flash ??= setTimeout(fade, FLASH_MS);
	}

	function fade() {
		const rest = [...changed.value].filter(([, { until }]) => until > Date.now());
		changed.value = new Map(rest);
		timers.flash = rest.length === 0 ? undefined : setTimeout(fade, rest[0][1].until - Date.now());
	}

	function listen(listener) {
		listeners.add(listener);
		return () => listeners.delete(listener);
	}

	page.addEventListener("visibilitychange", settle);
	return { state, changed, want, listen, retry };
}
