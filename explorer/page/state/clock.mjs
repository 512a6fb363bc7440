// The time, for what counts down. It stands still while nothing shows it.

import { signal } from "@preact/signals";

const seconds = () => Math.floor(Date.now() / 1000);
let timer;

/** The epoch seconds of now. */
export const now = signal(seconds(), {
	watched() {
		window.queueMicrotask(() => {
			now.value = seconds();
		});
		timer = window.setInterval(() => {
			now.value = seconds();
		}, 1000);
	},
	unwatched() {
		window.clearInterval(timer);
	},
});
