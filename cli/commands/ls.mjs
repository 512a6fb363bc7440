import { paging, selection, selectionOf } from "../arguments.mjs";
import { usage } from "../failure.mjs";
import { showItems } from "../items.mjs";
import { keyLine } from "../keys.mjs";
import { line, note, write } from "../output.mjs";
import { openStore } from "../store.mjs";
import { table } from "../table.mjs";
import { colors, isTerminal } from "../terminal.mjs";
import { count, printable, size } from "../text.mjs";
import { toJson } from "../values.mjs";

export const examples = [
	["ls", "the collections, with counts and sizes"],
	["ls 'users:*'", "the keys of a collection"],
	["ls 'sessions:*' --json | ampt-data rm - --yes", "keys for another command"],
];

export function define(command) {
	command.argument("[expression]", "which keys, such as 'users:*' (default: the collections)");
	paging(selection(command))
		.option("--no-sizes", "collections without their sizes, for which all values are read")
		.option("--json", "a JSON text a line");
}

export async function run(options, expression) {
	const selected = selectionOf(options);
	if (expression === undefined && Object.keys(selected).length === 0) return listCollections(options);
	if (options.sizes === false) throw usage("'--no-sizes' is about the list of collections.");
	const data = await openStore(options);
	await showItems((range) => data.iterate(expression, { keysOnly: true, ...selected, ...range }), options, {
		toLine: ({ key }) => keyLine(key),
		onTerminal: (items) => write(items.map(({ key }) => `${colors.cyan(printable(key))}\n`).join("")),
	});
}

async function listCollections(options) {
	for (const name of ["limit", "start", "reverse"]) {
		if (options[name] !== undefined) throw usage(`'--${name}' needs an expression, as in ls 'users:*' --${name} …`);
	}
	const { json, sizes } = options;
	const data = await openStore(options);
	const rows = [];
	for await (const collection of data.collections({ bytes: sizes })) {
		if (json) await line(toJson(collection));
		else rows.push(collection);
	}
	if (json) return;
	if (rows.length === 0) note("The store is empty.");
	else await write(`${await (isTerminal ? tableOf(rows) : textOf(rows))}\n`);
}

function tableOf(collections) {
	const columns = [{ title: "collection" }, { title: "items", isNumber: true }, { title: "size", isNumber: true }];
	const rows = collections.map(({ name, items, bytes }) => [
		printable(name ?? "(no colon)"),
		count(items),
		...(bytes === undefined ? [] : [size(bytes)]),
	]);
	return table(columns.slice(0, rows[0].length), rows);
}

/** In a pipe: the name, the items and the bytes, with tabs between them. */
function textOf(collections) {
	const fields = ({ name, items, bytes }) => [name === null ? "" : keyLine(name), items, bytes ?? []].flat();
	return collections.map((collection) => fields(collection).join("\t")).join("\n");
}
