"use strict";

// Finds reads that no order of transactions explains: of values that nobody wrote, of aborted transactions, of writes that
// their own transaction overwrote (Adya's G1a and G1b), of writes that were carried out twice.

/** The violations that single reads show. */
function misreadings({ writers, reads, looks, odd }) {
	const violations = odd.map(({ transaction, key, lineage, own }) =>
		violation("internal", `${transaction.id} wrote ${own} to ${key} and then read ${shown(lineage)} there`),
	);
	for (const { transaction, key, lineage } of reads) {
		const read = `${transaction.id} read ${shown(lineage)} in ${key}`;
		const problems = lineage.flatMap((id) => ofWrite(writers.get(id), id, read, transaction, key, "write"));
		const twice = lineage.filter((id, index) => lineage.indexOf(id) !== index);
		for (const id of twice) problems.push(violation("doubled write", `${read}, where ${id} stands twice`));
		if (problems.length === 0) problems.push(...intermediate(writers.get(lineage.at(-1)), lineage, read));
		violations.push(...problems);
	}
	for (const { transaction, key, ids } of looks) {
		for (const [id, times] of ids) {
			const read = `${transaction.id} read ${times} times ${id} in ${key}`;
			if (times === 0) continue;
			violations.push(...ofWrite(writers.get(id), id, read, transaction, key, "add"));
			if (times !== 1) violations.push(violation("doubled write", read));
		}
	}
	return violations;
}

function ofWrite(writer, id, read, reader, key, kind) {
	if (writer === undefined || writer.operation[kind] !== key) {
		return [violation("phantom", `${read}, and nobody wrote ${id} there`)];
	}
	if (writer.transaction === reader) return [violation("internal", `${read} before it wrote ${id}`)];
	if (writer.transaction.outcome === "aborted") {
		return [violation("G1a", `${read}, and ${writer.transaction.id}, which wrote ${id}, was aborted`)];
	}
	return [];
}

function intermediate(writer, lineage, read) {
	if (writer === undefined) return [];
	const { transaction, operation } = writer;
	const last = transaction.operations.findLast(({ write }) => write === operation.write);
	if (last === operation) return [];
	return [violation("G1b", `${read}, and ${transaction.id} wrote ${last.id} after ${lineage.at(-1)}`)];
}

const shown = (lineage) => (lineage.length === 0 ? "nothing" : `[${lineage.join(" ")}]`);

const violation = (anomaly, text) => ({ anomaly, text });

module.exports = { misreadings };
