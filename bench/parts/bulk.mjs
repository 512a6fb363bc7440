// Compares the verbs for many items with what other embedded stores have for that, and measures them on a table.

import { withFolder } from "../cleanup.mjs";
import { versionOf } from "../machine.mjs";
import { startProcess } from "../process.mjs";
import { comparison, measure, OURS, ratioOf } from "../results.mjs";
import { withTable } from "../server.mjs";

const FILES = ["ampt-data", "lmdb", "better-sqlite3"];
/** A round writes every item several times, and a figure of a million items varies little. */
const MOST_ROUNDS = 3;
/** A table gets this share of the items: the test server takes longer than an embedded store. */
const TABLE_SHARE = 1 / 5;
/** How many times faster than `import` an `export` must be. */
const EXPORT_SPEED = 3;
/** How much more memory an import may use at its end than at half of its items. */
const FLAT = 1.25;

/** What is measured on a store that is filled in the order of its keys, one after the other. */
const VERBS = {
	import: "`import`",
	export: "`export`",
	truncate: "`truncate`",
	seed: "`seed`",
	set: "`set` in batches, 40 at a time",
	get: "`get` in batches, 40 at a time",
	remove: "`remove` in batches, 40 at a time",
};
const ON_TABLE = ["import", "export", "truncate"];

const roundsOf = ({ rounds }) => Math.min(rounds, MOST_ROUNDS);

export const steps = (options) => roundsOf(options) * 2 + 1;

export async function run(options) {
	const { folder, items, step } = options;
	const rounds = roundsOf(options);
	const [inOrder, atRandom, missing] = [new Map(), new Map(), new Map()];
	const add = (taken, name, figures) => taken.set(name, [...(taken.get(name) ?? []), figures]);
	for (let round = 0; round < rounds; round++) {
		for (const [order, verbs, taken] of [
			["key", Object.keys(VERBS), inOrder],
			["random", ["import"], atRandom],
		]) {
			step(`${items.toLocaleString("en")} items in ${order} order, round ${round + 1} of ${rounds}`);
			for (const file of FILES.filter((file) => !missing.has(file))) {
				await withFolder(folder, async (own) => add(taken, file, await measured(file, own, order, items, verbs))).catch(
					(error) => missing.set(file, error.message.split("\n")[0]),
				);
			}
		}
	}
	if (missing.has(OURS)) throw new Error(missing.get(OURS));
	step("on a table");
	const onTable = await withTable(({ url }) => measured(OURS, url, "random", items * TABLE_SHARE, ON_TABLE));
	return {
		measures: measuresOf(inOrder, atRandom, onTable),
		missing: [...missing].map(([name, reason]) => ({ name, reason })),
		versions: Object.fromEntries(
			FILES.filter((file) => file !== OURS && !missing.has(file)).map((id) => [id, versionOf(id)]),
		),
		notes: {
			bulk: `${items.toLocaleString("en")} items, ${items * TABLE_SHARE} on the table, whose server uses the same cores`,
		},
	};
}

/** Runs verbs one after the other in a new process, and returns their figures. */
async function measured(file, place, order, items, verbs) {
	const child = startProcess("children/bulk.mjs", file, place, order, String(items));
	try {
		await child.ask("open");
		const figures = {};
		for (const verb of verbs) figures[verb] = await child.ask(verb);
		await child.ask("close");
		return figures;
	} finally {
		await child.end();
	}
}

function measuresOf(inOrder, atRandom, onTable) {
	const timeOf = (verb, figures) => (verb === "import" ? figures.import.time : figures[verb]);
	const valuesOf = (taken, verb) =>
		Object.fromEntries([...taken].map(([name, rounds]) => [name, rounds.map((figures) => timeOf(verb, figures))]));
	const targets = Object.fromEntries(FILES.map((file) => [file, 1]));
	const ours = inOrder.get(OURS);
	const exported = comparison(
		OURS,
		"its own `import`",
		ratioOf(valuesOf(inOrder, "export")[OURS], valuesOf(inOrder, "import")[OURS]),
		1 / EXPORT_SPEED,
	);
	const memory = (runs) => ({
		"at half": runs.map(({ import: { memory } }) => memory[0] / 1e6),
		"at the end": runs.map(({ import: { memory } }) => memory[1] / 1e6),
	});
	const flat = (id, title, runs) => {
		const values = memory(runs);
		const grown = comparison("at the end", "at half", ratioOf(values["at the end"], values["at half"]), FLAT);
		return measure({ id, title, unit: "MB", values, comparisons: [grown] });
	};
	return [
		...Object.entries(VERBS).map(([verb, title]) =>
			measure({
				id: `bulk-${verb}`,
				title,
				unit: "µs per item",
				values: valuesOf(inOrder, verb),
				targets: verb === "export" ? {} : targets,
				comparisons: verb === "export" ? [exported] : [],
			}),
		),
		measure({
			id: "bulk-import-random",
			title: "`import` in random order",
			unit: "µs per item",
			values: valuesOf(atRandom, "import"),
			targets,
		}),
		...ON_TABLE.map((verb) =>
			measure({
				id: `bulk-table-${verb}`,
				title: `\`${verb}\` on a table`,
				unit: "µs per item",
				values: { [OURS]: timeOf(verb, onTable) },
			}),
		),
		flat("bulk-memory", "memory of an `import` outside the page cache", ours),
		flat("bulk-table-memory", "memory of an `import` into a table", [onTable]),
	];
}
