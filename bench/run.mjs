// Measures the requested parts, then writes or checks the results.

import fs from "node:fs";
import { machine } from "./machine.mjs";
import { summaryOf } from "./measure.mjs";
import { parse, UsageError } from "./options.mjs";
import { startProgress } from "./progress.mjs";
import { better, compare } from "./report/check.mjs";
import { readResults, writeResults } from "./report/files.mjs";
import { markdown } from "./report/markdown.mjs";

/** The file system type of tmpfs, which Linux keeps in memory. */
const TMPFS = 0x01021994;
/** How often a part is measured again before a ratio counts as lost: a single stall of the disk is not a loss. */
const REPETITIONS = 3;

const options = parse(process.argv.slice(2));
try {
	if (process.platform === "linux" && fs.statfsSync(options.folder).type === TMPFS) {
		console.error(
			`'${options.folder}' is in memory, where a sync costs nothing. Choose a folder on a disk with --folder PATH`,
		);
	}
	const succeeded = options.check ? await check() : await publish();
	process.exit(succeeded ? 0 : 1);
} catch (error) {
	console.error(error instanceof UsageError ? error.message : error);
	process.exit(1);
}

async function publish() {
	const run = { parts: {} };
	for (const name of options.parts) {
		run.parts[name] = await measured(name);
		// A later part may fail, and this one may have taken hours.
		await writeResults({ parts: { [name]: run.parts[name] } });
	}
	console.log(markdown(run));
	return true;
}

async function check() {
	const committed = readResults();
	if (committed === undefined) throw new UsageError("bench/results has no results yet. Create them: npm run bench");
	const losses = [];
	for (const name of options.parts) {
		let part = await measured(name);
		for (let again = 0; again < REPETITIONS && compare(committed.parts[name], part).lost.length > 0; again++) {
			console.error(`${name}: a ratio seems lost; measuring again`);
			part = better(part, await measured(name));
		}
		const { lost, untold } = compare(committed.parts[name], part);
		for (const what of untold) console.log(`${name}: ${what}`);
		losses.push(...lost.map((what) => `${name}: ${what}`));
	}
	for (const what of losses) console.log(`LOST ${what}`);
	console.log(`Ratios lost: ${losses.length}`);
	return losses.length === 0;
}

async function measured(name) {
	const part = await import(`./parts/${name}.mjs`);
	const progress = startProgress(name, part.steps(options));
	const {
		measures,
		missing = [],
		versions = {},
		notes = {},
		references = [],
		warmUp,
	} = await part.run({ ...options, step: progress.step }).finally(progress.end);
	for (const { name: peer, reason } of missing) console.error(`Leaving out ${peer}, which is not installed: ${reason}`);
	const { rounds } = options;
	return {
		machine: machine(),
		rounds,
		warmUp: warmUp && summaryOf(warmUp),
		versions,
		missing: missing.map(({ name }) => name),
		notes,
		references,
		measures,
	};
}
