// Makes random calls on each store. `modelled` compares their answers with a model, and `queries` those of many queries
// of the same items; `hostile` passes values that no program should pass. Prints the seed, the number of calls and, for a
// failure, the smallest failing case and the command that repeats it.

import { parseArgs } from "node:util";
import * as hostile from "./hostile/calls.mjs";
import * as modelled from "./modelled/run.mjs";
import * as queries from "./queries/run.mjs";
import { run } from "./run.mjs";
import { STORES } from "./stores.mjs";

const KINDS = { modelled, queries, hostile };

const { values: given } = parseArgs({
	options: {
		seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
		seconds: { type: "string", default: "60" },
		calls: { type: "string" },
		store: { type: "string", default: Object.keys(STORES).join() },
		only: { type: "string", default: Object.keys(KINDS).join() },
		case: { type: "string" },
		untimed: { type: "boolean", default: false },
		help: { type: "boolean" },
	},
});

if (given.help) {
	console.log(
		"npm run fuzz -- [OPTION…]\n\n" +
			"Makes random calls on each store: 'modelled' ones and 'queries', whose answers are compared with a model, and\n" +
			"'hostile' ones, with values that no program should pass. Prints how to repeat a failure.\n\n" +
			"  --seed N        first seed (default: random)\n" +
			"  --seconds S     total duration in seconds (default: 60)\n" +
			"  --calls N       at least so many calls of each kind on each store, however long it takes\n" +
			`  --store NAMES   stores to test (default: ${Object.keys(STORES).join()})\n` +
			`  --only KINDS    kinds of calls to make (default: ${Object.keys(KINDS).join()})\n` +
			"  --case PATH     repeats one failing case; requires --seed, one --store and one --only\n" +
			"  --untimed       does not fail on slow calls, for busy machines\n" +
			"  --help          shows this help",
	);
	process.exit(0);
}

const seed = number("seed");
const seconds = number("seconds");
const atLeast = given.calls === undefined ? undefined : number("calls");
const stores = names("store", STORES);
const kinds = names("only", KINDS);

// Warnings about odd but legal calls are not failures.
process.env.AMPT_DATA_WARNINGS ??= "off";
console.log(`seed ${seed}`);

let failed = false;
let current = "the start";
for (const event of ["unhandledRejection", "uncaughtException"]) {
	process.on(event, (error) => {
		console.error(`${event} during ${current} (seed ${seed}):`, error);
		process.exit(1);
	});
}
for (const store of stores) {
	for (const kind of kinds) {
		current = `${kind} calls on ${store}`;
		const until = seconds / (stores.length * kinds.length);
		const { calls, cases, took, failure } = await run(KINDS[kind], STORES[store], {
			seed,
			seconds: until,
			atLeast,
			path: given.case,
			isTimed: !given.untimed,
		});
		console.log(`${current}: ${calls} calls in ${cases} cases, ${Math.round(calls / took)} a second`);
		if (failure === undefined) continue;
		failed = true;
		console.error(
			`${failure.text}\n\nRepeat: npm run fuzz -- --seed ${failure.seed} --store ${store} --only ${kind} --case '${failure.path}'`,
		);
	}
}
process.exit(failed ? 1 : 0);

function number(name) {
	const value = Number(given[name]);
	if (!Number.isFinite(value)) refuse(`--${name} must be a number`);
	return value;
}

function names(option, known) {
	const wanted = given[option].split(",");
	const unknown = wanted.filter((name) => !Object.hasOwn(known, name));
	if (unknown.length > 0) refuse(`--${option} takes one or more of: ${Object.keys(known).join(", ")}`);
	return wanted;
}

function refuse(message) {
	console.error(message);
	process.exit(2);
}
