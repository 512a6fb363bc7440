// What changes of this page mean for a list: those that wait are marked, and what was written is read anew.

import { computed, effect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { effectOf } from "../changes/changes.mjs";
import { staging } from "../changes/state.mjs";
import { sayError } from "../state/toasts.mjs";

/** What waits, by key: `"new"`, `"changed"` or `"removed"`. */
export const waiting = computed(
	() => new Map(staging.value?.changes.value.map((change) => [change.key, effectOf(change)])),
);

/** Keeps results as the writes of this page leave them. */
export function useWrites(found) {
	useEffect(() => {
		let known;
		return effect(() => {
			const write = staging.value?.writes.value.at(-1);
			if (known !== undefined && write !== undefined && write.id !== known.id) follow(found, write).catch(sayError);
			known = write ?? { id: 0 };
		});
	}, [found]);
}

async function follow(found, { changes }) {
	const entries = changes.map((change) => ({
		name: effectOf(change) === "changed" ? "updated" : "other",
		row: change.after ?? undefined,
	}));
	if (!found.take(entries)) await found.refresh();
}
