"use strict";

// `watch`: the items as they are, then what becomes of them.

const { follow } = require("./follow");
const { NativeFollow } = require("./native");
const { WATCH } = require("./option-tables");
const { strictOptions, string } = require("./options");

function watchItems(open, expression, options) {
	const given = strictOptions(WATCH, options);
	const native = NativeFollow.watch(expression === undefined ? undefined : string(expression), given);
	return follow(open, native, options?.signal, entriesOf);
}

function* entriesOf({ items, gone = [] }) {
	yield* items;
	for (const key of gone) yield { key, deleted: true };
}

module.exports = { watchItems };
