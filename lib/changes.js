"use strict";

// `changes`: each change, as events or as rows.

const { withEventDates } = require("./decode");
const { follow } = require("./follow");
const { NativeFollow } = require("./native");
const { CHANGES } = require("./option-tables");
const { strictOptions, string } = require("./options");

function followChanges(open, expression, options) {
	const given = strictOptions(CHANGES, options);
	const native = NativeFollow.changes(expression === undefined ? undefined : string(expression), given);
	const raw = options?.raw === true;
	return follow(open, native, options?.signal, ({ changes }) => (raw ? changes : changes.map(withEventDates)), raw);
}

module.exports = { followChanges };
