import { missing } from "../failure.mjs";
import { line } from "../output.mjs";
import { openStore } from "../store.mjs";
import { isTerminal } from "../terminal.mjs";
import { toJson } from "../values.mjs";

export const examples = [
	["get users:jane", "the value as JSON; a text as it is"],
	["get users:jane --meta", "with its dates and labels"],
];

export function define(command) {
	command
		.argument("<key>", "a complete key, such as users:jane")
		.option("--meta", "print the item with its dates and labels");
}

export async function run(options, key) {
	const data = await openStore(options);
	const value = await data.get(key);
	if (value === undefined) throw missing(`There is no item '${key}'.`);
	await line(typeof value === "string" ? value : toJson(value, isTerminal ? 2 : undefined));
}
