"use strict";

// Replaying dead letters: each is given once more to the handler that gave it up.

const { withEventDates } = require("./decode");
const { ValidationError } = require("./errors");
const { codeOf, describe, settle } = require("./outcome");
const { warnOnce } = require("./warnings");

/** How long a claim lasts beyond the timeout of the handler, in milliseconds. */
const CLAIM = 60_000;
/** The codes that say that another process has taken a letter. */
const TAKEN = new Set(["VERSION_MISMATCH", "ITEM_NOT_FOUND"]);

/** Replays the dead letters that an expression selects, one after another. Resolves to how many. */
async function replay(data, handlers, expression) {
	if (typeof expression !== "string") {
		throw new ValidationError(
			"'data.events.replay' needs the dead letters to replay, as in data.events.replay('failed-orders:*')",
			"INVALID_KEY",
		);
	}
	let [replayed, failed] = [0, 0];
	for await (const letter of data.iterate(expression, { version: true, consistent: true })) {
		const handler = handlerOf(handlers, letter);
		if (handler === undefined) {
			failed++;
			continue;
		}
		// Another process is replaying it.
		if (letter.value.replaying > Date.now()) continue;
		const claimed = await unlessTaken(
			data.set(letter.key, { replaying: Date.now() + handler.timeout + CLAIM }, { version: letter.version }),
		);
		if (claimed === undefined) continue;
		const error = await attempt(handler, eventOf(letter.value));
		const { version } = claimed;
		if (error === undefined) {
			replayed++;
			await unlessTaken(data.remove(letter.key, { version }));
		} else {
			failed++;
			const { attempts } = letter.value;
			const edit = { attempts: attempts + 1, error, failed: new Date().toISOString(), replaying: null };
			await unlessTaken(data.set(letter.key, edit, { version, removeNulls: true }));
		}
	}
	return { replayed, failed };
}

/** The handler that gave the letter up. Without one, the letter stays, and a warning says why. */
function handlerOf(handlers, { key, value }) {
	if (typeof value?.handler?.id !== "string" || typeof value.item?.key !== "string") {
		return warnOfLetter(key, "it is no dead letter");
	}
	const { group, handler, omitted } = value;
	if (omitted !== undefined) {
		return warnOfLetter(key, `it was too large to keep ${omitted.map((part) => `'${part}'`).join(" and ")}`);
	}
	const found = handlers.find(group, handler.id);
	const names = handler.names.map((name) => `'${name}'`).join(", ");
	return found ?? warnOfLetter(key, `this program has no handler of ${names} in the group '${group}'`);
}

function warnOfLetter(key, reason) {
	warnOnce("NOT_REPLAYED", `'${key}' was not replayed, because ${reason}. It stays.`);
}

/** The event of a letter, as the handler got it. */
function eventOf({ name, item, previous }) {
	return withEventDates(previous === undefined ? { name, item } : { name, item, previous });
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
