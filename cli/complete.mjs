// Completion: the answers that the script of a shell asks this program for.

import describe from "@bomb.sh/tab/commander";
import { load, program } from "./program.mjs";
import { placeOf, storeUrl } from "./store.mjs";

/** How many keys are offered. */
const MOST = 50;

/** Prints what may stand in the place of the last of these words. */
export async function complete(words) {
	const root = program();
	await Promise.all(root.commands.map(load));
	// The library adds a command of its own.
	const its = "its-completion";
	const tab = describe(root, { completionCommandName: its });
	tab.commands.delete(its);
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
