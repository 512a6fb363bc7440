// Which columns the table has, how wide they are, and by which one it is sorted.

import { useMemo } from "preact/hooks";
import { address, go } from "../state/address.mjs";
import { isReverse, reversed } from "../state/query.mjs";
import { allColumns, firstColumns, survey, widthOf } from "./columns.mjs";
import { chooseColumns, resetColumns, resize, settingsOf } from "./settings.mjs";

/** The column by which loaded rows are sorted, from the address: `_age`, or `-_age` for descending. */
export function sortOf({ sort }) {
	if (sort === undefined) return undefined;
	return sort.startsWith("-") ? { column: sort.slice(1), isDescending: true } : { column: sort, isDescending: false };
}

/** The layout of the table of some results. */
export function useLayout({ found, collection }) {
	const { columns: chosen, widths } = settingsOf(collection);
	const isMixed = collection === "";
	const columns = useMemo(() => chosen ?? firstColumns(found, isMixed), [JSON.stringify(chosen), found, isMixed]);
	const loaded = sortOf(address.value);
	return {
		found,
		columns,
		isChosen: chosen !== undefined || Object.keys(widths).length > 0,
		sort: loaded ?? { column: "key", isDescending: isReverse.value },
		sortBy,
		fit: (column) => widthOf(column, found),
		widthOf: (column) => widths[column] ?? widthOf(column, found),
		resize: (column, width) => resize(collection, column, width),
		/** Shows a column, or hides it. A new one is where the list of all columns has it. */
		toggle(column, rows) {
			const shown = new Set(columns);
			if (!shown.delete(column)) shown.add(column);
			const rest = allColumns(survey(rows)).filter((one) => shown.has(one) && !columns.includes(one));
			const kept = columns.filter((one) => shown.has(one));
			const before = kept.findIndex((one) => !one.startsWith("_") && one !== "key" && one !== "val");
			chooseColumns(collection, before < 0 ? [...kept, ...rest] : kept.toSpliced(before, 0, ...rest));
		},
		reset: () => resetColumns(collection),
	};
}

/** Sorts by a column: up, down, and then no more. Only by its keys the store itself can sort. */
function sortBy(column) {
	const { column: before, isDescending } = sortOf(address.value) ?? {};
	if (column !== "key") go({ sort: before !== column ? column : isDescending ? undefined : `-${column}` });
	else if (before !== undefined) go({ sort: undefined });
	else if (reversed.value !== undefined) go({ q: reversed.value });
}
