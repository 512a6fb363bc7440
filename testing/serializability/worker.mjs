// One process of the histories: it carries out its part of each plan, in order, and sends what it recorded.

import { createRequire } from "node:module";
import { execute } from "./execute.mjs";
import { planOf } from "./plan.mjs";

const { Data } = createRequire(import.meta.url)("../../index.js");

const [url, number] = process.argv.slice(2);
const own = Number(number);
const data = Data.open(url);

process.on("message", async ({ seed, name }) => {
	// Plans are not sent: each process makes the same one from the seed.
	const plan = planOf(seed, name);
	const records = [];
	for (const planned of plan.processes[own]) records.push(...(await execute(data, plan, own, planned)));
	process.send({ name, records });
});
process.on("disconnect", () => data.close().then(() => process.exit(0)));
process.send({ ready: true });
