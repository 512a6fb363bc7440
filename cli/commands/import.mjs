import { Option } from "commander";
import { FORMATS } from "../../formats/index.mjs";
import { integer, refuseIdle } from "../arguments.mjs";
import { interrupted, stopOnInterrupt } from "../interrupt.mjs";
import { note } from "../output.mjs";
import { progress } from "../progress.mjs";
import { openMemory, openStore } from "../store.mjs";
import { leftAlone, plural, sameCommand } from "../text.mjs";
import { openInput } from "../transfer/input.mjs";
import { keepMemorySmall } from "../transfer/memory.mjs";
import { Throttle } from "../transfer/rate.mjs";
import { check, readIn } from "../transfer/read-in.mjs";

export const examples = [
	["import backup.ndjson.gz", "everything that an export has"],
	["import data.json --if missing", "only items that are not there yet"],
	["import orders.csv --dry-run", "check the file, and write nothing"],
	["query 'users:*' --url file:./old --json | ampt-data import", "from standard input"],
];

export const POLICIES = ["always", "missing", "newer"];

export function define(command) {
	inputOptions(command.argument("[file]", "a file; '-', or none, is standard input"))
		.addOption(new Option("--if <when>", "write an item always, if it is missing, or if it is newer").choices(POLICIES))
		.option("--dry-run", "check all items and count them, and write nothing")
		.option("--start-line <n>", "begin at this line of the input", integer(1));
}

/** The options that say what an input is. */
export const inputOptions = (command) =>
	command
		.addOption(
			new Option("--format <format>", "the format of the input (default: what it looks like)").choices(
				Object.keys(FORMATS),
			),
		)
		.addOption(new Option("--raw", "the input has rows in DynamoDB's JSON").conflicts("format"));

export async function run(options, file) {
	if (options.dryRun)
		refuseIdle(options, ["if", "write"], "has no effect with '--dry-run', which looks at the input alone");
	await importInput(options, file, options);
}

/** Imports an input into the store of `store`. */
export async function importInput(options, file, store) {
	const { startLine: from = 1 } = options;
	keepMemorySmall();
	const signal = stopOnInterrupt();
	const opened = openInput(file, signal);
	const input = { ...opened, format: options.raw ? "raw" : (options.format ?? opened.format), from };
	const data = options.dryRun ? await openMemory() : await openStore(store, { changes: true, ...store.use });
	const bar = await progress(options.dryRun ? "checking" : "importing");
	const onProgress = (items) => {
		const part = opened.size > 0 ? opened.read() / opened.size : 0;
		bar.update(items, part > 0 ? Math.round(items / part) : undefined);
	};
	try {
		if (options.dryRun) {
			const items = await check(data, input, { signal, onProgress });
			if (signal.aborted) throw interrupted();
			bar.stop();
			note(`${plural(items, "item")} can be imported. Nothing was written.`);
			return;
		}
		const goOn = (line) => `Go on with: ${sameCommand("--start-line", String(line))}`;
		const throttle = new Throttle(options.rate);
		const done = await readIn(data, input, { policy: options.if ?? "always", throttle, signal, goOn, onProgress });
		if (!done.isWhole) throw interrupted();
		bar.stop();
		const left = done.skipped > 0 ? `, ${leftAlone(done.skipped)}` : "";
		note(`${plural(done.written, "item")} imported${left}.`);
	} finally {
		bar.stop();
	}
}
