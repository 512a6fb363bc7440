import fs from "node:fs";
import path from "node:path";
import { usage } from "../failure.mjs";
import { onInterrupt } from "../interrupt.mjs";
import { note } from "../output.mjs";
import { progress } from "../progress.mjs";
import { openStore, placeOf, storeUrl } from "../store.mjs";
import { plural, quoted, size } from "../text.mjs";

export const examples = [
	["backup ./backup", "into a new folder, while others write"],
	["backup data.mdb --compact", "into one file, without the free space"],
	["ls --url file:./backup", "what the backup has"],
];

export function define(command) {
	command
		.argument("<target>", "a new folder, or a new file that ends in .mdb")
		.option("--compact", "leave out what is free in the file");
}

export async function run(options, target) {
	const isTable = placeOf(storeUrl(options)).kind === "dynamodb";
	await (isTable ? backUpTable(options, target) : backUpFile(options, target));
}

async function backUpFile(options, target) {
	const data = await openStore(options, { creates: false });
	onInterrupt("There is no backup: it appears when it is complete. Run the same command again.");
	const bar = await progress("backing up", { unit: "bytes" });
	const { compact = false } = options;
	const onProgress = ({ bytes, total }) => bar.update(bytes, total);
	const { bytes, items } = await data.backup(target, { compact, onProgress }).finally(() => bar.stop());
	note(`${plural(items, "item")}, ${size(bytes)}. Look at it with: ampt-data ls --url ${quoted(urlOf(target))}`);
}

/** A table has no file: its items become an embedded store. */
async function backUpTable(options, target) {
	if (options.compact) throw usage("'--compact' is about the file of an embedded store.");
	if (target.endsWith(".mdb")) throw usage("The backup of a table is a folder: name one.");
	if (fs.existsSync(path.join(target, "data.mdb")))
		throw usage(`${quoted(target)} has a store already. Name a new folder.`);
	const { run: copy } = await import("./copy.mjs");
	await copy({ verify: true }, storeUrl(options), urlOf(target));
}

/** The URL of a backup. */
function urlOf(target) {
	const place = target.replaceAll("%", "%25").replaceAll("?", "%3F");
	return `file:${place}${target.endsWith(".mdb") ? "?readonly" : ""}`;
}
