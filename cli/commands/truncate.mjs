import { onInterrupt } from "../interrupt.mjs";
import { note } from "../output.mjs";
import { openStore } from "../store.mjs";
import { plural } from "../text.mjs";

export const examples = [
	["truncate", "remove all items; says how many, and asks"],
	["truncate --yes", "in a script"],
];

export function define(command) {
	command.option("--dry-run", "only say how many items there are").option("-y, --yes", "do not ask");
}

export async function run(options) {
	const { dryRun } = options;
	const data = await openStore(options, { changes: !dryRun, creates: false });
	const items = await data.count();
	if (dryRun) return note(`${plural(items, "item")} would be removed.`);
	const { agree } = await import("../ask.mjs");
	await agree(`Remove all ${plural(items, "item")} of the store?`, options);
	onInterrupt("Some of the items may be removed. Run the same command again to go on.");
	const { total } = await data.truncate();
	return note(`${plural(total, "item")} removed.`);
}
