import { spawn } from "node:child_process";
import { once } from "node:events";
import { filled, integer, selection, selectionOf } from "../arguments.mjs";
import { warnOfRounding } from "../exact.mjs";
import { interrupted, stopOnInterrupt } from "../interrupt.mjs";
import { line, note, warn } from "../output.mjs";
import { onReaderGone } from "../reader.mjs";
import { openStore } from "../store.mjs";
import { colors, isTerminal } from "../terminal.mjs";
import { printable } from "../text.mjs";
import { toJson } from "../values.mjs";

export const examples = [
	["watch", "each change of the store, by any process"],
	["watch 'users:*'", "of one collection"],
	["watch 'users:*' --initial", "the items as they are, then each change"],
	[`watch 'jobs:*' --exec 'jq .key >> jobs.log'`, "run a command for each change; the item is on its standard input"],
];

export function define(command) {
	command.argument("[expression]", "which keys, such as 'users:*' (default: all)");
	selection(command)
		.option("--initial", "begin with the items as they are")
		.option("--exec <command>", "run a command for each change, one after another", filled("a command"))
		.option("--limit <n>", "end after so many changes", integer(1))
		.option("--meta", "with dates and labels")
		.option("--version", "with dates, labels and the version")
		.option("--json", "a JSON text a line, on a terminal, too");
}

export async function run(options, expression) {
	const { initial = false, limit, meta, version, exec } = options;
	const data = await openStore(options, { watches: true });
	const signal = stopOnInterrupt();
	const gone = new AbortController();
	const changes = data.watch(expression, {
		...selectionOf(options),
		initial,
		signal: AbortSignal.any([signal, gone.signal]),
		...(meta && { meta }),
		...(version && { version }),
	});
	note("Watching. End it with Ctrl-C.");
	const stop = exec === undefined ? onReaderGone(() => gone.abort()) : () => {};
	let seen = 0;
	try {
		for await (const change of changes) {
			warnOfRounding([change]);
			await (exec === undefined ? line(textOf(change, options)) : runFor(change, exec));
			if (++seen === limit) return;
		}
	} finally {
		stop();
	}
	if (signal.aborted) throw interrupted();
}

function textOf(change, { json }) {
	if (!isTerminal || json) return toJson(change);
	const { key, value, deleted } = change;
	const time = colors.dim(new Date().toTimeString().slice(0, 8));
	const what = deleted ? colors.red("removed") : printable(toJson(value));
	return `${time}  ${colors.cyan(printable(key))}  ${what}`;
}

/** Runs the command with the change on its standard input. The watch goes on, even if the command fails. */
async function runFor(change, command) {
	const child = spawn(command, {
		shell: true,
		stdio: ["pipe", "inherit", "inherit"],
		env: { ...process.env, AMPT_DATA_KEY: change.key, AMPT_DATA_DELETED: change.deleted ? "1" : "" },
	});
	// A command need not read its input.
	child.stdin.on("error", () => {});
	child.stdin.end(`${toJson(change)}\n`);
	const [code, signal] = await once(child, "close");
	if (code !== 0) warn(`The command ended with ${signal ?? code} for '${printable(change.key)}'.`);
}
