"use strict";

// What is counted: items, places among them, collections. `calls` are those of the handle.

const { decode } = require("./decode");
const { COLLECTIONS, COUNT, CURSORS } = require("./option-tables");
const { strictOptions, string } = require("./options");
const { hintRange } = require("./unknown");

async function countItems(calls, expression, options) {
	const counted = decode(await calls.finish(calls.native.count(keyOf(expression), strictOptions(COUNT, options))));
	if (counted === 0) hintRange(expression);
	return counted;
}

async function cursorsOf(calls, expression, options) {
	const answer = calls.native.cursors(keyOf(expression), strictOptions(CURSORS, options));
	const { counted, cursors } = decode(await calls.finish(answer));
	if (counted === 0) hintRange(expression);
	return { items: counted, cursors };
}

async function* listCollections(calls, options) {
	const answer = calls.native.collections(strictOptions(COLLECTIONS, options));
	const { named, simple } = decode(await calls.finish(answer));
	const all = simple === undefined ? named : [...named, [null, simple]];
	for (const [name, [items, bytes]] of all) {
		yield { name, ...(items !== undefined && { items }), ...(bytes !== undefined && { bytes }) };
	}
}

const keyOf = (expression) => (expression === undefined ? undefined : string(expression));

module.exports = { countItems, cursorsOf, listCollections };
