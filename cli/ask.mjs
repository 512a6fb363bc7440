// Questions. They are asked on standard error, because standard output is for results.

import { confirm, isCancel, text } from "@clack/prompts";
import { Declined, EXIT, usage } from "./failure.mjs";
import { canAsk } from "./terminal.mjs";

/** Asks for a line of text. */
export async function askText(message) {
	return answered(await text({ message, output: process.stderr }));
}

/**
 * Ends the command unless the user agrees, or passed `--yes`. Without a terminal nobody can be asked, so `--yes` is
 * needed.
 */
export async function agree(message, { yes }) {
	if (yes) return;
	if (!canAsk) throw usage(`${message} Nobody can be asked here: pass '--yes' to do so.`);
	const agrees = answered(await confirm({ message, output: process.stderr, initialValue: false }));
	if (!agrees) throw new Declined("Nothing was changed.");
}

function answered(answer) {
	if (isCancel(answer)) throw new Declined("Nothing was changed.", EXIT.interrupted);
	return answer;
}
