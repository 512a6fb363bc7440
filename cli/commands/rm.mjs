import { createInterface } from "node:readline";
import { completeKey, isExpression, predicate } from "../arguments.mjs";
import { EXIT, Failure, usage } from "../failure.mjs";
import { onInterrupt } from "../interrupt.mjs";
import { keyOfLine } from "../keys.mjs";
import { note } from "../output.mjs";
import { progress } from "../progress.mjs";
import { openStore } from "../store.mjs";
import { plural, printable } from "../text.mjs";

export const examples = [
	["rm users:jane users:joe", "some items; says how many, and asks"],
	["rm 'sessions:*'", "all items of a collection"],
	[`rm 'orders:*' --filter '{"status":"draft"}' --dry-run`, "how many there are"],
	["ls 'users:a*' | ampt-data rm - --yes", "keys from standard input"],
];

export function define(command) {
	command
		.argument("<key...>", "keys or expressions such as 'users:*'; '-' reads keys or items, one a line")
		.option("--filter <predicate>", `only items whose value matches, as in '{"status":"draft"}'`, predicate)
		.option("--dry-run", "only say how many there are")
		.option("-y, --yes", "do not ask");
}

export async function run(options, keys) {
	if (keys.includes("-")) {
		if (keys.length > 1) throw usage("'-' stands alone: pass the other keys on standard input, too.");
		return removeLines(options);
	}
	const { dryRun } = options;
	const data = await openStore(options, { changes: !dryRun, creates: false });
	const targets = await Promise.all([...new Set(keys)].map((key) => targetOf(data, key, options)));
	const items = targets.reduce((sum, { items }) => sum + items, 0);
	const absent = targets.filter(({ key, items }) => items === 0 && !isExpression(key));
	for (const { key } of absent) note(`There is no such item: ${printable(key)}`);
	if (dryRun) note(`${plural(items, "item")} would be removed.`);
	else if (items === 0) note("Nothing to remove.");
	else await removeTargets(data, targets, items, options);
	if (absent.length > 0) throw new Failure(`Missing: ${plural(absent.length, "key")}.`, EXIT.missing);
}

/** What an argument selects, and how many items that are. */
async function targetOf(data, key, { filter }) {
	const { removed } = await data.removeAll(key, { dryRun: true, ...(filter && { filter }) });
	return { key, items: removed };
}

async function removeTargets(data, targets, items, options) {
	const { agree } = await import("../ask.mjs");
	await agree(`Remove ${plural(items, "item")}?`, options);
	const { filter } = options;
	let done = 0;
	const unreadable = [];
	onInterrupt("Some of the items are removed. Run the same command again to go on.");
	for (const { key } of targets) {
		const result = await data.removeAll(key, filter && { filter });
		done += result.removed;
		unreadable.push(...(result.unreadable ?? []));
	}
	note(`${plural(done, "item")} removed.`);
	for (const { key = "a row", message } of unreadable) note(`Stays: ${printable(key)}. ${message}`);
}

/** How many keys of standard input are worked on at once. */
const BATCH = 500;

async function removeLines(options) {
	const { yes, dryRun } = options;
	if (!yes && !dryRun)
		throw usage("Standard input has the keys, so nobody can be asked: pass '--yes', or '--dry-run'.");
	const data = await openStore(options, { changes: !dryRun, creates: false });
	const work = workOn(data, options);
	const bar = await progress(dryRun ? "counting" : "removing", { unit: "keys" });
	let [keys, items] = [0, 0];
	try {
		for await (const batch of batchesOf(process.stdin)) {
			items += await work(batch);
			keys += batch.length;
			bar.update(keys);
			onInterrupt(`${plural(keys, "key")} are done. Run the same command again to go on.`);
		}
	} catch (error) {
		error.message += ` ${plural(keys, "key")} before it are done.`;
		throw error;
	} finally {
		bar.stop();
	}
	note(`${plural(items, "item")} ${dryRun ? "would be " : ""}removed; ${plural(keys, "key")} read.`);
}

/** The keys of the lines of an input. */
async function* batchesOf(input) {
	let batch = [];
	let lines = 0;
	for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
		lines++;
		const key = line === "" ? undefined : keyOfLine(line, lines);
		if (key !== undefined) batch.push(key);
		if (batch.length < BATCH) continue;
		yield batch;
		batch = [];
	}
	if (batch.length > 0) yield batch;
}

/** What is done with a list of keys. It resolves to the number of items that are, or would be, removed. */
function workOn(data, { dryRun, filter }) {
	if (filter !== undefined) {
		return async (keys) => {
			const results = await Promise.all(
				keys.map((key) => data.removeAll(completeKey(key), { filter, ...(dryRun && { dryRun }) })),
			);
			return results.reduce((sum, { removed }) => sum + removed, 0);
		};
	}
	return async (keys) => {
		const { items } = await data.get(keys, { meta: false });
		if (!dryRun && !(await data.remove(keys))) {
			throw new Failure("The table was too busy for some keys. Run the same command again.");
		}
		return items.length;
	};
}
