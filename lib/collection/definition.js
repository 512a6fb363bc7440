"use strict";

// What a collection is: its name, and the schema, key, labels and unique attributes of its values. Keys, labels and unique
// values are computed from what is stored of a value, so that `reindex` computes the same of what it reads.

const { ValidationError, plainError } = require("../errors");
const { LABEL_NAMES } = require("../option-tables");
const { refuseUnknown } = require("../options");
const { kindOf, normalized } = require("./keys");
const { DEFINITION } = require("./options");
const { compile } = require("./templates");
const { isAttributes, storedForm } = require("./values");

/** The issues in the message of an error. All are in its property `issues`. */
const MAX_SHOWN = 3;

class Definition {
	#validate;
	#keyOf;
	#labels;

	constructor(name, options) {
		this.name = nameOf(name);
		if (options === undefined) throw invalid("'data.collection' needs a 'schema' and a 'key'.");
		refuseUnknown(DEFINITION, options);
		this.#validate = validatorOf(options.schema);
		this.#keyOf = keyFunction(options.key);
		this.#labels = labelFunctions(options.labels ?? {});
		this.unique = uniqueNames(options.unique ?? []);
	}

	/** What is stored of a value, if the schema accepts it. */
	async accept(given) {
		let result = this.#validate(given);
		// Without an `await`, the application cannot change the value meanwhile.
		if (typeof result?.then === "function") result = await result;
		if (typeof result !== "object" || result === null) throw notStandard();
		if (result.issues) throw mismatch(this.name, result.issues);
		return storedForm(result.value);
	}

	/** The key of a stored value. */
	keyOf(value) {
		const key = this.#keyOf(value);
		if (typeof key === "string") return normalized(key);
		silence(key);
		throw new ValidationError(
			`The key of a value in '${this.name}' must be a string; it is ${key === undefined ? "missing" : kindOf(key)}.`,
			"INVALID_KEY",
		);
	}

	/** The labels of a stored value; `undefined` for each that it does not have. */
	labelsOf(value) {
		return Object.fromEntries(this.#labels.map(([name, compute]) => [name, labelOf(name, compute(value))]));
	}
}

function labelOf(name, label) {
	if (typeof label === "string") return label;
	if (label === undefined || label === null) return undefined;
	silence(label);
	throw plainError(
		`The function of '${name}' must return a string or undefined, not ${kindOf(label)}.`,
		"INVALID_VALUE",
	);
}

/** Lets a promise that nobody awaits fail without ending the process: its function is refused already. */
function silence(given) {
	if (typeof given?.then === "function") given.then(undefined, () => {});
}

function notStandard() {
	return invalid("The schema has returned no result. 'schema' must be a Standard Schema, version 1.");
}

/** The error for a value that the schema refuses. The schema's messages may show the value; this one adds nothing of it. */
function mismatch(collection, issues) {
	const list = Array.from(issues, ({ message, path }) => ({
		message: String(message ?? "invalid"),
		path: Array.from(path ?? [], (part) => (typeof part === "object" ? part.key : part)),
	}));
	const shown = list.slice(0, MAX_SHOWN).map(({ message, path }) => {
		return path.length === 0 ? message : `'${path.map(String).join(".")}': ${message}`;
	});
	if (list.length > MAX_SHOWN) shown.push(`and ${list.length - MAX_SHOWN} more`);
	const error = new ValidationError(`The schema of '${collection}' refuses the value. ${shown.join("; ")}`, "SCHEMA");
	error.issues = list;
	return error;
}

function nameOf(name) {
	if (typeof name !== "string" || name.trim() === "" || name.includes(":")) {
		throw invalid("'data.collection' needs the name of a collection, which its keys have before the colon: 'users'.");
	}
	if (name.includes(".")) {
		throw invalid(
			"The name of a collection with a schema has no '.': what is unique in 'users' is kept in collections such as " +
				"'users.email'.",
		);
	}
	return normalized(name);
}

function validatorOf(schema) {
	const standard = ["object", "function"].includes(typeof schema) ? schema?.["~standard"] : undefined;
	if (standard?.version === 1 && typeof standard.validate === "function") return (value) => standard.validate(value);
	throw invalid("'schema' must be a Standard Schema, version 1, as zod, valibot and arktype make them.");
}

function keyFunction(key) {
	if (typeof key === "function") return key;
	if (typeof key === "string") return (value) => (Object.hasOwn(value, key) ? value[key] : undefined);
	throw invalid(
		"'key' must be the name of the attribute that is the key, or a function that returns the key of a value.",
	);
}

function labelFunctions(labels) {
	if (!isAttributes(labels))
		throw invalid("'labels' must be an object of templates or functions, with the names of labels as keys.");
	return Object.entries(labels).map(([name, given]) => {
		if (!LABEL_NAMES.includes(name)) throw invalid(`'labels' has no '${name}'. It has: ${LABEL_NAMES.join(", ")}.`);
		if (typeof given === "function") return [name, given];
		if (typeof given === "string") return [name, compile(name, given)];
		throw invalid(`'${name}' must be a template, as in 'team-\${team}:\${id}', or a function that returns the label.`);
	});
}

function uniqueNames(unique) {
	const isName = (name) => typeof name === "string" && name !== "" && !name.includes(":") && name === normalized(name);
	if (Array.isArray(unique) && unique.every(isName)) return [...new Set(unique)];
	throw invalid("'unique' must be an array of the names of attributes, as in ['email']. They have no colons.");
}

function invalid(message) {
	return new ValidationError(message, "INVALID_OPTION");
}

module.exports = { Definition };
