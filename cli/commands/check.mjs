import { EXIT, Failure } from "../failure.mjs";
import { note, write } from "../output.mjs";
import { progress } from "../progress.mjs";
import { needEmbedded, openStore } from "../store.mjs";
import { colors, isTerminal } from "../terminal.mjs";
import { plural, printable } from "../text.mjs";
import { toJson } from "../values.mjs";

export const examples = [
	["check", "looks at everything that is stored"],
	["check --repair", "mends the indexes of an embedded store"],
];

export function define(command) {
	command
		.option("--repair", "mend what can be mended")
		.option("--json", "a problem a line as JSON, on a terminal, too");
}

export async function run(options) {
	const { repair = false, json } = options;
	if (repair) needEmbedded(options, "'--repair' mends only an embedded store. Without it, 'check' looks at a table.");
	const data = await openStore(options, { changes: repair, creates: false });
	const bar = await progress("checking");
	const onProgress = ({ items, total }) => bar.update(items, total);
	const { items, problems, more = 0 } = await data.check({ repair, onProgress }).finally(() => bar.stop());
	const lineOf = isTerminal && !json ? textOf : toJson;
	await write(problems.map((problem) => `${lineOf(problem)}\n`).join(""));
	const repaired = problems.filter((problem) => problem.repaired).length;
	const open = problems.length - repaired + more;
	const found = problems.length + more === 0 ? "No problem." : `${plural(open, "problem")}, ${repaired} repaired.`;
	note(`${plural(items, "item")} checked. ${found}`);
	if (more > 0) note(`${plural(more, "problem")} are not listed. Repair these first, then check again.`);
	if (open > 0) throw new Failure("Something is wrong with the store.", EXIT.failure);
}

function textOf({ kind, key, message, repaired }) {
	const what = [colors.red(kind), key !== undefined && colors.cyan(printable(key))].filter(Boolean).join(" ");
	return `${what}: ${message}${repaired ? colors.green(" Repaired.") : ""}`;
}
