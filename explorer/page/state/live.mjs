// The changes of the store as they happen, for every view: the feed shows them, rows of a list flash.

import { useEffect } from "preact/hooks";
import { urlOf } from "./api.mjs";
import { createConnection } from "./live-connection.mjs";

export const live = createConnection({ connect: (url) => new EventSource(url), page: document });

/** The keys that have changed lately: a signal of a map of key to `{ name, until }`. */
export const changedKeys = live.changed;

/**
 * Keeps the changes of a query coming while a component is shown.
 *
 * @param {Record<string, string> | undefined} parameters those of the query, as routes take them; `undefined`: none
 * @param {{ isHidden?: boolean, listener?: (entries: object[]) => void }} [options] `isHidden`: in a hidden page, too
 */
export function useLive(parameters, { isHidden = false, listener } = {}) {
	const url = parameters && urlOf("live", parameters).href;
	useEffect(() => (url === undefined ? undefined : live.want(url, { isHidden })), [url, isHidden]);
	useEffect(() => (listener === undefined ? undefined : live.listen(listener)), [listener]);
}
