"use strict";

// `backup` and `compact`. `calls` are those of the handle.

const { decode } = require("./decode");
const { ValidationError } = require("./errors");
const { NativeCopying } = require("./native");
const { BACKUP, COMPACT } = require("./option-tables");
const { listenerOf, strictOptions } = require("./options");

/** How often a listener hears of progress, in milliseconds. */
const EVERY = 100;

async function backup(calls, target, options) {
	if (typeof target !== "string") {
		throw new ValidationError(
			"'backup' needs the path of a folder, or of a file whose name ends in '.mdb'.",
			"INVALID_OPTION",
		);
	}
	const given = strictOptions(BACKUP, options);
	return withProgress(listenerOf(options), (copying) => calls.finish(calls.native.backup(target, given, copying)));
}

async function compact(calls, options) {
	strictOptions(COMPACT, options);
	return withProgress(listenerOf(options), (copying) => calls.finish(calls.native.compact(copying)));
}

/**
 * The answer of a call that `listener` hears of meanwhile. What it throws, or rejects with, is thrown once the call has
 * ended.
 */
async function withProgress(listener, start) {
	const copying = new NativeCopying();
	if (listener === undefined) return decode(await start(copying));
	const thrown = [];
	const told = [];
	const tell = (bytes, total) => {
		if (thrown.length > 0) return;
		try {
			const result = listener({ bytes, total });
			if (typeof result?.then === "function") told.push(Promise.resolve(result).catch((error) => thrown.push(error)));
		} catch (error) {
			thrown.push(error);
		}
	};
	const timer = setInterval(() => {
		const progress = copying.progress();
		if (progress) tell(...progress);
	}, EVERY);
	let answer;
	try {
		answer = decode(await start(copying));
	} finally {
		clearInterval(timer);
	}
	const size = answer.bytes ?? answer.after;
	tell(size, size);
	await Promise.all(told);
	if (thrown.length > 0) throw thrown[0];
	return answer;
}

module.exports = { backup, compact };
