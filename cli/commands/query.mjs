import { names, paging, selection, selectionOf } from "../arguments.mjs";
import { exactPages, toExactJson } from "../exact.mjs";
import { showItems } from "../items.mjs";
import { openStore } from "../store.mjs";

export const examples = [
	["query 'users:*'", "the items of a collection"],
	["query 'users:a*' --attributes name,plan", "names that begin with a; two attributes of each"],
	[`query 'orders:*' --filter '{"total":{"$gt":100}}'`, "only items that match"],
	["query 'team:core:*' --label label1", "by a label"],
	["query 'users:*' --json | jq .value.name", "a JSON text a line, in a pipe anyway"],
];

export function define(command) {
	command.argument("[expression]", "which keys, such as 'users:*', 'users:a*', 'users:>b', 'users:a|c' (default: all)");
	paging(selection(command))
		.option("--attributes <names>", "only these attributes, with commas between them", names)
		.option("--meta", "with dates and labels")
		.option("--version", "with dates, labels and the version")
		.option("--consistent", "see every write that has resolved (DynamoDB: at twice the price)")
		.option("--json", "a JSON text a line, on a terminal, too");
}

export async function run(options, expression) {
	const data = await openStore(options);
	const selected = {
		...selectionOf(options),
		...(expression !== undefined && { expression }),
		...(options.consistent && { consistent: true }),
	};
	const pages = (range) => ({ pages: () => exactPages(data, { ...selected, ...range }, options) });
	await showItems(pages, options, { toText: toExactJson });
}
