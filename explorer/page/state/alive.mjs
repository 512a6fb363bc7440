// Whether the explorer still answers: whoever only reads would not notice that what they see is old.

import { effect, signal } from "@preact/signals";
import { get } from "./api.mjs";
import { live } from "./live.mjs";
import { loadStore, store } from "./store.mjs";
import { dismissErrors } from "./toasts.mjs";

const EACH_MS = 5000;

/** Why the explorer does not answer this page any more; `undefined` while it does. */
export const gone = signal(undefined);

let timer;

async function ask() {
	window.clearTimeout(timer);
	timer = undefined;
	const error = await get("usage")
		.then(() => store.value.isLate && loadStore())
		.then(
			() => undefined,
			(failure) => failure,
		);
	const isGone = ["UNREACHABLE", "NO_SESSION"].includes(error?.code);
	if (gone.value !== undefined && !isGone) {
		dismissErrors();
		live.retry();
	}
	gone.value = isGone ? error : undefined;
	timer ??= window.setTimeout(askSeen, EACH_MS);
}

/** A page that nobody sees asks nothing. */
function askSeen() {
	timer = undefined;
	if (document.visibilityState !== "hidden") ask();
}

/** Asks from time to time from now on, and as soon as the connection for changes is lost. */
export function watchExplorer() {
	document.addEventListener("visibilitychange", askSeen);
	effect(() => {
		if (live.state.value.name === "waiting") askSeen();
	});
	askSeen();
}
