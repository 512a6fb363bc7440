// What the page remembers of a table: columns and their widths for each collection, and which way of showing was chosen.

import { signal } from "@preact/signals";
import { remember, remembered } from "../state/preferences.mjs";
import { within } from "./columns.mjs";

const FORM = "form";
const changed = signal(0);

/** `"table"` or `"documents"`. */
export const form = signal(remembered(FORM, "table"));

export function chooseForm(chosen) {
	form.value = chosen;
	remember(FORM, chosen);
}

/** What is remembered of a collection: `{ columns?: string[], widths: Record<string, number> }`. */
export function settingsOf(collection) {
	changed.value;
	return { widths: {}, ...remembered(nameOf(collection), {}) };
}

const nameOf = (collection) => `table:${collection}`;

function change(collection, changes) {
	const name = nameOf(collection);
	remember(name, { widths: {}, ...remembered(name, {}), ...changes });
	changed.value++;
}

/** Shows these columns from now on; `undefined`: those that the page finds. */
export const chooseColumns = (collection, columns) => change(collection, { columns });

export function resize(collection, column, width) {
	const { widths = {} } = remembered(nameOf(collection), {});
	change(collection, { widths: { ...widths, [column]: within(width) } });
}

/** Forgets columns and widths. */
export const resetColumns = (collection) => change(collection, { columns: undefined, widths: {} });
