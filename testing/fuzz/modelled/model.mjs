// A model of a store, derived from the documentation and the recordings, not from the code under test.

import { changesNothing, isOperator, operate, operatedKind } from "./operators.mjs";
import { holds } from "./predicates.mjs";
import { define, kind, stored } from "./values.mjs";

const isObject = (value) => kind(value) === "object";
const byBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

const LABELS = ["label1", "label2", "label3", "label4", "label5"];

/** A refused call, with the code of its error. */
export class Refused {
	constructor(code) {
		this.code = code;
	}
}

export class Model {
	/** Items by partition key and sort key. */
	#items = new Map();

	/** The number of rows, including expired ones. */
	get rows() {
		return this.#items.size;
	}

	clear() {
		this.#items.clear();
	}

	/** The item under a key, unless it has expired. */
	get(key) {
		const item = this.#items.get(row(key));
		return item?.expired ? undefined : item;
	}

	set(key, value, options = {}) {
		const current = options.overwrite ? undefined : this.get(key);
		const plan = planned(value, options);
		const there = this.get(key) !== undefined;
		if (options.exists === true && !there) throw new Refused("ITEM_NOT_FOUND");
		if (options.exists === false && there) throw new Refused("ITEM_EXISTS");
		this.#check(key, options);
		return this.#put(key, plan(current?.value), current, options);
	}

	add(key, name, delta) {
		return this.set(key, name === undefined ? { $add: delta } : { [name]: { $add: delta } });
	}

	remove(key, options = {}) {
		if (options.exists === true && this.get(key) === undefined) throw new Refused("ITEM_NOT_FOUND");
		this.#check(key, options);
		this.#items.delete(row(key));
	}

	#check(key, options) {
		if (options.if !== undefined && !holds(options.if, this.get(key)?.value)) throw new Refused("CONDITION_FAILED");
	}

	/** The live items of a collection whose sort key meets a condition, sorted by key. */
	list(collection, condition) {
		const found = this.live().filter((item) => item.pk === collection && condition(item.sk));
		return found.sort((a, b) => byBytes(a.sk, b.sk));
	}

	/** The live items whose label meets a condition, sorted by label. */
	labelled(name, collection, condition) {
		const place = (item) => split(item.labels[name]);
		const found = this.live().filter(
			(item) => item.labels[name] !== undefined && place(item)[0] === collection && condition(place(item)[1]),
		);
		return found.sort((a, b) => byBytes(place(a)[1], place(b)[1]));
	}

	live() {
		return [...this.#items.values()].filter((item) => !item.expired);
	}

	/** The rows that have expired but are still stored. */
	expired() {
		return [...this.#items.values()].filter((item) => item.expired);
	}

	#put(key, value, current, options) {
		const [pk, sk] = split(key);
		const labels = { ...current?.labels };
		for (const name of LABELS.filter((name) => Object.hasOwn(options, name))) {
			const label = options[name];
			if (label === null || label === undefined) delete labels[name];
			else if (!Array.isArray(label)) labels[name] = label;
			else labels[name] ??= label[0];
		}
		const expired = options.ttl === undefined ? false : options.ttl === PAST;
		const hasTtl = options.ttl === undefined ? (current?.hasTtl ?? false) : options.ttl !== null;
		const item = { key, pk, sk, value, labels, expired, hasTtl };
		this.#items.set(row(key), item);
		return item;
	}
}

/** A `ttl` in the past. */
export const PAST = "2020-01-01";

/** The parts of a key or label. */
export function split(key) {
	const at = key.indexOf(":");
	return at < 0 ? [key, "0"] : [key.slice(0, at), key.slice(at + 1)];
}

const row = (key) => JSON.stringify(split(key));

/** Returns the change that a `set` requests, as a function of the stored value. */
function planned(value, { default: fallback, removeNulls = true }) {
	const hasDefault = fallback !== undefined && fallback !== null;
	if (hasDefault && isOperator(fallback)) throw new Refused("INVALID_VALUE");
	if (value === undefined || (value === null && (removeNulls || hasDefault))) {
		if (!hasDefault) throw new Refused("INVALID_VALUE");
		return (current) => missing(current, stored(fallback));
	}
	const isChecked = hasDefault && !(isOperator(value) && changesNothing(value));
	if (isChecked && kind(fallback) !== operatedKind(value)) throw new Refused("INVALID_VALUE");
	if (isOperator(value)) return (current) => whole(single(current), value);
	if (!isObject(value)) {
		return (current) => {
			single(current);
			return stored(value);
		};
	}
	const defaults = hasDefault ? stored(fallback) : {};
	checkOperators(value, defaults);
	return (current) => edited(isObject(current) ? current : {}, value, defaults, removeNulls);
}

/** Refuses a default beside an operator that is of another kind than what the operator edits. */
function checkOperators(given, defaults) {
	for (const [name, value] of Object.entries(given)) {
		const beside = Object.hasOwn(defaults, name) ? defaults[name] : null;
		if (!isOperator(value) || changesNothing(value) || beside === null) continue;
		if (kind(beside) !== operatedKind(value)) throw new Refused("INVALID_VALUE");
	}
}

/** The new value if only a default is given. */
function missing(current, fallback) {
	if (!isObject(fallback)) {
		const there = single(current);
		return there === undefined ? fallback : there;
	}
	return current === undefined || isObject(current) ? withDefaults(current ?? {}, fallback) : current;
}

/** The stored value, which a single value may replace unless it is an object. */
function single(current) {
	if (current !== undefined && isObject(current)) throw new Refused("OBJECT_TO_VALUE");
	return current;
}

/** A whole value cannot be missing: `null` is what arrays and Sets begin with, and what a Set without elements is. */
function whole(current, operator) {
	const missing = current === null && !Object.hasOwn(operator, "$add");
	return operated(missing ? undefined : current, operator, true) ?? null;
}

/** What an operator makes of a value; `undefined` for a missing one. */
function operated(current, operator, removeNulls) {
	const made = operate(current, operator, (object, edits) => edited(object, edits, {}, removeNulls));
	if (made instanceof Error) throw new Refused("VALIDATION_EXCEPTION");
	return made;
}

function edited(current, given, fallback, removeNulls) {
	const result = { ...current };
	const left = { ...fallback };
	for (const [name, value] of given instanceof Map ? given : Object.entries(given)) {
		const beside = Object.hasOwn(left, name) && left[name] !== null ? left[name] : undefined;
		delete left[name];
		if (value === undefined || (value === null && removeNulls)) delete result[name];
		else if (isOperator(value)) {
			const made = operated(Object.hasOwn(result, name) ? result[name] : undefined, value, removeNulls);
			if (made === undefined) delete result[name];
			else define(result, name, made);
		} else define(result, name, merged(stored(value), beside));
	}
	return withDefaults(result, left);
}

/** A value, completed from a default at any depth. */
function merged(value, fallback) {
	if (fallback === undefined || !isObject(value) || !isObject(fallback)) return value;
	const result = { ...value };
	for (const [name, inner] of Object.entries(fallback)) {
		define(result, name, Object.hasOwn(result, name) ? merged(result[name], inner) : inner);
	}
	return result;
}

function withDefaults(object, fallback) {
	const result = { ...object };
	for (const [name, value] of Object.entries(fallback)) {
		if (!Object.hasOwn(result, name) && value !== null) define(result, name, value);
	}
	return result;
}
