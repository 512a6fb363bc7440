import { isExpression } from "../../formats/keys.mjs";
import { names } from "../arguments.mjs";
import { partOf, readExactly, toExactJson } from "../exact.mjs";
import { missing, usage } from "../failure.mjs";
import { line } from "../output.mjs";
import { openStore } from "../store.mjs";
import { isTerminal } from "../terminal.mjs";
import { colored, printable, quoted } from "../text.mjs";

export const examples = [
	["get users:jane", "the value: a text as it is, all else as JSON"],
	["get users:jane --meta", "the item, with its dates and labels"],
	["get users:jane --version", "with the version, for 'set --version'"],
];

export function define(command) {
	command
		.argument("<key>", "a complete key, such as users:jane")
		.option("--meta", "the item with its dates and labels")
		.option("--version", "the item with its dates, labels and version")
		.option("--attributes <names>", "only these attributes, with commas between them", names)
		.option("--consistent", "see every write that has resolved (DynamoDB: at twice the price)")
		.option("--json", "JSON on one line: a text in quotes, on a terminal, too");
}

export async function run(options, key) {
	if (isExpression(key)) throw usage(`'${key}' selects several items. Try: ampt-data query ${quoted(key)}`);
	const data = await openStore(options);
	const { meta, version } = options;
	const item = await readExactly(data, key, options);
	if (item === undefined) throw missing(`There is no item '${printable(key)}'.`);
	const part = partOf(item, options);
	await line(textOf(meta || version ? part : part.value, options));
}

/** A value for people on a terminal, for programs in a pipe. */
function textOf(value, { json }) {
	if (typeof value?.$bigint === "string" && !json) return value.$bigint;
	if (typeof value === "string" && !json) return isTerminal ? printable(value, { lines: true }) : value;
	return isTerminal && !json ? colored(printable(toExactJson(value, 2), { lines: true })) : toExactJson(value);
}
