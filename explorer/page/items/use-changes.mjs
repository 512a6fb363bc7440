// Keeps a list as the store is: what changes elsewhere is shown in its place, and what comes or goes is read anew.

import { useEffect, useRef } from "preact/hooks";
import { finished, opened } from "../bulk/index.mjs";
import { live, useLive } from "../state/live.mjs";
import { isTable, store } from "../state/store.mjs";
import { sayError } from "../state/toasts.mjs";
import { clearSelection, select } from "./selection.mjs";

/** A busy store changes all the time: it is read anew so often at most. */
const REFRESH_MS = 1000;
/** What takes a while to count is asked for again after so long. */
const AGAIN_MS = 5000;

/** @param {object} found the results that are shown */
export function useChanges(found) {
	const timer = useRef(undefined);
	const refresh = (wait = REFRESH_MS) => {
		timer.current ??= setTimeout(async () => {
			timer.current = undefined;
			try {
				if (!(await found.refresh())) refresh(AGAIN_MS);
			} catch (error) {
				sayError(error);
			}
		}, wait);
	};
	const listener = useRef((entries) => {
		select(
			entries.filter(({ name }) => name === "deleted").map(({ key }) => key),
			false,
		);
		if (!found.take(entries)) refresh();
	});
	useEffect(() => () => clearTimeout(timer.current), []);
	// Reading the stream of a table costs: it is read only where somebody asks for changes.
	const { reverse, ...selection } = found.parameters;
	const hears = store.value.canListen && !isTable.value;
	useLive(hears ? selection : undefined, { listener: listener.current });
	// The rows were read before anybody listened.
	const isOpen = hears && live.state.value.name === "open";
	useEffect(() => {
		if (isOpen) found.refresh().catch(sayError);
	}, [isOpen]);
	const writes = finished.value;
	const first = useRef(writes);
	useEffect(() => {
		if (writes === first.current) return;
		if (opened.value?.kind === "remove") clearSelection();
		refresh();
	}, [writes]);
}
