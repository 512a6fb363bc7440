import { Option } from "commander";
import { FORMATS, formatOf } from "../../formats/index.mjs";
import { textsOf } from "../../transfer/export.mjs";
import { refuseIdle, selection, selectionOf } from "../arguments.mjs";
import { Failure } from "../failure.mjs";
import { interrupted, onInterrupt, stopOnInterrupt } from "../interrupt.mjs";
import { note } from "../output.mjs";
import { progress } from "../progress.mjs";
import { openStore, placeOf, storeUrl } from "../store.mjs";
import { plural } from "../text.mjs";
import { keepMemorySmall } from "../transfer/memory.mjs";
import { openOutput } from "../transfer/output-file.mjs";

export const examples = [
	["export -o backup.ndjson.gz", "everything, without loss, compressed"],
	["export 'users:*' | grep jane", "a collection, an item a line"],
	[`export 'orders:*' --filter '{"status":"open"}' -o orders.csv`, "for a spreadsheet"],
	["export -o data.json", "the JSON array of the Ampt tools"],
	["export --raw -o data.json.gz", "rows, for DynamoDB's import from S3"],
];

export function define(command) {
	selection(command.argument("[expression]", "which keys, such as 'users:*' (default: all)"))
		.option("-o, --output <file>", "a file, compressed if its name ends in .gz; '-' is standard output")
		.addOption(
			new Option("--format <format>", "ndjson keeps everything (default: by the file's name, else ndjson)").choices(
				Object.keys(FORMATS),
			),
		)
		.addOption(new Option("--raw", "rows in DynamoDB's JSON, as its export to S3 has them").conflicts("format"))
		.option("--consistent", "see every write that has resolved (DynamoDB: at twice the price)")
		.option("--force", "replace the file if it exists");
}

export async function run(options, expression) {
	const format = options.raw ? "raw" : (options.format ?? formatOf(options.output ?? "") ?? "ndjson");
	keepMemorySmall();
	const signal = stopOnInterrupt();
	const isFile = options.output !== undefined && options.output !== "-";
	if (!isFile) refuseIdle(options, ["force"], "replaces the file of '--output'");
	onInterrupt(isFile ? "No file was written." : "The output is incomplete.");
	const data = await openStore(options);
	const output = openOutput(options.output, options);
	const selected = { raw: true, ...(expression !== undefined && { expression }), ...selectionOf(options) };
	const pages = () => data.export({ ...selected, ...(options.consistent && { consistent: true }) }).pages();
	const texts = textsOf(pages, { format, source: placeOf(storeUrl(options)).kind, signal });
	const bar = await progress("exporting");
	try {
		const { items, unreadable } = await writeAll(texts, output, bar);
		bar.stop();
		if (signal.aborted) throw interrupted();
		await output.finish();
		if (isFile) note(`${plural(items, "item")} exported to ${options.output}.`);
		if (unreadable.length > 0) throw new Failure(lacking(unreadable));
	} catch (error) {
		bar.stop();
		await output.discard();
		throw error;
	}
}

async function writeAll(texts, output, bar) {
	const unreadable = [];
	let items = 0;
	for await (const piece of texts) {
		await output.write(piece.text);
		items += piece.items;
		unreadable.push(...piece.unreadable);
		bar.update(items);
	}
	return { items, unreadable };
}

const lacking = (unreadable) =>
	`The export lacks ${plural(unreadable.length, "row")} that cannot be read. The first: ${unreadable[0].message}`;
