// Shows items: a table on a terminal, a JSON text a line in a pipe. What is left out is said.

import { isLosslessNumber } from "lossless-json";
import { tagOf } from "../formats/tags.mjs";
import { LABELS } from "./arguments.mjs";
import { isObject, rootOf, toExactJson } from "./exact.mjs";
import { note, warn, write } from "./output.mjs";
import { fitting, table } from "./table.mjs";
import { isTerminal } from "./terminal.mjs";
import { day, plural, printable, quoted, sameCommand } from "./text.mjs";
import { toJson } from "./values.mjs";

/** How many items a terminal shows unless `--limit` says it. */
const SCREENFUL = 100;

/**
 * Shows the items of a query.
 *
 * @param {(options: object) => { pages(): AsyncIterable<object> }} iterate reads with these options
 * @param {object} options those of the command: `json`, `limit`, `start`, `reverse`
 * @param {(items: object[]) => Promise<void>} [onTerminal] how a terminal shows them
 * @param {(item: object) => string} [toText] the JSON text of an item
 * @param {(item: object) => string} [toLine] an item in a pipe, without `--json`
 */
export async function showItems(iterate, options, { onTerminal = showTable, toText = toJson, toLine = toText } = {}) {
	const { start, reverse } = options;
	const forPeople = isTerminal && !options.json;
	const limit = options.limit ?? (forPeople ? SCREENFUL : undefined);
	const pages = iterate({
		...(limit !== undefined && { limit }),
		...(start !== undefined && { start }),
		...(reverse && { reverse }),
	}).pages();
	const lineOf = options.json ? toText : toLine;
	const kept = [];
	let shown = 0;
	let lastKey;
	for await (const page of pages) {
		shown += page.items.length;
		lastKey = page.lastKey;
		for (const { message } of page.unreadable ?? []) warn(`Left out: ${printable(message)}`);
		if (forPeople) kept.push(...page.items);
		else await write(page.items.map((item) => `${lineOf(item)}\n`).join(""));
	}
	if (kept.length > 0) await onTerminal(kept);
	if (forPeople && shown === 0) note("There are no such items.");
	if (shown === limit && lastKey !== undefined) {
		note(`${plural(shown, "item")} shown. More may follow: ${sameCommand("--start", lastKey)}`);
	}
}

/** A table of exact items: their attributes are its columns. */
async function showTable(items) {
	const attributes = [...new Set(items.flatMap(({ value }) => (isObject(value) ? Object.keys(rootOf(value)) : [])))];
	const columns = [
		{ title: "key", of: ({ key }) => key },
		...METADATA.filter(({ title }) => items.some((item) => item[title] !== undefined)),
		...(items.some(({ value }) => value !== undefined && !isObject(value))
			? [{ title: "value", of: ({ value }) => (isObject(value) ? undefined : value) }]
			: []),
		...attributes.map((title) => ({
			title: printable(title),
			of: ({ value }) => (isObject(value) ? attributeOf(rootOf(value), title) : undefined),
		})),
	];
	const described = columns.map((column) => ({ ...column, isNumber: isNumeric(items, column) }));
	const rows = items.map((item) => columns.map(({ of }) => cell(of(item))));
	const fits = fitting(described, rows);
	await write(
		`${await table(
			described.slice(0, fits),
			rows.map((row) => row.slice(0, fits)),
		)}\n`,
	);
	sayHidden(columns.slice(fits), attributes);
}

/** Says which columns did not fit. */
function sayHidden(columns, attributes) {
	if (columns.length === 0) return;
	const hidden = columns.map(({ title }) => title);
	const attribute = hidden.find((title) => attributes.includes(title));
	const choice = attribute === undefined ? "" : ` Choose with '--attributes ${quoted(attribute)}'.`;
	note(`Not shown: ${hidden.join(", ")}.${choice} See all with '--json'.`);
}

const METADATA = [
	...["created", "modified", "ttl"].map((title) => ({
		title,
		of: (item) => item[title] && day(new Date(item[title])),
	})),
	...LABELS.map((title) => ({ title, of: (item) => item[title] })),
	{ title: "version", of: ({ version }) => version },
];

const attributeOf = (root, name) => (Object.hasOwn(root, name) ? root[name] : undefined);

/** The digits of an integer that JSON has in a tag. */
const bigintOf = (value) => (value !== null && tagOf(value) === "$bigint" ? value.$bigint : undefined);

function isNumeric(items, { of }) {
	const isNumber = (value) => typeof value === "number" || isLosslessNumber(value) || bigintOf(value) !== undefined;
	const values = items.map(of).filter((value) => value !== undefined);
	return values.length > 0 && values.every(isNumber);
}

function cell(value) {
	if (value === undefined) return "";
	return printable(typeof value === "string" ? value : (bigintOf(value) ?? toExactJson(value)));
}
