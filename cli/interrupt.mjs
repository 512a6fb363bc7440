// Ctrl-C, and the signals with which others end a process. The first one stops the command, the second one ends the process at once.

import { EXIT, Failure } from "./failure.mjs";
import { note } from "./output.mjs";

const controller = new AbortController();
let stopsItself = false;
let ignores = false;
let howToGoOn = "";
let exit = EXIT.interrupted;

/** The exit codes of the signals are those that a shell gives. */
const SIGNALS = Object.freeze({ SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: EXIT.hungUp });

/** Functions that give the terminal back, such as its cursor. They run before the process says why it ends. */
export const cleanUp = new Set();

/** Aborts when the user interrupts. */
export const interruption = controller.signal;

/** From now on, the command itself ends soon after `interruption` aborts. All others end at once. */
export function stopOnInterrupt() {
	stopsItself = true;
	return interruption;
}

/** Sets what an interrupted command says: what is done, and how to go on. */
export function onInterrupt(message) {
	howToGoOn = message;
}

/** The failure of a command that was interrupted. */
export const interrupted = () => new Failure(howToGoOn || "Interrupted.", exit);

/** Whether Ctrl-C is for another program, such as an editor. */
export function ignoreInterrupts(yes) {
	ignores = yes;
}

for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => end(signal, code));

function end(signal, code) {
	if (ignores && signal === "SIGINT") return;
	exit = code;
	if (stopsItself && !interruption.aborted) {
		controller.abort();
		return;
	}
	controller.abort();
	for (const action of cleanUp) action();
	note(`\n${howToGoOn || "Interrupted."}`);
	process.exit(exit);
}
