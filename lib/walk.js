"use strict";

// `stat` and `check`: walks through a whole store, piece by piece, so that `onProgress` hears how far they are.

const { decode } = require("./decode");
const { groupsOf } = require("./events");
const { NativeWalk } = require("./native");
const { STAT, STORE_CHECK } = require("./option-tables");
const { listenerOf, strictOptions } = require("./options");

async function statOf(open, options) {
	const { groups, ...rest } = await walk(open, STAT, options);
	return groups === undefined ? rest : { ...rest, groups: groupsOf({ groups }) };
}

async function checkStore(open, options) {
	return await walk(open, STORE_CHECK, options);
}

/** Walks to the end. `open` returns the calls of the handle, and throws once it is closed. */
async function walk(open, verb, options) {
	const given = strictOptions(verb, options);
	const onProgress = listenerOf(options);
	const walking = new NativeWalk(verb === STORE_CHECK, given);
	for (;;) {
		const calls = open();
		const answer = decode(await calls.finish(calls.native.walkOn(walking)));
		if (answer.passed === undefined) return answer;
		await onProgress?.(answer.passed);
	}
}

module.exports = { checkStore, statOf };
