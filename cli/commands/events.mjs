import { Argument } from "commander";
import { missing, usage } from "../failure.mjs";
import { groupsTable } from "../groups.mjs";
import { note, write } from "../output.mjs";
import { openStore } from "../store.mjs";
import { isTerminal } from "../terminal.mjs";
import { plural, printable } from "../text.mjs";
import { toJson } from "../values.mjs";

export const examples = [
	["events", "the groups of handlers, and how far they are behind"],
	["events forget mailer", "a group that will never come back, with the events that wait for it"],
];

export function define(command) {
	command
		.addArgument(new Argument("[action]", "what to do with a group (default: list all)").choices(["forget"]))
		.argument("[group]", "the name of the group")
		.option("-y, --yes", "do not ask")
		.option("--json", "a JSON text a line, on a terminal, too");
}

export async function run(options, action, group) {
	if (action === undefined) return listGroups(options);
	if (group === undefined) throw usage("Which group? 'ampt-data events' lists them.");
	return forgetGroup(options, group);
}

async function listGroups({ yes, write: _, ...options }) {
	if (yes) throw usage("'--yes' is about 'events forget'.");
	const data = await openStore(options);
	const groups = await data.events.groups();
	if (!isTerminal || options.json) return write(groups.map((group) => `${toJson(group)}\n`).join(""));
	if (groups.length === 0) return note("No group of handlers is known.");
	return write(`${await groupsTable(groups)}\n`);
}

async function forgetGroup(options, group) {
	if (options.json) throw usage("'--json' is about the list of the groups.");
	const data = await openStore(options, { changes: true, creates: false });
	const { agree } = await import("../ask.mjs");
	await agree(`Forget the group '${printable(group)}', and the events that wait for it?`, options);
	const { forgotten, events } = await data.events.forget(group);
	if (!forgotten) throw missing(`There is no group '${printable(group)}'.`);
	return note(`Forgotten${events === undefined ? "" : `, with ${plural(events, "event")}`}.`);
}
