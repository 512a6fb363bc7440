// What standard output and standard error are: a terminal for people, or a pipe for programs.

import pc from "picocolors";

/** Whether a stream shows colours. `NO_COLOR` and `FORCE_COLOR` decide before the stream does. */
export function hasColors(stream, env = process.env) {
	if (env.NO_COLOR) return false;
	if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
	return stream.isTTY === true && env.TERM !== "dumb";
}

/** The colours of standard output. */
export const colors = pc.createColors(hasColors(process.stdout));

/** The colours of standard error. */
export const noteColors = pc.createColors(hasColors(process.stderr));

/** Whether standard output is a terminal. */
export const isTerminal = process.stdout.isTTY === true;

/** Whether somebody can answer a question: they see standard error, and type on standard input. */
export const canAsk = process.stdin.isTTY === true && process.stderr.isTTY === true;

/** The width of the terminal in columns. */
export const width = () => process.stdout.columns || 80;
