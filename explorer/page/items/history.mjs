// The queries that were run on this machine, the last one first.

import { remember, remembered } from "../state/preferences.mjs";

const NAME = "queries";
const MOST = 50;

export const pastQueries = () => remembered(NAME, []);

export function rememberQuery(text) {
	if (text === "") return;
	remember(NAME, [text, ...pastQueries().filter((past) => past !== text)].slice(0, MOST));
}

/** Walks through past queries, as a shell does: up to older ones, down to newer ones and at last to what was being typed. */
export class Walk {
	#at = -1;
	#typed = "";

	/** The text one step up (1) or down (-1) from what is in the field; `undefined` if there is none. */
	step(direction, text) {
		const past = pastQueries();
		if (this.#at < 0) this.#typed = text;
		let to = this.#at + direction;
		while (past[to] !== undefined && past[to] === text) to += direction;
		if (to >= past.length || to < -1) return undefined;
		this.#at = to;
		return to < 0 ? this.#typed : past[to];
	}

	reset() {
		this.#at = -1;
	}
}
