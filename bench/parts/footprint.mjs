// Measures what the package costs before it is used: load time, file size and idle memory.

import fs from "node:fs";
import { versionOf } from "../machine.mjs";
import { interleaved, stepsOf } from "../measure.mjs";
import { startProcess } from "../process.mjs";
import { measure, OURS } from "../results.mjs";
import { withTable } from "../server.mjs";
import { PEER } from "./dynamodb.mjs";

const SUBJECTS = { [OURS]: "ampt-data", [PEER]: "document-client", nothing: "nothing" };
/** The ways to load a module, and the measures of their times. */
const LOADS = { require: "load", import: "load-import" };
const MEGABYTE = 1e6;

export const steps = ({ rounds }) => stepsOf(rounds);

export function run({ rounds, step }) {
	return withTable(async (place) => {
		const loads = Object.keys(LOADS).map((how) => [OURS, PEER].map((name) => [name, () => loadTime(name, how)]));
		const memories = [["memory", () => memoryOfAll(place), (held) => held[OURS].used.all]];
		const { taken, warmUp } = await interleaved(rounds, [...loads, memories], step);
		const [required, imported, held] = taken;
		const versions = Object.fromEntries(
			["@aws-sdk/client-dynamodb", "@aws-sdk/lib-dynamodb"].map((id) => [id, versionOf(id)]),
		);
		const measures = [
			loadOf("require", required),
			loadOf("import", imported),
			await sizeOf(),
			...memoriesOf(held.get("memory")),
		];
		return { measures, versions, warmUp };
	});
}

/** Passes `run` a fresh process. */
async function withFresh(run) {
	const child = startProcess("children/loader.mjs");
	try {
		return await run(child);
	} finally {
		await child.end();
	}
}

const loadTime = (name, how) => withFresh((child) => child.ask("load", SUBJECTS[name], how));

/**
 * The memory of each subject's process in bytes, before and after its use. The processes idle in parallel, which does not
 * affect their memory.
 */
async function memoryOfAll(place) {
	const all = Object.entries(SUBJECTS).map(([name, file]) =>
		withFresh(async (child) => {
			await child.ask("load", file, "import");
			return [name, { imported: await child.ask("idle"), used: await child.ask("use", file, place) }];
		}),
	);
	return Object.fromEntries(await Promise.all(all));
}

function loadOf(how, loaded) {
	const values = { [OURS]: loaded.get(OURS), [PEER]: loaded.get(PEER) };
	return measure({
		id: LOADS[how],
		title: `\`${how}\` of the module`,
		unit: "ms",
		values,
		targets: { [PEER]: 1 / 6 },
	});
}

async function sizeOf() {
	const file = await withFresh(async (child) => {
		await child.ask("load", SUBJECTS[OURS], "require");
		return child.ask("addon");
	});
	const values = { [OURS]: fs.statSync(file).size / MEGABYTE };
	return measure({ id: "addon", title: "size of the addon", unit: "MB", values, limits: { "14 MB": 14 } });
}

function memoriesOf(rounds) {
	const added = (name, when, what) =>
		rounds.map((held) => (held[name][when][what] - held.nothing[when][what]) / MEGABYTE);
	const values = (when, what) => ({ [OURS]: added(OURS, when, what), [PEER]: added(PEER, when, what) });
	return [
		measure({
			id: "memory-imported",
			title: "idle memory added by the import",
			unit: "MB",
			values: values("imported", "all"),
		}),
		measure({
			id: "memory-used",
			title: "idle memory added by the import and a `get`",
			unit: "MB",
			values: values("used", "all"),
			limits: { "15 MB": 15 },
		}),
		measure({
			id: "memory-used-own",
			title: "the same without the pages of files",
			unit: "MB",
			values: values("used", "own"),
		}),
	];
}
