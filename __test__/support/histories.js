"use strict";

// Random histories of transactions that were carried out one after another, and ways to corrupt them.

const { randomOf } = require("./random");

/** A history in the form of testing/serializability/checker. With `overlap`, transactions overlap. */
function randomHistory({ seed, transactions, keys, overlap = false }) {
	const random = randomOf(seed);
	const below = (limit) => Math.floor(random() * limit);
	const store = new Map();
	const history = [];
	let ids = 0;
	const nextOperation = (state) => {
		const key = `${below(2) === 0 ? "r" : "n"}${below(keys)}`;
		const value = state.get(key) ?? [];
		const id = `w${ids}`;
		if (key.startsWith("r")) {
			switch (below(8)) {
				case 0:
					state.set(key, [id]);
					ids++;
					return { write: key, id, resets: true };
				case 1:
				case 2:
					state.set(key, [...value, id]);
					ids++;
					return { write: key, id };
				default:
					return { read: key, lineage: value };
			}
		}
		switch (below(4)) {
			case 0:
				state.set(key, [...value, id]);
				ids++;
				return { add: key, id };
			case 1: {
				const looked = `w${below(ids + 1)}`;
				return { look: key, id: looked, found: value.includes(looked) };
			}
			default:
				return { count: key, ids: Object.fromEntries(value.map((own) => [own, 1])) };
		}
	};
	const record = (index, operations, outcome) => {
		const moment = index * 10;
		const [before, after] = overlap ? [below(40), below(40)] : [1, 1];
		history.push({ id: `T${index}`, process: index, start: moment - before, end: moment + after, outcome, operations });
	};
	for (let index = 0; index < transactions; index++) {
		const state = new Map(store);
		const operations = Array.from({ length: 1 + below(4) }, () => nextOperation(state));
		const outcome = ["aborted", "unknown"][below(10)] ?? "committed";
		const isApplied = outcome === "committed" || (outcome === "unknown" && below(2) === 0);
		if (isApplied) for (const [key, value] of state) store.set(key, value);
		record(index, operations, outcome);
	}
	const final = [...store].map(([key, value]) =>
		key.startsWith("r")
			? { read: key, lineage: value }
			: { count: key, ids: Object.fromEntries(value.map((id) => [id, 1])) },
	);
	record(transactions + 10, final, "committed");
	return history;
}

/** Reads of what other transactions wrote, of which another transaction has read as much. */
function readsOf(history, isWanted) {
	const committed = history.filter(({ outcome }) => outcome === "committed");
	const reads = committed.flatMap((transaction) => transaction.operations.map((read) => ({ transaction, read })));
	return reads.filter(({ transaction, read }) => {
		const seen = read.lineage ?? Object.keys(read.ids ?? {});
		const own = transaction.operations.some(({ write, add }) => [write, add].includes(read.read ?? read.count));
		return seen.length > 0 && !own && isWanted(read, transaction, committed);
	});
}

/** A copy in which no two operations share a lineage. */
const copyOf = (history) => JSON.parse(JSON.stringify(history));
const writer = (history, id) =>
	history.find(({ operations }) => operations.some((other) => other.id === id && other.look === undefined));
const others = (committed, transaction) => committed.filter((other) => other !== transaction);
const hasLineage = (transactions, isWanted) =>
	transactions.some(({ operations }) => operations.some(({ lineage }) => lineage !== undefined && isWanted(lineage)));

/** Changes one random read of a copy of the history; `undefined` if there is none to change. */
function changing(choose, change) {
	return (history, seed) => {
		const changed = copyOf(history);
		const found = choose(changed);
		if (found.length === 0) return undefined;
		const { transaction, read } = found[seed % found.length];
		change(read, changed, transaction, seed);
		return changed;
	};
}

const lineages = (history) => readsOf(history, ({ lineage }) => lineage !== undefined);
const counts = (history) => readsOf(history, ({ ids }) => ids !== undefined);
const pick = (list, seed) => list[seed % list.length];

/** Each takes a history without overlaps and a seed. */
const CORRUPTIONS = {
	"a stale read": changing(
		(history) =>
			readsOf(
				history,
				({ lineage }, transaction, committed) =>
					lineage !== undefined &&
					writer(history, lineage.at(-1)).outcome === "committed" &&
					hasLineage(others(committed, transaction), (other) => other.includes(lineage.at(-1))),
			),
		(read) => read.lineage.pop(),
	),
	"a stale read of a tally": changing(
		(history) =>
			readsOf(history, ({ ids }) => Object.keys(ids ?? {}).some((id) => writer(history, id).outcome === "committed")),
		(read, history, _, seed) => {
			delete read.ids[
				pick(
					Object.keys(read.ids).filter((id) => writer(history, id).outcome === "committed"),
					seed,
				)
			];
		},
	),
	"a read of an aborted transaction": changing(lineages, (read, history, _, seed) => {
		writer(history, pick(read.lineage, seed)).outcome = "aborted";
	}),
	"a count of an aborted transaction": changing(counts, (read, history, _, seed) => {
		writer(history, pick(Object.keys(read.ids), seed)).outcome = "aborted";
	}),
	"a write carried out twice": changing(lineages, (read, _, __, seed) => read.lineage.push(pick(read.lineage, seed))),
	"an addition carried out twice": changing(counts, (read, _, __, seed) => {
		read.ids[pick(Object.keys(read.ids), seed)]++;
	}),
	"two writes in another order": changing(
		(history) =>
			readsOf(history, ({ lineage }, transaction, committed) => {
				const last = lineage?.slice(-2);
				const inOrder = (other) => other.includes(last[0]) && other.includes(last[1]);
				return last?.length === 2 && hasLineage(others(committed, transaction), inOrder);
			}),
		(read) => read.lineage.push(...read.lineage.splice(-2).reverse()),
	),
	"a lost write": (history, seed) => {
		const changed = copyOf(history);
		const all = changed.flatMap(({ operations }) => operations);
		const final = changed.at(-1).operations.flatMap(({ lineage }) => lineage ?? []);
		const lost = final.filter((id) => {
			const { outcome, operations } = writer(changed, id);
			const { write, resets } = operations.find((operation) => operation.id === id && operation.look === undefined);
			const isReset = all.some((operation) => operation.write === write && operation.resets);
			return outcome === "committed" && !resets && !isReset;
		});
		if (lost.length === 0) return undefined;
		const id = pick(lost, seed);
		for (const operation of all)
			if (operation.lineage) operation.lineage = operation.lineage.filter((other) => other !== id);
		return changed;
	},
};

module.exports = { CORRUPTIONS, randomHistory };
