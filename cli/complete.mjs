// Completion: the script of a shell, and the answers that it asks this program for.

import completer from "@bomb.sh/tab";
import describe from "@bomb.sh/tab/commander";
import { COMMANDS } from "./commands.mjs";
import { load, NAME, program } from "./program.mjs";
import { placeOf, storeUrl } from "./store.mjs";

/** How many keys are offered. */
const MOST = 50;

/** Prints the script that a shell loads. */
export function printScript(shell) {
	completer.setup(NAME, NAME, shell);
}

/** Prints what may stand in the place of the last of these words. */
export async function complete(words) {
	// The library declares the command `completion` itself.
	const root = program(COMMANDS.filter(({ name }) => name !== "completion"));
	await Promise.all(root.commands.map(load));
	const tab = describe(root, { completionCommandName: "completion" });
	const keys = await keysFor(words).catch(() => []);
	for (const command of tab.commands.values()) {
		for (const [name, argument] of command.arguments) {
			if (KEYS.has(name)) argument.handler = (offer) => offerAll(keys, offer);
		}
	}
	tab.parse(words);
}

function offerAll(keys, offer) {
	for (const [key, text] of keys) offer(key, text);
}

/** The arguments that are keys. */
const KEYS = new Set(["key", "expression"]);

/** The collections, or the keys that begin with the last word. A table would cost money and time. */
async function keysFor(words) {
	const word = words.at(-1) ?? "";
	const given = words.indexOf("--url");
	const url = storeUrl({ url: given < 0 ? undefined : words[given + 1] });
	const { kind, isMissing } = placeOf(url);
	if (word.startsWith("-") || kind !== "file" || isMissing) return [];
	const { Data } = await import("ampt-data");
	const data = Data.open(url);
	const found = [];
	if (word.includes(":")) {
		for await (const { key } of data.iterate(`${word}*`, { keysOnly: true, limit: MOST })) found.push([key, "key"]);
	} else {
		for await (const { name, items } of data.collections()) {
			if (found.length < MOST && name?.startsWith(word)) found.push([`${name}:`, `${items} items`]);
		}
	}
	await data.close();
	return found;
}
