import { integer } from "../arguments.mjs";
import { groupsTable } from "../groups.mjs";
import { line, write } from "../output.mjs";
import { progress } from "../progress.mjs";
import { openStore } from "../store.mjs";
import { fields, table } from "../table.mjs";
import { isTerminal } from "../terminal.mjs";
import { count, plural, printable, size } from "../text.mjs";
import { toJson } from "../values.mjs";

export const examples = [
	["stat", "items, bytes, what is large, labels, expiry, groups"],
	["stat --largest 50", "more of what is large"],
	["stat | jq .collections", "as JSON, in a pipe"],
];

export function define(command) {
	command
		.option("--largest <n>", "how many collections and items are listed (default: 10)", integer(0))
		.option("--json", "JSON, on a terminal, too");
}

export async function run(options) {
	const { largest, json } = options;
	const data = await openStore(options);
	const bar = await progress("reading");
	const onProgress = ({ items, total }) => bar.update(items, total);
	const read = { onProgress, ...(largest !== undefined && { largest }) };
	try {
		const stat = await data.stat(read);
		// The indexes of a table are DynamoDB's own.
		const problems = stat.file && (await data.check({ onProgress })).problems;
		bar.stop();
		if (json || !isTerminal) await line(toJson(problems === undefined ? stat : { ...stat, problems }));
		else await write(await textOf(stat, problems));
	} finally {
		bar.stop();
	}
}

async function textOf(stat, problems) {
	const { collections, largest, groups } = stat;
	const parts = [fields(summary(stat, problems))];
	if (collections.length > 0) parts.push(await collectionsTable(collections));
	if (largest.length > 0) parts.push(await largestTable(largest));
	if (groups.length > 0) parts.push(await groupsTable(groups));
	return `${parts.join("\n\n")}\n`;
}

function summary({ items, bytes, expiring, expired, unreadable = 0, labels, file, table: about }, problems) {
	const named = Object.entries(labels).filter(([, labeled]) => labeled > 0);
	return [
		["items", `${count(items)}, ${size(bytes)}`],
		["labels", named.map(([label, labeled]) => `${label} ${count(labeled)}`).join(", ") || "none"],
		["expiry", `${count(expiring)} will expire, ${count(expired)} have expired and are not removed yet`],
		...(unreadable > 0 ? [["unreadable", `${plural(unreadable, "row")}: ampt-data check`]] : []),
		...(file
			? [["file", `${size(file.size)}, of which ${size(file.free)} are free; ${plural(file.readers, "reader")}`]]
			: []),
		...(about ? [["table", `${about.status}, ${about.billing}`]] : []),
		...(problems ? [["problems", problems.length === 0 ? "none" : `${count(problems.length)}: ampt-data check`]] : []),
	];
}

const SIZES = [
	{ title: "items", isNumber: true },
	{ title: "size", isNumber: true },
];

function collectionsTable(collections) {
	const rowOf = ({ name, items, bytes }) => [printable(name ?? "(no colon)"), count(items), size(bytes)];
	return table([{ title: "largest collections" }, ...SIZES], collections.map(rowOf));
}

function largestTable(largest) {
	const rowOf = ({ key, bytes }) => [printable(key), size(bytes)];
	return table([{ title: "largest items" }, SIZES[1]], largest.map(rowOf));
}
