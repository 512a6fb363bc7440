"use strict";

// Collects what a history says: who wrote what, what was read from outside, and which transactions count.

/**
 * - `writers`: by id, the transaction and the operation of each write and addition
 * - `committed`: the transactions that count as committed
 * - `writes`: their writes of registers that are there after them, thus without those before an own reset
 * - `reads`: what they read of registers from outside: `{ transaction, key, lineage }`
 * - `looks`: what they learned about tallies: `{ transaction, key, ids, isWhole }`, `ids` with the count of each addition
 * - `odd`: reads that a transaction's own writes contradict
 */
function survey(history) {
	const writers = writersIn(history);
	const committed = visible(history, writers);
	const writes = committed.flatMap((transaction) => lastingWrites(transaction));
	const found = { writers, committed, writes, reads: [], looks: [], odd: [] };
	for (const transaction of committed) external(transaction, found);
	return found;
}

function writersIn(history) {
	const writers = new Map();
	for (const transaction of history) {
		for (const operation of transaction.operations) {
			if (operation.id === undefined || operation.look !== undefined) continue;
			if (writers.has(operation.id)) throw new Error(`two writes have the id ${operation.id}`);
			writers.set(operation.id, { transaction, operation });
		}
	}
	return writers;
}

/** The committed transactions, and those of unknown outcome with a write that one of the others has read. */
function visible(history, writers) {
	const included = new Set(history.filter(({ outcome }) => outcome === "committed"));
	for (const { operations } of included) {
		for (const id of operations.flatMap(idsIn)) {
			const transaction = writers.get(id)?.transaction;
			if (transaction?.outcome === "unknown") included.add(transaction);
		}
	}
	return [...included];
}

/** The writes of which a read tells. */
function idsIn({ lineage, ids, id, found }) {
	if (lineage !== undefined) return lineage;
	if (ids !== undefined) return Object.keys(ids);
	return found ? [id] : [];
}

function lastingWrites(transaction) {
	const resets = transaction.operations.filter(({ resets }) => resets);
	return transaction.operations.flatMap((operation, index) => {
		const { write: key, id } = operation;
		const last = resets.findLast(({ write }) => write === key);
		const lasts = key !== undefined && (last === undefined || transaction.operations.indexOf(last) <= index);
		return lasts ? [{ transaction, key, id, resets: operation.resets === true }] : [];
	});
}

/** Separates what a transaction read from outside from what it wrote itself. */
function external(transaction, { reads, looks, odd }) {
	const registers = new Map();
	const added = new Set();
	for (const operation of transaction.operations) {
		const { write, read, id } = operation;
		if (write !== undefined) {
			const own = registers.get(write) ?? { ids: [], isReset: false };
			registers.set(write, operation.resets ? { ids: [id], isReset: true } : { ...own, ids: [...own.ids, id] });
		} else if (operation.add !== undefined) {
			added.add(id);
		} else if (read !== undefined) {
			const { ids, isReset } = registers.get(read) ?? { ids: [], isReset: false };
			const kept = operation.lineage.length - ids.length;
			const sees = ids.every((own, index) => operation.lineage[kept + index] === own);
			if (!sees || (isReset && kept !== 0)) {
				odd.push({ transaction, key: read, lineage: operation.lineage, own: ids });
			} else if (!isReset) {
				reads.push({ transaction, key: read, lineage: operation.lineage.slice(0, kept) });
			}
		} else {
			const key = operation.count ?? operation.look;
			const isWhole = operation.count !== undefined;
			const ids = new Map(isWhole ? Object.entries(operation.ids) : [[id, operation.found ? 1 : 0]]);
			const unseen = isWhole ? [...added].filter((own) => keyOf(transaction, own) === key && !ids.has(own)) : [];
			if (unseen.length > 0) odd.push({ transaction, key, lineage: [...ids.keys()], own: unseen });
			for (const own of added) if (ids.get(own) === 1) ids.delete(own);
			looks.push({ transaction, key, ids, isWhole });
		}
	}
}

function keyOf(transaction, id) {
	return transaction.operations.find((operation) => operation.id === id).add;
}

module.exports = { survey };
