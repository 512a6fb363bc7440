// What the routes of one explorer share: the store, what is said of it, and what they keep from one request to the next.

import { Refusal } from "./refusal.mjs";

/** @typedef {ReturnType<typeof createContext>} Explorer */

/**
 * @param {object} settings
 * @param {import("ampt-data").Data} settings.data the store
 * @param {boolean} settings.readOnly whether changes are refused
 * @param {string} settings.url that of the store, with what may be secret in it
 * @param {object} settings.place what is said of the store: see `place.mjs`
 * @param {Data | (() => Data) | false} settings.live what hears changes; made when somebody listens
 * @param {boolean} settings.canReplay whether the store's handle has the handlers of the application
 */
export function createContext({ data, readOnly, url, place, live, canReplay }) {
	const closing = new AbortController();
	const parts = new Map();
	let listener = typeof live === "function" ? undefined : live;

	const explorer = {
		data,
		readOnly,
		url,
		place,
		canReplay,
		canListen: live !== false,
		/** Grows with each write of this explorer, so that what was counted before is counted anew. */
		revision: 0,
		/** Aborts when the explorer closes. */
		signal: closing.signal,

		/** The handle that hears changes. */
		get live() {
			listener ??= live();
			return listener;
		},

		/** Says that this explorer has written. */
		changed() {
			explorer.revision++;
		},

		/**
		 * What `create(explorer)` makes, once for this explorer. If it has a `close`, that is called when the explorer closes.
		 *
		 * @template T
		 * @param {(explorer: Explorer) => T} create
		 * @returns {T}
		 */
		part(create) {
			// Nothing begins that nobody would end.
			explorer.checkOpen();
			if (!parts.has(create)) parts.set(create, create(explorer));
			return parts.get(create);
		},

		/** Refuses what comes after the explorer has closed. */
		checkOpen() {
			if (closing.signal.aborted) throw new Refusal(503, "CLOSED", "This explorer has ended. Start it again.");
		},

		/** Ends all that is under way. */
		async close() {
			closing.abort();
			for (const part of parts.values()) await part.close?.();
		},
	};
	return explorer;
}
