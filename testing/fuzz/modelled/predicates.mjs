// Random predicates, and what they mean, derived from the documentation.

import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { innerValue, kind, name, stored } from "./values.mjs";

const text = fc.constantFrom("", "x", "2026", "🚀");
const ordered = fc.oneof(
	fc.integer({ min: -9, max: 9 }),
	fc.constantFrom(0.5, 7n, 2n ** 64n),
	text,
	fc.uint8Array({ maxLength: 2 }),
);
const size = fc.integer({ min: 0, max: 3 });

/** One operator and its operand. */
const operation = fc.oneof(
	...["$eq", "$ne", "$contains"].map((operator) => of(operator, innerValue)),
	...["$lt", "$lte", "$gt", "$gte"].map((operator) => of(operator, ordered)),
	of("$in", fc.array(innerValue, { maxLength: 3 })),
	of("$between", fc.oneof(fc.tuple(size, size), fc.tuple(text, text))),
	of("$startsWith", fc.oneof(text, fc.uint8Array({ maxLength: 2 }))),
	of("$exists", fc.boolean()),
	of("$type", fc.constantFrom("string", "number", "boolean", "null", "object", "array", "set", "bytes")),
	of("$size", fc.oneof(size, of("$gt", size), of("$ne", size))),
);

const attribute = name.filter((name) => !name.startsWith("$"));

/** A predicate about an attribute, which a value may be. */
const { inside } = fc.letrec((tie) => ({
	inside: fc.oneof(
		{ maxDepth: 2, depthIdentifier: "predicate" },
		{ weight: 4, arbitrary: operation },
		innerValue.filter((value) => kind(value) !== "object"),
		of("$not", tie("inside")),
		of("$or", fc.array(tie("inside"), { minLength: 1, maxLength: 2 })),
		fc.tuple(fc.constantFrom("x", "y"), tie("inside")).map(([name, part]) => ({ [name]: part })),
	),
}));

/** A predicate. */
export const { predicate } = fc.letrec((tie) => ({
	predicate: fc.oneof(
		{ maxDepth: 2, depthIdentifier: "predicate" },
		{
			weight: 4,
			arbitrary: fc
				.uniqueArray(fc.tuple(attribute, inside), {
					minLength: 1,
					maxLength: 2,
					selector: ([name]) => name.toWellFormed(),
				})
				.map((entries) => Object.fromEntries(entries)),
		},
		operation,
		of("$not", tie("predicate")),
		of("$or", fc.array(tie("predicate"), { minLength: 1, maxLength: 2 })),
		of("$and", fc.array(tie("predicate"), { minLength: 1, maxLength: 2 })),
	),
}));

function of(operator, operand) {
	return operand.map((operand) => ({ [operator]: operand }));
}

/** Whether a predicate holds for the value of an item; `undefined` if there is no item. */
export function holds(predicate, value) {
	const isObject = value !== undefined && kind(value) === "object";
	return at(predicate, isObject ? { object: value } : { value });
}

/** Whether a predicate holds for a value, or for the object that has the attributes. */
function at(predicate, subject) {
	if (kind(predicate) !== "object") return isEqual(subject.value, predicate);
	return Object.entries(predicate).every(([key, part]) => {
		if (key === "$or") return part.some((part) => at(part, subject));
		if (key === "$and") return part.every((part) => at(part, subject));
		if (key === "$not") return !at(part, subject);
		if (key === "$exists") return part === (subject.value !== undefined || subject.object !== undefined);
		if (key === "$type" && subject.value === undefined) return part === "object" && subject.object !== undefined;
		if (key === "$ne") return !isEqual(subject.value, part);
		if (key.startsWith("$")) return subject.value !== undefined && passes(key, part, subject.value);
		const { object } = subject;
		const named = key.toWellFormed();
		const value = object !== undefined && Object.hasOwn(object, named) ? object[named] : undefined;
		return at(part, { value, object: value !== undefined && kind(value) === "object" ? value : undefined });
	});
}

function isEqual(value, operand) {
	return value !== undefined && isDeepStrictEqual(value, stored(operand));
}

function passes(operator, operand, value) {
	const order = (operand) => compare(value, stored(operand));
	switch (operator) {
		case "$eq":
			return isEqual(value, operand);
		case "$in":
			return operand.some((operand) => isEqual(value, operand));
		case "$lt":
			return order(operand) < 0;
		case "$lte":
			return order(operand) <= 0;
		case "$gt":
			return order(operand) > 0;
		case "$gte":
			return order(operand) >= 0;
		case "$between":
			return order(operand[0]) >= 0 && order(operand[1]) <= 0;
		case "$startsWith":
			return starts(value, stored(operand));
		case "$contains":
			return contains(value, stored(operand));
		case "$type":
			return kind(value) === operand;
		case "$size":
			return hasSize(value, operand);
		default:
			throw new Error(operator);
	}
}

/** Below, at or above 0; `undefined`, which is none of them, if the two have no order. */
function compare(value, operand) {
	if (kind(value) !== kind(operand)) return undefined;
	switch (kind(value)) {
		case "number":
			return value < operand ? -1 : Number(value > operand);
		case "string":
		case "bytes":
			return Buffer.compare(Buffer.from(value), Buffer.from(operand));
		default:
			return undefined;
	}
}

function starts(value, prefix) {
	if (kind(value) !== kind(prefix)) return false;
	return kind(value) === "string" ? value.startsWith(prefix) : isDeepStrictEqual(value.slice(0, prefix.length), prefix);
}

function contains(value, inner) {
	switch (kind(value)) {
		case "string":
			return typeof inner === "string" && value.includes(inner);
		case "bytes":
			return kind(inner) === "bytes" && Buffer.from(value).includes(Buffer.from(inner));
		case "array":
		case "set":
			return [...value].some((element) => isDeepStrictEqual(element, inner));
		default:
			return false;
	}
}

function hasSize(value, operand) {
	const sizes = { string: "length", bytes: "length", array: "length", set: "size" };
	const own = kind(value) === "object" ? Object.keys(value).length : value?.[sizes[kind(value)]];
	if (own === undefined) return false;
	if (typeof operand === "number") return own === operand;
	return "$gt" in operand ? own > operand.$gt : own !== operand.$ne;
}
