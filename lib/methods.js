"use strict";

// Methods that work without their object, as in `const { get } = data`.

/** The names of the methods of a class. */
function methodsOf({ prototype }) {
	return Object.entries(Object.getOwnPropertyDescriptors(prototype))
		.filter(([name, { value }]) => typeof value === "function" && name !== "constructor")
		.map(([name]) => name);
}

/** Binds methods to their object. They stay out of what lists its properties. */
function bindMethods(object, names) {
	for (const name of names) {
		Object.defineProperty(object, name, { value: object[name].bind(object), writable: true, configurable: true });
	}
}

module.exports = { bindMethods, methodsOf };
