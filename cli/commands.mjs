// The list of the commands. It is all that `--help` needs, so a command is loaded only when it runs.

/**
 * @typedef {object} Command
 * @property {string} name
 * @property {string} group the heading under which `--help` lists it
 * @property {string} summary what it does, as a phrase
 * @property {boolean} [changes] it changes the store, so it has `--write`
 * @property {() => Promise<{ examples: [string, string][], define(command): void, run(options, ...args): Promise<void> }>} load
 */

const ITEMS = "Items:";

/** @type {readonly Command[]} */
export const COMMANDS = Object.freeze([
	{ name: "get", group: ITEMS, summary: "print the value of a key", load: () => import("./commands/get.mjs") },
]);
