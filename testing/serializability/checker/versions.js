"use strict";

// Derives the order of the versions of each register from the lineages of its values. A version is named by the write that
// made it; the version before the first write is `null`.

/** The order of versions: `Order.next(key, version)`, and what contradicts any order. */
function orderOf(found) {
	const violations = [];
	const keys = new Map();
	const of = (key) => {
		if (!keys.has(key)) keys.set(key, { next: new Map(), previous: new Map(), resets: new Set() });
		return keys.get(key);
	};
	const follow = (key, before, after, why) => {
		const { next, previous } = of(key);
		if (next.has(before) && next.get(before) !== after) {
			violations.push(
				violation("lost update", `${next.get(before)} and ${after} both replaced ${before} in ${key} (${why})`),
			);
		} else if (previous.has(after) && previous.get(after) !== before) {
			violations.push(
				violation("incompatible order", `${after} follows ${previous.get(after)} and ${before} in ${key} (${why})`),
			);
		} else {
			next.set(before, after);
			previous.set(after, before);
		}
	};
	for (const { transaction, key, lineage } of found.reads) {
		lineage.forEach((id, index) => {
			const isReset = found.writers.get(id)?.operation.resets;
			const why = `${transaction.id} read [${lineage.join(" ")}]`;
			if (index > 0) follow(key, lineage[index - 1], id, why);
			else if (!isReset) follow(key, null, id, why);
		});
	}
	for (const { transaction, key, id, resets } of found.writes.filter(isFirst)) {
		const read = found.reads.find((read) => read.transaction === transaction && read.key === key);
		if (read !== undefined) follow(key, read.lineage.at(-1) ?? null, id, `${transaction.id} read what it replaced`);
		else if (resets) of(key).resets.add(id);
	}
	const order = new Order(keys);
	violations.push(...lostWrites(found, keys));
	return { order, violations };
}

/** Whether a write is the first one of its transaction that the register keeps. */
function isFirst({ transaction, key }, index, writes) {
	return index === writes.findIndex((other) => other.transaction === transaction && other.key === key);
}

/** Committed writes that are in no lineage, although the register was read after they had been carried out. */
function lostWrites({ committed, writes, reads, looks, writers }, keys) {
	// When each transaction had been carried out at the latest.
	const applied = new Map(
		committed.map((transaction) => [
			transaction,
			transaction.outcome === "committed" ? transaction.end : Number.POSITIVE_INFINITY,
		]),
	);
	const read = new Set(reads.flatMap(({ lineage }) => lineage));
	const seen = (id, end) => {
		const writer = writers.get(id)?.transaction;
		if (applied.has(writer)) applied.set(writer, Math.min(applied.get(writer), end));
	};
	for (const { transaction, lineage } of reads) for (const id of lineage) seen(id, transaction.end);
	for (const { transaction, ids } of looks) for (const [id, times] of ids) if (times > 0) seen(id, transaction.end);
	const violations = [];
	for (const { transaction, key, id } of writes) {
		if (read.has(id)) continue;
		// What stood there when a register was reset unseen is unknown.
		const resets = [...(keys.get(key)?.resets ?? [])]
			.filter((reset) => reset !== id)
			.map((reset) => writers.get(reset).transaction);
		if (resets.some((reset) => applied.get(reset) >= transaction.start)) continue;
		const reader = reads.find((read) => read.key === key && read.transaction.start > applied.get(transaction));
		if (reader === undefined) continue;
		const text = `${transaction.id} wrote ${id} to ${key}, and ${reader.transaction.id}, which began later, did not read it`;
		violations.push(violation("lost write", text));
	}
	return violations;
}

/** Which version of a register follows which. */
class Order {
	#keys;

	constructor(keys) {
		this.#keys = keys;
	}

	/** What follows a version, as far as is known. After the last known version these are the resets that were made unseen. */
	next(key, version) {
		const order = this.#keys.get(key);
		const next = order?.next.get(version);
		if (next !== undefined) return [next];
		return order !== undefined && this.#isFirst(order, version) ? [...order.resets] : [];
	}

	/** Whether a version is the initial one or follows from it, so that it is older than every reset made unseen. */
	#isFirst({ previous }, version) {
		let at = version;
		for (const passed = new Set(); at !== null; at = previous.get(at)) {
			if (!previous.has(at) || passed.has(at)) return false;
			passed.add(at);
		}
		return true;
	}

	/** Each pair of a version and one that follows it. */
	*pairs() {
		for (const [key, { next, resets }] of this.#keys) {
			for (const [before, after] of next) yield { key, before, after };
			const last = this.#lastOfFirst(next);
			for (const after of resets) yield { key, before: last, after };
		}
	}

	#lastOfFirst(next) {
		let at = null;
		for (const passed = new Set(); next.has(at) && !passed.has(at); at = next.get(at)) passed.add(at);
		return at;
	}
}

const violation = (anomaly, text) => ({ anomaly, text });

module.exports = { orderOf };
