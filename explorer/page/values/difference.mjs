// What differs between two values, path by path: people see it before they write, and take back one change of many.

import { isEqual } from "./equal.mjs";
import { insert, put, remove } from "./paths.mjs";

/**
 * The changes from one value to another, either of which may be absent: `{ path, old?, new? }`. A change without `old` is
 * something added, one without `new` something removed. In a list that got longer or shorter, `at` is the number that a
 * removed element has among those that stay.
 */
export function differences(before, after, path = []) {
	if (isEqual(before, after)) return [];
	if (before?.M && after?.M) return ofObjects(before.M, after.M, path);
	if (before?.L && after?.L) return ofLists(before.L, after.L, path) ?? [{ path, old: before, new: after }];
	const change = { path };
	if (before !== undefined) change.old = before;
	if (after !== undefined) change.new = after;
	return [change];
}

const own = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);

function ofObjects(before, after, path) {
	const names = new Set([...Object.keys(before), ...Object.keys(after)]);
	return [...names].flatMap((name) => differences(own(before, name), own(after, name), [...path, name]));
}

/** Changes of elements; `undefined` where elements were both changed and added or removed, so that none matches another. */
function ofLists(before, after, path) {
	if (before.length === after.length) {
		return before.flatMap((old, index) => differences(old, after[index], [...path, index]));
	}
	const shorter = Math.min(before.length, after.length);
	let first = 0;
	while (first < shorter && isEqual(before[first], after[first])) first++;
	let last = 0;
	while (last < shorter - first && isEqual(before.at(-1 - last), after.at(-1 - last))) last++;
	if (first + last < shorter) return undefined;
	const [removed, added] = [before.slice(first, before.length - last), after.slice(first, after.length - last)];
	return [
		...removed.map((old, index) => ({ path: [...path, first + index], old, at: first })),
		...added.map((inner, index) => ({ path: [...path, first + index], new: inner })),
	];
}

/** The value with these changes. `all` of a difference give the newer value. */
export function applied(value, changes) {
	let result = value;
	// From the end, so that an element that is removed does not change the numbers of others.
	for (const change of changes.filter(isRemoved).reverse()) result = without(result, change.path);
	for (const change of changes) if (!isRemoved(change)) result = withNew(result, change);
	return result;
}

const isRemoved = (change) => change.new === undefined;

const without = (value, path) => (path.length === 0 ? undefined : remove(value, path));

function withNew(value, { path, old, new: inner }) {
	const isElement = typeof path.at(-1) === "number";
	return isElement && old === undefined ? insert(value, path, inner) : put(value, path, inner);
}

/** The newer value without one of its changes. */
export function rejected(value, { path, old, new: inner, at }) {
	if (old === undefined) return without(value, path);
	if (inner === undefined && at !== undefined) return insert(value, [...path.slice(0, -1), at], old);
	return put(value, path, old);
}
