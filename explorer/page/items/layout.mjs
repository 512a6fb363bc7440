// Which columns the table has, how wide they are, and by which one it is sorted.

import { useMemo } from "preact/hooks";
import { address, go } from "../state/address.mjs";
import { isReverse, reversed } from "../state/query.mjs";
import { isTable } from "../state/store.mjs";
import { allColumns, firstColumns, survey, widthOf } from "./columns.mjs";
import { chooseColumns, resetColumns, resize, settingsOf } from "./settings.mjs";

/** The column by which loaded rows are sorted, from the address: `_age`, or `-_age` for descending. */
export function sortOf({ sort }) {
	if (sort === undefined) return undefined;
	return sort.startsWith("-") ? { column: sort.slice(1), isDescending: true } : { column: sort, isDescending: false };
}

/** The layout of the table of some results. */
export function useLayout({ found, collection, parameters: { label, expression } }) {
	const { columns: chosen, widths } = settingsOf(collection);
	const isMixed = collection === "";
	const isExpiring = address.value.expiring !== undefined;
	const columns = useMemo(() => {
		const shown = chosen ?? firstColumns(found, { isMixed, label });
		// What the list is about stands beside the key.
		return isExpiring ? ["key", "ttl", ...shown.filter((column) => column !== "key" && column !== "ttl")] : shown;
	}, [JSON.stringify(chosen), found, isMixed, label, isExpiring]);
	// A table gives all items in an order that means nothing.
	const isOrdered = expression !== undefined || !isTable.value;
	const loaded = sortOf(address.value);
	return {
		found,
		columns,
		isChosen: chosen !== undefined || Object.keys(widths).length > 0,
		sort: isExpiring
			? { column: "ttl", isDescending: false }
			: (loaded ?? (isOrdered && { column: label ?? "key", isDescending: isReverse.value })),
		/** The column by which the store itself sorts. */
		ofStore: label ?? "key",
		sortBy: (column) => sortBy(column, label ?? "key"),
		fit: (column) => widthOf(column, found),
		widthOf: (column) => (Object.hasOwn(widths, column) ? widths[column] : undefined) ?? widthOf(column, found),
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

/** Sorts by a column: up, down, and then no more. What the store itself sorts by has the order of the query. */
function sortBy(column, ofStore) {
	if (address.value.expiring !== undefined) return;
	const { column: before, isDescending } = sortOf(address.value) ?? {};
	if (column !== ofStore) go({ sort: before !== column ? column : isDescending ? undefined : `-${column}` });
	else if (before !== undefined) go({ sort: undefined });
	else if (reversed.value !== undefined) go({ q: reversed.value });
}
