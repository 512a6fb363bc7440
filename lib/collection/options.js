"use strict";

// The options of the verbs of a collection. They are those of the same verbs of `data`, without what a collection decides
// itself, and an unknown one is refused: a condition that is misspelled must not be missing.

const { COUNT, GET, GET_MANY, ITERATE, REMOVE, SET, verb } = require("../option-tables");

const taking = (name, { kinds }, names) =>
	verb(name, Object.fromEntries(names.map((option) => [option, kinds[option]])));
const without = ({ name, kinds }, ...names) =>
	taking(
		name,
		{ kinds },
		Object.keys(kinds).filter((option) => !names.includes(option)),
	);

/** The parts of a definition, which `definition.js` checks itself. */
const PARTS = ["schema", "key", "labels", "unique"];

module.exports = {
	DEFINITION: { name: "collection", lacks: "'collection' has no option", names: new Set(PARTS) },
	CREATE: taking("create", SET, ["ttl"]),
	PUT: taking("put", SET, ["ttl", "exists", "version", "if", "created"]),
	UPDATE: taking("update", SET, ["ttl", "version", "if"]),
	REMOVE,
	REINDEX: verb("reindex", {}),
	GET: without(GET, "label"),
	GET_MANY,
	ITERATE: without(ITERATE, "label"),
	COUNT: without(COUNT, "label"),
	GET_BY: taking("getBy", GET, ["meta", "version"]),
	GET_BY_LABEL: without({ ...GET, name: "getByLabel" }, "label", "consistent"),
};
