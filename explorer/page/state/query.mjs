// The query of the address: what its text means, and how routes take it.

import { computed } from "@preact/signals";
import { parse, print } from "../../query/index.mjs";
import { queryText } from "./address.mjs";

/** What the text means: `{ query }`, or `{ error: { message, at, end } }`. */
export const parsed = computed(() => parse(queryText.value));

/** Whether the items come in descending order. */
export const isReverse = computed(() => parsed.value.query?.reverse === true);

/** The query as routes take it, as text, so that another text of the same query reads nothing anew. */
const written = computed(() => {
	const { query } = parsed.value;
	return query && JSON.stringify(parametersOf(query));
});

/** The query as routes take it; `undefined` if its text has a mistake. */
export const parameters = computed(() => written.value && JSON.parse(written.value));

/** A query as routes take it. */
export function parametersOf({ expression, label, filter, labels, reverse }) {
	return {
		...(expression && { expression }),
		...(label && { label }),
		...(filter && { filter: JSON.stringify(filter) }),
		...(labels && { labels: JSON.stringify(labels) }),
		...(reverse && { reverse: "1" }),
	};
}

/** The text of the query for what has a label. */
export const labelQuery = (number, expression) => print({ label: `label${number}`, expression });

/** The collection that the query is about, with its label if it goes by one; `""` for several collections. */
export const collection = computed(() => {
	const { expression = "", label } = parsed.value.query ?? {};
	const [name] = expression.split(":");
	return label === undefined ? name : `${label}:${name}`;
});

/** The text of the query in the other direction; `undefined` if it has no order that could be reversed. */
export const reversed = computed(() => {
	const { query } = parsed.value;
	if (query === undefined) return undefined;
	const { reverse = false, ...rest } = query;
	const text = print(reverse ? rest : { ...rest, reverse: true });
	return parse(text).error === undefined ? text : undefined;
});

/** The text of the query for what is behind a key in the same order; `undefined` if the query goes by no order of keys. */
export function rangeFrom(key) {
	const { query } = parsed.value;
	const colon = key.indexOf(":");
	if (query === undefined || query.label !== undefined || colon < 0) return undefined;
	const expression = `${key.slice(0, colon)}:${isReverse.value ? "<=" : ">="}${key.slice(colon + 1)}`;
	return print({ ...query, expression });
}
