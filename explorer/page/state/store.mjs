// The store that the page shows.

import { computed, signal } from "@preact/signals";
import { get } from "./api.mjs";

/** What `/api/store` says; `undefined` until it is there. */
export const store = signal(undefined);

/** Whether the page can change items. The server decides; the page only hides what it would refuse. */
export const canWrite = computed(() => store.value?.readOnly === false);

/** Whether the store is a table in DynamoDB, where reading costs. */
export const isTable = computed(() => store.value?.kind === "dynamodb");

/** Asks which store it is. Where its table has not answered yet, that may be asked again. */
export async function loadStore() {
	const found = await get("store");
	if (!store.value || !found.isLate) store.value = found;
}
