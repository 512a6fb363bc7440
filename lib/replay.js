"use strict";

// Replaying dead letters: each is given once more to the handler that gave it up.

const { ValidationError } = require("./errors");
const { eventOf, readLetter } = require("./letter");
const { codeOf, describe, settle } = require("./outcome");
const { warnOnce } = require("./warnings");

/** How long a claim lasts beyond the timeout of the handler, in milliseconds. */
const CLAIM = 60_000;
/** The codes that say that another process has taken a letter. */
const TAKEN = new Set(["VERSION_MISMATCH", "ITEM_NOT_FOUND"]);
/** The code that says that a letter, which someone has enlarged, has no room for what a replay writes into it. */
const FULL = "ITEM_TOO_LARGE";

/** Replays the dead letters that an expression selects, one after another. Resolves to how many. */
async function replay(data, handlers, expression) {
	if (typeof expression !== "string") {
		throw new ValidationError(
			"'data.events.replay' needs the dead letters to replay, as in data.events.replay('failed-orders:*')",
			"INVALID_KEY",
		);
	}
	let [replayed, failed] = [0, 0];
	for await (const item of data.iterate(expression, { version: true, consistent: true })) {
		const { letter, handler, fault } = read(handlers, item.value);
		// Another process is replaying it.
		if (letter?.replaying > Date.now()) continue;
		const isReplayed = fault === undefined ? await replayOne(data, handler, item) : stays(item.key, fault);
		if (isReplayed === true) replayed++;
		if (isReplayed === false) failed++;
	}
	return { replayed, failed };
}

/** The letter and the handler that gave it up, or the `fault` for which it cannot be replayed. */
function read(handlers, value) {
	const { letter, fault } = readLetter(value, (...event) => handlers.covers(...event));
	if (fault !== undefined) return { fault };
	const { group, name, item } = letter;
	const { id, names } = letter.handler;
	const handler = handlers.find(group, id) ?? handlers.findPlain(group, names);
	if (handler === undefined) {
		const list = names.map((name) => `'${name}'`).join(", ");
		return {
			fault: `this program has no handler of ${list} in the group '${group}' with this 'deadLetter', nor one without any`,
		};
	}
	if (!handlers.covers(handler.names, name, item.key)) {
		return { fault: "its handler has no event name for its 'name' and 'item.key'" };
	}
	return { letter, handler };
}

/** Replays a letter. Resolves to whether its handler succeeded; to `undefined` if another process has taken the letter. */
async function replayOne(data, handler, { key, value, version }) {
	const edit = (edit, version) => unlessTaken(data.set(key, edit, { version, removeNulls: true }));
	try {
		const claimed = await edit({ replaying: Date.now() + handler.timeout + CLAIM }, version);
		if (claimed === undefined) return undefined;
		const error = await attempt(handler, eventOf(value));
		if (error === undefined) {
			await unlessTaken(data.remove(key, { version: claimed.version }));
			return true;
		}
		const attempts = value.attempts + 1;
		await edit({ attempts, error, failed: new Date().toISOString(), replaying: null }, claimed.version);
		return false;
	} catch (error) {
		if (error.code !== FULL) throw error;
		return stays(key, "it is too large to note the attempt in it");
	}
}

/** Warns of a letter that stays as it is. */
function stays(key, reason) {
	warnOnce("NOT_REPLAYED", `'${key}' was not replayed, because ${reason}. It stays.`);
	return false;
}

/** Resolves to the error of the handler; `undefined` if it succeeds. */
function attempt({ call, timeout }, event) {
	return new Promise((resolve) => {
		const timer = setTimeout(() => {
			resolve({ message: `The handler did not finish within ${timeout} ms.` });
		}, timeout);
		const end = (error) => {
			clearTimeout(timer);
			resolve(error);
		};
		const fail = (message, code) => end(code === undefined ? { message } : { message, code });
		let result;
		try {
			result = call(event);
		} catch (error) {
			fail(describe(error), codeOf(error));
			return;
		}
		settle(result, () => end(), fail);
	});
}

/** Resolves to what a call does, or to `undefined` if another process has taken its letter. */
async function unlessTaken(call) {
	try {
		return (await call) ?? true;
	} catch (error) {
		if (TAKEN.has(error.code)) return undefined;
		throw error;
	}
}

module.exports = { replay };
