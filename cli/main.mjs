#!/usr/bin/env node
// The program `ampt-data`: runs the command that the arguments name, and turns what comes of it into an exit code.

import { Declined, describe, EXIT, exitCodeOf } from "./failure.mjs";
import { interrupted, interruption } from "./interrupt.mjs";
import { flushed, note, warn } from "./output.mjs";
import { run } from "./program.mjs";
import { closeStores } from "./store.mjs";
import { noteColors } from "./terminal.mjs";

/** What the arguments ask for. The script of a shell asks for completion. */
async function perform(args) {
	if (args[0] !== "complete") return run(args);
	const { complete } = await import("./complete.mjs");
	return complete(args.slice(args[1] === "--" ? 2 : 1));
}

/** Runs something, reports its failure and returns its exit code. */
async function outcomeOf(action) {
	try {
		await action();
		return EXIT.ok;
	} catch (error) {
		const failure = interruption.aborted ? interrupted() : error;
		note(messageOf(failure));
		return exitCodeOf(failure);
	}
}

function messageOf(failure) {
	if (failure instanceof Declined) return failure.message;
	// Behind the `^C` of the terminal.
	if (failure.exit === EXIT.interrupted) return `${process.stderr.isTTY ? "\n" : ""}${failure.message}`;
	return `${noteColors.red("error:")} ${describe(failure)}`;
}

// The library's warnings are sentences for people. Node's form of them is for programmers.
process.removeAllListeners("warning");
process.on("warning", ({ message }) => warn(`warning: ${message}`));

const code = await outcomeOf(() => perform(process.argv.slice(2)));
const closing = await outcomeOf(closeStores);
await flushed();
process.exit(code === EXIT.ok ? closing : code);
