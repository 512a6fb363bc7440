"use strict";

// Helpers for the tests of `data.watch`.

/** Reads a watch to its end in the background, after entries that came already: its entries, and what they say of each key. */
function follow(watch, first = []) {
	const seen = { watch, entries: [], state: new Map(), look: () => {} };
	const note = (entry) => {
		seen.entries.push(entry);
		if (entry.deleted) seen.state.delete(entry.key);
		else seen.state.set(entry.key, entry);
		seen.look();
	};
	first.forEach(note);
	seen.done = (async () => {
		for await (const entry of watch) note(entry);
	})();
	/** Resolves when the entries meet a condition. */
	seen.until = (isMet) =>
		new Promise((resolve, reject) => {
			seen.look = () => isMet(seen) && resolve(seen);
			seen.done.then(() => reject(new Error("The watch has ended.")), reject);
			seen.look();
		});
	return seen;
}

/** The first entries of a watch, which goes on. */
async function take(watch, count) {
	const entries = [];
	while (entries.length < count) {
		const { value, done } = await watch.next();
		if (done) break;
		entries.push(value);
	}
	return entries;
}

module.exports = { follow, take };
