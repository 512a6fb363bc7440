// Carries out one transaction of a plan, and records what it read and wrote.

import { setTimeout as sleep } from "node:timers/promises";
import { readOf, register } from "./values.mjs";

/** The runs that a transaction has at most. */
const MOST_RUNS = 16;

/** What a call may reject with although nothing is wrong. Then it has written nothing. */
const REFUSALS = ["CONTENTION", "CONDITION_FAILED", "ITEM_EXISTS", "ITEM_NOT_FOUND", "VERSION_MISMATCH"];
const FAILURES = ["THROTTLED", "SERVER_ERROR", "UNREACHABLE"];

class Thrown extends Error {}

/** The transaction as a part of a history, and what else its errors say about the store. */
export async function execute(data, plan, process, planned) {
	const start = now();
	const record = { id: planned.id, process, start, outcome: "committed", operations: [], runs: 0 };
	const others = [];
	try {
		await KINDS[planned.kind](data, plan, planned, record);
	} catch (error) {
		record.code = error.code;
		record.outcome = error.code === "UNKNOWN_OUTCOME" ? "unknown" : "aborted";
		if (REFUSALS.includes(error.code)) others.push(...found(plan, record, error));
		else if (!(error instanceof Thrown) && ![...FAILURES, "UNKNOWN_OUTCOME"].includes(error.code)) {
			record.fault = error.stack;
		}
	}
	if (record.runs > MOST_RUNS) record.fault = `the function ran ${record.runs} times`;
	record.end = now();
	for (const other of others) other.end = record.end;
	return [record, ...others];
}

/** All processes of a machine share this clock. */
export const now = () => Number(process.hrtime.bigint());

/** A refusal says what was there instead. */
function found(plan, { id, process, start }, { code, key, item }) {
	if (code === "CONTENTION") return [];
	const operations = [readOf(plan, key, item?.value)];
	return [{ id: `${id} refused`, process, start, outcome: "committed", operations, runs: 0 }];
}

const KINDS = {
	async transaction(data, plan, { steps, throws }, record) {
		const versions = await versionsFor(data, steps);
		await data.transaction(async (tx) => {
			record.runs++;
			record.operations = [];
			for (const step of steps) {
				if (step.wait !== undefined) await sleep(step.wait);
				await STEPS[step.does](tx, plan, step, record.operations, versions);
			}
			if (throws) throw new Thrown();
		});
	},
	async read(data, plan, { steps: [{ keys }] }, record) {
		record.operations = operationsOf(plan, keys, await data.get(keys, { atomic: true }));
	},
	async write(data, _, { steps }, record) {
		record.operations = steps.map(writeOf);
		const items = steps.map((step) => ({ key: step.key, value: editOf(step) }));
		await data.set(items, { atomic: true, overwrite: false });
	},
	async single(data, _, { steps: [step] }, record) {
		record.operations = [writeOf(step)];
		if (step.does === "add") await data.add(step.key, step.id, 1);
		else await data.set(step.key, editOf(step));
	},
};

/** What a program has read before its transaction, for the conditions on versions. */
async function versionsFor(data, steps) {
	const versions = new Map();
	for (const { does, key } of steps) {
		if (does === "checkVersion") versions.set(key, await data.get(key, { version: true, consistent: true }));
	}
	return versions;
}

const editOf = ({ does, id }) => (does === "add" ? { [id]: { $add: 1 } } : { list: { $append: [id] } });
const writeOf = ({ does, key, id }) => (does === "add" ? { add: key, id } : { write: key, id });

function operationsOf(plan, keys, { items }) {
	const values = new Map(items.map(({ key, value }) => [key, value]));
	return keys.map((key) => readOf(plan, key, values.get(key)));
}

/** Reads a key, and records it. */
async function read(tx, plan, key, operations) {
	const value = await tx.get(key);
	operations.push(readOf(plan, key, value));
	return value;
}

/** Each step of a transaction: what it calls, and what it records. */
const STEPS = {
	get: (tx, plan, { key }, operations) => read(tx, plan, key, operations),
	async getMany(tx, plan, { keys }, operations) {
		operations.push(...operationsOf(plan, keys, await tx.get(keys)));
	},
	append(tx, _, step, operations) {
		tx.set(step.key, editOf(step));
		operations.push(writeOf(step));
	},
	add(tx, _, step, operations) {
		tx.add(step.key, step.id, 1);
		operations.push(writeOf(step));
	},
	async rewrite(tx, plan, { key, id }, operations) {
		const value = await read(tx, plan, key, operations);
		tx.set(key, { list: [...(value?.list ?? []), id] }, { overwrite: true });
		operations.push({ write: key, id });
	},
	async reset(tx, plan, { key, id, reads }, operations) {
		if (reads) await read(tx, plan, key, operations);
		tx.set(key, register(id), { overwrite: true });
		operations.push({ write: key, id, resets: true });
	},
	async remove(tx, plan, { key, id, reads }, operations) {
		if (reads) await read(tx, plan, key, operations);
		tx.remove(key);
		operations.push({ write: key, id, resets: true });
	},
	checkExists(tx, plan, { key, exists }, operations) {
		tx.check(key, { exists });
		if (!exists) operations.push(readOf(plan, key, undefined));
	},
	checkFound(tx, _, { key, id, found: isFound }, operations) {
		tx.check(key, { if: { [id]: { $exists: isFound } } });
		operations.push({ look: key, id, found: isFound });
	},
	checkVersion(tx, plan, { key }, operations, versions) {
		const item = versions.get(key);
		tx.check(key, item === undefined ? { exists: false } : { version: item.version });
		operations.push(readOf(plan, key, item?.value));
	},
};
