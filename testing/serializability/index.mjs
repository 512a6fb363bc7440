// Makes random histories of transactions in several processes, and checks that each has a serial order. Prints the seed and,
// for a history without such an order, what is wrong with it.

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import checker from "./checker/index.js";
import { run } from "./run.mjs";
import { existing, STORES } from "./stores.mjs";

const { values: given } = parseArgs({
	options: {
		histories: { type: "string", default: "100" },
		seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
		store: { type: "string", default: Object.keys(STORES).join() },
		url: { type: "string" },
		check: { type: "string" },
		help: { type: "boolean" },
	},
});

if (given.help) {
	console.log(
		"npm run test:serializability -- [OPTION…]\n\n" +
			"Four processes make random transactions on a few keys. Checks that what they read and wrote has a serial order.\n" +
			"The table of the test server throttles, fails, loses answers and reports conflicts.\n\n" +
			"  --histories N   histories on each store (default: 100)\n" +
			"  --seed S        seed of the first history; the others have the seeds after it (default: random)\n" +
			`  --store NAMES   stores to test (default: ${Object.keys(STORES).join()})\n` +
			"  --url URL       tests this store instead, which keeps the items\n" +
			"  --check FILE    only checks a history that an earlier run has kept\n" +
			"  --help          shows this help",
	);
	process.exit(0);
}

if (given.check !== undefined) {
	const violations = checker.check(JSON.parse(fs.readFileSync(given.check, "utf8")));
	report(violations);
	process.exit(violations.length > 0 ? 1 : 0);
}

const histories = number("histories");
const seed = number("seed");
const unknown = given.store.split(",").find((name) => !Object.hasOwn(STORES, name));
if (unknown !== undefined) refuse(`--store takes one or more of: ${Object.keys(STORES).join(", ")}`);
const stores = given.url === undefined ? given.store.split(",") : [given.url];

console.log(`seed ${seed}`);
let failed = false;
for (const name of stores) {
	const store = await (given.url === undefined ? STORES[name](seed) : existing(given.url));
	const started = performance.now();
	const { failure, codes, ...totals } = await run(store, { seed, histories });
	await store.close();
	const took = Math.round((performance.now() - started) / 1000);
	const ends = [...codes].map(([code, count]) => `${code} ${count}`).join(", ");
	console.log(
		`${name}: ${totals.histories} histories in ${took} s, ${failure === undefined ? "0 violations" : "VIOLATED"}; ` +
			`${totals.committed} transactions committed, ${totals.aborted} aborted, ${totals.unknown} unknown, ` +
			`${totals.runs} runs of functions; ${ends}`,
	);
	if (failure === undefined) continue;
	failed = true;
	report(failure.violations);
	const file = path.join(fileURLToPath(new URL("../../target", import.meta.url)), `history-${failure.seed}.json`);
	fs.writeFileSync(file, JSON.stringify(failure.history, null, "\t"));
	const where = given.url === undefined ? `--store ${name}` : `--url '${name}'`;
	console.error(
		`\nThe history is in ${file}. Check it again with --check, or make others like it:\n` +
			`npm run test:serializability -- --seed ${failure.seed} ${where}`,
	);
}
process.exit(failed ? 1 : 0);

function report(violations) {
	for (const { anomaly, text } of violations.slice(0, 20)) console.error(`${anomaly}: ${text}`);
}

function number(name) {
	const value = Number(given[name]);
	if (!Number.isInteger(value) || value < 0) refuse(`--${name} must be a whole number`);
	return value;
}

function refuse(message) {
	console.error(message);
	process.exit(2);
}
