// Random values that can be stored, and what they are read back as.

import { createRequire } from "node:module";
import fc from "fast-check";

const { NAMES } = createRequire(import.meta.url)("../../../__test__/support/names.js");

/** Few names at the root, so that updates meet stored attributes, and any name below it. */
const rootNames = fc.oneof({ weight: 4, arbitrary: fc.constantFrom("a", "b", "c") }, fc.constantFrom("", ...NAMES));
const innerNames = fc.oneof(
	fc.constantFrom("x", "y"),
	fc.constantFrom(...NAMES),
	fc.string({ minLength: 1, maxLength: 3, unit: "binary" }),
);

const text = fc.oneof(
	fc.string({ maxLength: 8, unit: "binary" }),
	fc.constantFrom("", "$add", "\ud800", "2026", "null"),
);
const integer = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(2 ** 53 - 1, -(2 ** 53) + 1, -0));
const number = fc.oneof(integer, fc.constantFrom(0.5, -1.25, 1e-7, 1e-130, 123456.789));
const scalar = fc.oneof(text, number, fc.boolean(), fc.constantFrom(2n ** 64n, 7n, -(10n ** 37n)));
const rich = fc.oneof(
	fc.uint8Array({ maxLength: 4 }),
	fc
		.uniqueArray(
			text.map((each) => each.toWellFormed()),
			{ minLength: 1, maxLength: 3 },
		)
		.map((list) => new Set(list)),
	fc.uniqueArray(integer, { minLength: 1, maxLength: 3 }).map((list) => new Set(list)),
	fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
);

const { inner } = fc.letrec((tie) => ({
	inner: fc.oneof(
		{ maxDepth: 3, depthIdentifier: "value" },
		{ weight: 3, arbitrary: scalar },
		rich,
		fc.constant(null),
		fc.array(tie("inner"), { maxLength: 3 }),
		object(innerNames, tie("inner")),
		object(innerNames, tie("inner")).map((value) => new Map(Object.entries(value))),
	),
}));

/** The name of a root attribute. */
export const name = rootNames;
/** Any value that an attribute may have. */
export const innerValue = inner;
/** A value that is not an object. */
export const single = fc.oneof(scalar, rich, fc.array(inner, { maxLength: 3 }));
/** A number to add. */
export const delta = fc.integer({ min: -9, max: 9 });
/** Elements of a Set, as an array or a Set. There may be none. */
const elements = fc
	.tuple(
		fc.oneof(
			{ weight: 3, arbitrary: fc.uniqueArray(fc.constantFrom("x", "y", "z"), { maxLength: 3 }) },
			fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
		),
		fc.boolean(),
	)
	.map(([list, asSet]) => (asSet ? new Set(list) : list));
const list = fc.array(inner, { maxLength: 2 });
const { operator } = fc.letrec((tie) => ({
	operator: fc.oneof(
		{ maxDepth: 3, depthIdentifier: "operator" },
		delta.map(($add) => ({ $add })),
		list.map(($append) => ({ $append })),
		list.map(($prepend) => ({ $prepend })),
		elements.map(($union) => ({ $union })),
		elements.map(($without) => ({ $without })),
		object(innerNames, fc.oneof(inner, tie("operator"), fc.constant(undefined))).map(($merge) => ({ $merge })),
	),
}));
/** An operator that can be a whole value. */
export const wholeOperator = operator.filter((given) => !Object.hasOwn(given, "$merge"));
/** An object passed to `set`, which may remove attributes or edit them. */
export const attributes = object(
	rootNames,
	fc.oneof({ weight: 6, arbitrary: inner }, fc.constant(undefined), { weight: 3, arbitrary: operator }),
);
/** An object with values as its attributes. */
export const plainAttributes = object(rootNames, inner);

function object(names, values) {
	return fc
		.uniqueArray(fc.tuple(names, values), { maxLength: 4, selector: ([name]) => name.toWellFormed() })
		.map((entries) => Object.fromEntries(entries));
}

/** The form in which a value is read back. */
export function stored(value) {
	switch (typeof value) {
		case "string":
			return value.toWellFormed();
		case "number":
			return value === 0 ? 0 : value;
		case "bigint":
			return Number.isSafeInteger(Number(value)) ? Number(value) : value;
		case "object":
			return value === null ? null : storedObject(value);
		default:
			return value;
	}
}

function storedObject(value) {
	if (value instanceof Date) return value.toISOString();
	if (value instanceof Set) return new Set([...value].map(stored));
	if (value instanceof Uint8Array) return value;
	if (Array.isArray(value)) return value.filter((each) => each !== undefined).map(stored);
	const entries = value instanceof Map ? [...value] : Object.entries(value);
	return Object.fromEntries(
		entries.filter(([, each]) => each !== undefined).map(([name, each]) => [name.toWellFormed(), stored(each)]),
	);
}

/** Sets an attribute of any name, including `__proto__`. */
export function define(object, name, value) {
	Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}

/** The kind of a value. A default must be of the same kind as the value. */
export function kind(value) {
	if (value === null) return "null";
	if (value instanceof Date) return "string";
	if (Array.isArray(value)) return "array";
	if (value instanceof Set) return "set";
	if (value instanceof Uint8Array) return "bytes";
	return typeof value === "bigint" ? "number" : typeof value;
}

/** A text that is the same for equal values, whatever the order of their attributes. */
export function canonical(value) {
	return JSON.stringify(value, (_, each) => {
		if (typeof each === "bigint") return { bigint: String(each) };
		if (each instanceof Set) return { set: [...each].map(canonical).sort() };
		if (each instanceof Uint8Array) return { bytes: Buffer.from(each).toString("hex") };
		if (each === null || typeof each !== "object" || Array.isArray(each)) return each;
		return { object: Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)) };
	});
}
