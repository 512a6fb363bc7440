// Compares filters and counts with other embedded stores and with what a program does without them, and measures the
// names of collections.

import { withFolder } from "../cleanup.mjs";
import { versionOf } from "../machine.mjs";
import { startProcess } from "../process.mjs";
import { measure, OURS } from "../results.mjs";

const FILES = ["ampt-data", "lmdb", "better-sqlite3"];
const PAGES = "pages and a filter in JavaScript";
/** A round reads every item several times, and its figures vary little. */
const MOST_ROUNDS = 5;
/** How many times faster than PAGES a filter must be. */
const FILTER_SPEED = 10;
/** Milliseconds to count a million keys, and to list ten thousand names among ten million items. */
const MOST_FOR_COUNT = 150;
const MOST_FOR_NAMES = 1000;

const roundsOf = ({ rounds }) => Math.min(rounds, MOST_ROUNDS);

export const steps = (options) => FILES.length + 2 * (roundsOf(options) + 1) + 1;

export async function run(options) {
	const { folder, items, collected, step } = options;
	const rounds = roundsOf(options);
	const { taken, missing } = await withFolder(folder, (own) => compared(own, items, rounds, step));
	const names = await withFolder(folder, (own) => collections(own, collected, rounds, step));
	return {
		measures: [
			measure({
				id: "queries-filter",
				title: "filter that matches 1 in 1,000",
				unit: "ms",
				values: taken.filter,
				targets: { [PAGES]: 1 / FILTER_SPEED },
			}),
			measure({
				id: "queries-count",
				title: "count of a collection",
				unit: "ms",
				values: taken.count,
				limits: { [`${MOST_FOR_COUNT} ms for a million`]: (MOST_FOR_COUNT * items) / 1e6 },
			}),
			measure({
				id: "queries-collections",
				title: "names of 10,000 collections",
				unit: "ms",
				values: { [OURS]: names },
				limits: { "1 s": MOST_FOR_NAMES },
			}),
		],
		missing,
		versions: Object.fromEntries(
			FILES.filter((file) => file !== OURS && taken.count[file] !== undefined).map((id) => [id, versionOf(id)]),
		),
		notes: {
			queries: `${items.toLocaleString("en")} items of one collection; the names are those of ${collected.toLocaleString("en")} items`,
		},
	};
}

/** Fills the stores and asks one after the other, in rounds. The first one only warms up. */
async function compared(own, items, rounds, step) {
	const stores = [];
	const missing = [];
	for (const file of FILES) {
		step(`filling ${file}`);
		const child = startProcess("children/queries.mjs", file, own, String(items));
		try {
			await child.ask("open");
			await child.ask("fill");
			stores.push({ file, child });
		} catch (error) {
			if (file === OURS) throw error;
			missing.push({ name: file, reason: error.message.split("\n")[0] });
			await child.end();
		}
	}
	const cases = stores.flatMap(({ file, child }) => [
		["filter", file, () => child.ask("filter")],
		["count", file, () => child.ask("count")],
		...(file === OURS ? [["filter", PAGES, () => child.ask("filterPages")]] : []),
	]);
	const taken = { filter: {}, count: {} };
	for (let round = 0; round <= rounds; round++) {
		step(round === 0 ? "warming up" : `round ${round} of ${rounds}`);
		for (const [what, subject, ask] of cases) {
			const time = await ask();
			if (round > 0) taken[what][subject] = [...(taken[what][subject] ?? []), time];
		}
	}
	for (const { child } of stores) {
		await child.ask("close");
		await child.end();
	}
	return { taken, missing };
}

/** The milliseconds of each round. */
async function collections(own, items, rounds, step) {
	step("filling 10,000 collections");
	const child = startProcess("children/queries.mjs", OURS, own, String(items));
	await child.ask("open");
	await child.ask("fillCollections");
	const times = [];
	for (let round = 0; round <= rounds; round++) {
		step(round === 0 ? "warming up" : `names, round ${round} of ${rounds}`);
		const time = await child.ask("collections");
		if (round > 0) times.push(time);
	}
	await child.ask("close");
	await child.end();
	return times;
}
