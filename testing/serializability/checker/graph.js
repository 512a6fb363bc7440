"use strict";

// The graph of what came before what. An edge is of the kind
// - `ww`: the second transaction replaced what the first one wrote,
// - `wr`: the second one read what the first one wrote,
// - `rw`: the second one replaced what the first one read,
// - `time`: the first one ended before the second one began.

/** The graph: `edges` has the list of edges `{ to, kind, why }` of each node. A node is a transaction or a moment. */
function graphOf(found, order) {
	const edges = new Map(found.committed.map((transaction) => [transaction, []]));
	const add = (from, to, kind, why) => {
		if (from !== undefined && to !== undefined && from !== to) edges.get(from)?.push({ to, kind, why });
	};
	const writer = (id) => found.writers.get(id)?.transaction;
	for (const { key, before, after } of order.pairs()) {
		add(writer(before), writer(after), "ww", `${after} replaced ${before} in ${key}`);
	}
	for (const { transaction, key, lineage } of found.reads) {
		const version = lineage.at(-1) ?? null;
		add(writer(version), transaction, "wr", `read ${version} in ${key}`);
		for (const next of order.next(key, version)) {
			add(transaction, writer(next), "rw", `${next} replaced ${version ?? "nothing"}, which was read, in ${key}`);
		}
	}
	const additions = additionsOf(found.committed);
	for (const { transaction, key, ids, isWhole } of found.looks) {
		for (const id of additions.get(key) ?? []) {
			if (ids.get(id) > 0) add(writer(id), transaction, "wr", `read ${id} in ${key}`);
			else if (isWhole || ids.has(id)) add(transaction, writer(id), "rw", `${id} was not yet in ${key}`);
		}
	}
	addTime(found.committed, edges);
	return edges;
}

/** The additions to each tally. */
function additionsOf(committed) {
	const additions = new Map();
	for (const { add: key, id } of committed.flatMap(({ operations }) => operations)) {
		if (key === undefined) continue;
		if (!additions.has(key)) additions.set(key, []);
		additions.get(key).push(id);
	}
	return additions;
}

/**
 * Adds what the clock says. A chain of moments takes a few edges for each transaction, where pairs of transactions would
 * take one for each pair.
 */
function addTime(committed, edges) {
	const events = committed.flatMap((transaction) => [
		{ at: transaction.start, transaction, begins: true },
		...(transaction.outcome === "committed" ? [{ at: transaction.end, transaction, begins: false }] : []),
	]);
	// What begins at the moment of an end may have come before it.
	events.sort((a, b) => a.at - b.at || b.begins - a.begins);
	let moment;
	for (const { at, transaction, begins } of events) {
		if (begins) {
			if (moment !== undefined) edges.get(moment).push({ to: transaction, kind: "time" });
			continue;
		}
		const next = { moment: at };
		edges.set(next, []);
		edges.get(transaction).push({ to: next, kind: "time" });
		if (moment !== undefined) edges.get(moment).push({ to: next, kind: "time" });
		moment = next;
	}
}

module.exports = { graphOf };
