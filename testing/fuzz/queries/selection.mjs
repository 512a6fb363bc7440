// What a query selects from a model of the store, and whether an answer is that. Derived from the documentation.

import { byBytes } from "../modelled/expressions.mjs";
import { split } from "../modelled/model.mjs";
import { holds } from "../modelled/predicates.mjs";
import { canonical, define, kind } from "../modelled/values.mjs";

/**
 * The items that a query selects, in the order of what it reads: by key, by label, or in no order. `reads` is where it
 * reads, `{ label?, pk?, meets? }`: everything, all items with the label, or those of a collection that meet a condition.
 */
export function selected(model, { reads: { label, pk, meets }, also = [], options: { filter, reverse } }) {
	const place = (item) => (label === undefined ? [item.pk, item.sk] : split(item.labels[label]));
	const found = model.live().filter((item) => {
		if (label !== undefined && item.labels[label] === undefined) return false;
		const [collection, sk] = place(item);
		if (pk !== undefined && !(collection === pk && meets(sk))) return false;
		return also.every((other) => isLabelled(item, other)) && (filter === undefined || holds(filter, item.value));
	});
	if (pk === undefined) return found;
	found.sort((a, b) => byBytes(place(a)[1], place(b)[1]));
	return reverse ? found.reverse() : found;
}

function isLabelled(item, { label, pk, meets }) {
	const own = item.labels[label];
	return own !== undefined && split(own)[0] === pk && meets(split(own)[1]);
}

/** What is wrong with the items of an answer; `undefined` if nothing is. */
export function fault(answer, expected, { reads, options }) {
	const { limit = Number.POSITIVE_INFINITY } = options;
	const wanted = expected.slice(0, limit);
	if (answer.length !== wanted.length) return `${answer.length} items instead of ${wanted.length}`;
	const byKey = new Map(expected.map((item) => [item.key, item]));
	const seen = new Set();
	for (const [index, item] of answer.entries()) {
		const own = byKey.get(item.key);
		if (own === undefined) return `${item.key} is not selected`;
		if (seen.has(item.key)) return `${item.key} comes twice`;
		seen.add(item.key);
		if (!isInPlace(own, wanted[index], reads)) return `${item.key} stands where ${wanted[index].key} belongs`;
		const [is, ought] = [canonical(visible(item)), canonical(shown(own, options))];
		if (is !== ought) return `${is} instead of ${ought}`;
	}
	return undefined;
}

/** Items with the same label have no order among each other, and those of a read of everything have none at all. */
function isInPlace(item, expected, { label, pk }) {
	if (pk === undefined) return true;
	if (label === undefined) return item === expected;
	return canonical(split(item.labels[label])) === canonical(split(expected.labels[label]));
}

/** An item of the model as the query shows it, with `true` for what the model cannot predict. */
function shown({ key, value, labels, hasTtl }, { attributes, keysOnly, meta, version }) {
	const item = keysOnly ? { key } : { key, value: cut(value, attributes) };
	const metadata = { ...labels, created: true, modified: true, ...(hasTtl && { ttl: true }) };
	return { ...item, ...((meta || version) && metadata), ...(version && { version: true }) };
}

/** An item of an answer in the same form. */
function visible({ version, ...item }) {
	for (const name of ["created", "modified", "ttl"]) if (item[name] instanceof Date) item[name] = true;
	return typeof version === "string" && version !== "" ? { ...item, version: true } : item;
}

/** A value with only some of its root attributes. */
export function cut(value, attributes) {
	if (attributes === undefined || kind(value) !== "object") return value;
	const left = {};
	for (const name of attributes.map((name) => name.toWellFormed())) {
		if (Object.hasOwn(value, name)) define(left, name, value[name]);
	}
	return left;
}

/** The collections of the live items, as `collections()` lists them. */
export function collections(model) {
	const sizes = new Map();
	for (const { key } of model.live()) {
		const name = key.includes(":") ? split(key)[0] : null;
		sizes.set(name, (sizes.get(name) ?? 0) + 1);
	}
	const isLast = (name) => Number(name === null);
	return [...sizes]
		.map(([name, items]) => ({ name, items }))
		.sort((a, b) => isLast(a.name) - isLast(b.name) || byBytes(a.name ?? "", b.name ?? ""));
}
