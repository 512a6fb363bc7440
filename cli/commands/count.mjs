import { selection, selectionOf } from "../arguments.mjs";
import { line } from "../output.mjs";
import { openStore } from "../store.mjs";
import { isTerminal } from "../terminal.mjs";
import { count } from "../text.mjs";

export const examples = [
	["count", "all items"],
	["count 'users:*'", "the items of a collection"],
	[`count 'orders:*' --filter '{"status":"open"}'`, "only items that match"],
];

export function define(command) {
	command.argument("[expression]", "which keys, such as 'users:*' (default: all)");
	selection(command).option("--consistent", "see every write that has resolved (DynamoDB: at twice the price)");
}

export async function run(options, expression) {
	const data = await openStore(options);
	const { consistent } = options;
	const items = await data.count(expression, { ...selectionOf(options), ...(consistent && { consistent }) });
	await line(isTerminal ? count(items) : items);
}
