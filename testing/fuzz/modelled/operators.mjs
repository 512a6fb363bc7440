// What the operators of values do, derived from the documentation.

import { add } from "./decimal.mjs";
import { kind, stored } from "./values.mjs";

/** The operators, with the kind of value that each edits. */
const KINDS = {
	$add: "number",
	$append: "array",
	$prepend: "array",
	$union: "set",
	$without: "set",
	$merge: "object",
};

const nameOf = (operator) => Object.keys(operator)[0];

/** Whether a value is an operator. */
export function isOperator(value) {
	return kind(value) === "object" && Object.keys(KINDS).some((name) => Object.hasOwn(value, name));
}

/** The kind of a value, or of what an operator edits. */
export function operatedKind(value) {
	return isOperator(value) ? KINDS[nameOf(value)] : kind(value);
}

/** Whether an operator has no elements to add or to remove. */
export function changesNothing(operator) {
	const name = nameOf(operator);
	return KINDS[name] === "set" && [...operator[name]].length === 0;
}

/**
 * What an operator makes of a value, where `undefined` stands for a missing one; an `Error` if the value is of another
 * kind. `merge` edits an object.
 */
export function operate(current, operator, merge) {
	const name = nameOf(operator);
	const given = operator[name];
	if (changesNothing(operator)) return current;
	if (current !== undefined && kind(current) !== KINDS[name]) return new Error(`${name} on another kind`);
	switch (name) {
		case "$add":
			return add(current ?? 0, given) ?? new Error("a number out of range");
		case "$append":
			return [...(current ?? []), ...stored(given)];
		case "$prepend":
			return [...stored(given), ...(current ?? [])];
		case "$merge":
			return merge(current ?? {}, given);
		default:
			return ofSets(current, new Set(stored([...given])), name);
	}
}

function ofSets(current, given, name) {
	if (current === undefined) return name === "$union" ? given : undefined;
	if (typeof [...current][0] !== typeof [...given][0]) return new Error("a Set of other elements");
	const left = name === "$union" ? [...current, ...given] : [...current].filter((element) => !given.has(element));
	return left.length === 0 ? undefined : new Set(left);
}
