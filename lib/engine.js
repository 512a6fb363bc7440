"use strict";

// What a value is to the engine. Own properties prove nothing, because data may be named `constructor` or `length`.
// Identity proves nothing either, because values may come from another realm, as in jest. So the hidden state decides.

const { types } = require("node:util");

const TypedArray = Object.getPrototypeOf(Uint8Array.prototype);

/** Reads a property of a built-in class, even if an object has its own of that name. */
function getter(prototype, name) {
	const { get } = Object.getOwnPropertyDescriptor(prototype, name);
	return (object) => get.call(object);
}

const viewOf = (prototype) => ["buffer", "byteOffset", "byteLength"].map((name) => getter(prototype, name));
const VIEWS = { typed: viewOf(TypedArray), data: viewOf(DataView.prototype) };
const lengthOf = {
	plain: getter(ArrayBuffer.prototype, "byteLength"),
	shared: getter(SharedArrayBuffer.prototype, "byteLength"),
};

/** The bytes of a buffer or of a view of one, as base64; `undefined` if its memory was transferred. */
function base64(object) {
	let place;
	if (ArrayBuffer.isView(object)) {
		place = VIEWS[types.isDataView(object) ? "data" : "typed"].map((get) => get(object));
	} else {
		place = [object, 0, lengthOf[types.isSharedArrayBuffer(object) ? "shared" : "plain"](object)];
	}
	try {
		return Buffer.from(...place).toString("base64");
	} catch {
		return undefined;
	}
}

const PRIMITIVES = [
	[types.isStringObject, String],
	[types.isNumberObject, Number],
	[types.isBooleanObject, Boolean],
	[types.isBigIntObject, BigInt],
];

/** The value of a boxed primitive; `undefined` for any other object. */
function unboxed(object) {
	if (!types.isBoxedPrimitive(object)) return undefined;
	const [, box] = PRIMITIVES.find(([is]) => is(object)) ?? [];
	return box?.prototype.valueOf.call(object);
}

/** Whether an object is plain: its prototype is `Object.prototype` of any realm, or `null`. */
function isPlainObject(object) {
	const prototype = Object.getPrototypeOf(object);
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Kinds whose state is hidden, so that nothing of it would be stored. */
const HIDDEN = [
	types.isPromise,
	types.isNativeError,
	types.isRegExp,
	types.isWeakMap,
	types.isWeakSet,
	types.isGeneratorObject,
	types.isMapIterator,
	types.isSetIterator,
	types.isExternal,
];

/** Whether an object is a Promise or another thenable. */
function isThenable(object) {
	return types.isPromise(object) || typeof object.then === "function";
}

/** Whether the state of an instance is not in its attributes, as with a URL, Headers or a Blob. */
function isHidden(object) {
	return HIDDEN.some((is) => is(object)) || Object.keys(object).length === 0;
}

/** The name of an instance's class, for a message. */
function className(object) {
	try {
		const { name } = Object.getPrototypeOf(object).constructor;
		return /^[\p{ID_Start}$_][\p{ID_Continue}$]{0,63}$/u.test(name) ? name : "a class";
	} catch {
		return "a class";
	}
}

const mapEntries = (map) => Array.from(Map.prototype.entries.call(map));
const setValues = (set) => Array.from(Set.prototype.values.call(set));
const timeOf = (date) => Date.prototype.getTime.call(date);
const isoDate = (date) => Date.prototype.toISOString.call(date);

module.exports = {
	base64,
	className,
	isHidden,
	isPlainObject,
	isThenable,
	isoDate,
	mapEntries,
	setValues,
	timeOf,
	types,
	unboxed,
};
