// The changes of the store as they happen, for one browser.

import { keyOf } from "../../formats/rows.mjs";
import { failureOf, warnOfBug } from "./refusal.mjs";

/**
 * Sends the changes of what a query selects until nobody waits for them any more. Those that cannot be heard end the
 * stream with an event that says why.
 *
 * @param {() => import("ampt-data").Data} open gives the handle that hears changes
 * @param {object} query see `queryOf`
 * @param {import("./event-stream.mjs").EventStream} stream
 * @param {AbortSignal} signal
 */
export async function sendChanges(open, query, stream, signal) {
	const { expression, consistent: _, reverse: __, ...options } = query;
	let isOpen = false;
	try {
		const data = open();
		while (!signal.aborted) {
			const changes = data.changes(expression, { ...options, raw: true, signal });
			// From this call on, no change is missed.
			const first = changes.next();
			if (!isOpen) stream.open();
			isOpen = true;
			if (await isPassedOn(changes, first, stream)) break;
			stream.send("missed", { count: null });
		}
	} catch (error) {
		warnOfBug(error);
		if (!isOpen) stream.open();
		stream.send("failed", { error: failureOf(error) });
	}
	stream.end();
}

/** Passes changes on. Resolves to whether they have ended; if not, some were missed. */
async function isPassedOn(changes, first, stream) {
	try {
		for (let next = await first; !next.done; next = await changes.next()) stream.offer("change", changeOf(next.value));
		return true;
	} catch (error) {
		if (error.code === "CHANGES_MISSED") return false;
		throw error;
	}
}

/** A change as the page gets it. */
function changeOf({ name, item, previous }) {
	const at = new Date().toISOString();
	if (name === "deleted") return { name, key: keyOf(item), previous: item, at };
	return { name, key: keyOf(item), row: item, ...(previous !== undefined && { previous }), at };
}
