import { isExpression } from "../../formats/keys.mjs";
import { linesOf } from "../../formats/lines.mjs";
import { predicate } from "../arguments.mjs";
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
	let [keys, items, absent] = [0, 0, 0];
	try {
		for await (const batch of batchesOf(process.stdin)) {
			const done = await work(batch);
			items += done.removed;
			absent += done.absent;
			keys += batch.length;
			bar.update(keys);
			onInterrupt(`${plural(keys, "key")} are done. Run the same command again to go on.`);
		}
	} catch (error) {
		error.message = `${error.message.replace(/([^.?])$/, "$1.")} ${plural(keys, "key")} before it are done.`;
		throw error;
	} finally {
		bar.stop();
	}
	note(`${plural(items, "item")} ${dryRun ? "would be " : ""}removed; ${plural(keys, "key")} read.`);
	if (absent > 0) throw new Failure(`Missing: ${plural(absent, "key")}.`, EXIT.missing);
}

/** The keys of the lines of an input. */
async function* batchesOf(input) {
	for await (const { first, texts } of linesOf(input)) {
		for (let from = 0; from < texts.length; from += BATCH) {
			yield texts.slice(from, from + BATCH).flatMap((text, at) => {
				const line = text.replace(/\r$/, "");
				return line === "" ? [] : (keyOfLine(line, first + from + at) ?? []);
			});
		}
	}
}

/** What is done with a list of keys. It resolves to the numbers of items that are `removed`, and of keys without one. */
function workOn(data, { dryRun, filter }) {
	if (filter !== undefined) {
		// An item that does not match counts as one that is not asked for.
		return async (keys) => {
			const results = await Promise.all(keys.map((key) => data.removeAll(key, { filter, ...(dryRun && { dryRun }) })));
			return { removed: results.reduce((sum, { removed }) => sum + removed, 0), absent: 0 };
		};
	}
	return async (keys) => {
		const distinct = [...new Set(keys)];
		const { items } = await data.get(distinct, { meta: false });
		if (!dryRun && !(await data.remove(distinct))) {
			throw new Failure("The table was too busy for some keys. Run the same command again.");
		}
		return { removed: items.length, absent: distinct.length - items.length };
	};
}
