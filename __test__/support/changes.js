"use strict";

// Helpers for the tests of `data.changes`.

const { take } = require("./watch");

/**
 * Iterators over changes that have begun: each gives all that changes after this. On a table, a first listener begins a
 * moment after it is asked, and others begin at once.
 */
async function begun(data, ...calls) {
	await data.set("begun", 1);
	const first = data.watch("begun");
	await take(first, 1);
	return calls.map(([expression, options]) => {
		const changes = data.changes(expression, options);
		const next = changes.next();
		return { changes, take: (count) => takeAfter(next, changes, count), end: () => changes.return() };
	});
}

/** The first changes, of which the very first is already asked for. */
async function takeAfter(next, changes, count) {
	if (next.isTaken) return await take(changes, count);
	next.isTaken = true;
	const { value, done } = await next;
	return done ? [] : [value, ...(await take(changes, count - 1))];
}

/** What is wrong with the changes of each key: every one must begin where the one before has ended. Items have versions. */
function gaps(changes) {
	const last = new Map();
	return changes.filter(({ name, item, previous }) => {
		const before = last.get(item.key);
		last.set(item.key, name === "deleted" ? null : item.version);
		if (before === undefined) return false;
		if (name === "created") return before !== null;
		return before !== (name === "updated" ? previous.version : item.version);
	});
}

module.exports = { begun, gaps };
