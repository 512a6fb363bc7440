// Questions. They are asked on standard error, because standard output is for results.

import { isCancel, text } from "@clack/prompts";
import { Declined, EXIT, usage } from "./failure.mjs";
import { canAsk } from "./terminal.mjs";

/** Asks for a line of text. */
export async function askText(message, { validate } = {}) {
	const leaving = new AbortController();
	// The library does not know Ctrl-D, with which people leave a prompt, nor a terminal that is gone.
	const onKey = (_, { ctrl, name }) => ctrl && name === "d" && leave();
	const leave = () => leaving.abort();
	process.stdin.on("keypress", onKey).on("end", leave);
	const answer = await text({ message, validate, signal: leaving.signal, output: process.stderr });
	process.stdin.off("keypress", onKey).off("end", leave);
	if (isCancel(answer)) throw new Declined("Nothing was changed.", EXIT.interrupted);
	return answer ?? "";
}

const YES = /^\s*y(?:es)?\s*$/i;
const NO = /^\s*(?:no?)?\s*$/i;

/**
 * Ends the command unless the user agrees, or passed `--yes`. Without a terminal nobody can be asked, so `--yes` is
 * needed.
 */
export async function agree(message, { yes }) {
	if (yes) return;
	if (!canAsk) throw usage(`${message} Nobody can be asked here: pass '--yes' to do so.`);
	const validate = (answer = "") => (YES.test(answer) || NO.test(answer) ? undefined : "Type y or n.");
	const answer = await askText(`${message} (y/N)`, { validate });
	if (!YES.test(answer)) throw new Declined("Nothing was changed.");
}
