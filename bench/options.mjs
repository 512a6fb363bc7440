// The command line of `npm run bench`.

import fs from "node:fs";
import os from "node:os";
import { parseArgs } from "node:util";

export const PARTS = [
	"embedded",
	"contention",
	"readers",
	"scale",
	"bulk",
	"transfer",
	"queries",
	"dynamodb",
	"footprint",
	"events",
	"explorer",
];

/** Parts that need the test server. */
export const ON_SERVER = ["bulk", "transfer", "dynamodb", "footprint"];

export const HELP = `npm run bench -- [PART…] [OPTION…]

Measures the parts that you name, or all of them, and writes the results to bench/results/ and README.md.

  embedded     set, get, add and lists, compared with other embedded stores
  contention   get while another process writes
  readers      get in one and two worker threads, alone and while another process writes
  scale        get, set, opening, file size and memory with 10,000 items and more
  bulk         import, export, seed, truncate and batches, compared with other embedded stores, and on a table
  transfer     the commands export, import and copy, compared with loops over lmdb-js and over the document client
  queries      filters and counts, compared with other embedded stores and with filters in JavaScript; names of collections
  dynamodb     set, get and lists on a table of the test server, compared with the document client of the AWS SDK
  footprint    load time, file size and idle memory
  events       latency from a commit to its handler, and the cost of logging changes
  explorer     the explorer on a large store: its tree, rows anywhere, queries, memory, and its page in a browser

  --rounds N      number of rounds to measure, after those that warm up (default: 7)
  --items N       number of items in 'bulk' and 'queries', five times those in 'transfer', a tenth of those in
                  'explorer', and the largest in 'scale' (default: 1000000); ten million need 10 GB
  --collected N   number of items in ten thousand collections in 'queries' (default: that of --items)
  --folder PATH   parent of the temporary stores, on a disk and not in memory (default: ${os.tmpdir()})
  --check         writes nothing; compares each ratio that has a target with bench/results/results.json,
                  and fails if one is worse by more than 25 % and by more than its rounds vary
  --help          shows this help
`;

/** A mistake in how the program was called, reported without a stack trace. */
export class UsageError extends Error {}

export function parse(args) {
	const { values, positionals } = parsed(args);
	for (const part of positionals) {
		if (!PARTS.includes(part)) throw new UsageError(`Unknown part '${part}'. Choose from: ${PARTS.join(", ")}`);
	}
	if (!fs.statSync(values.folder, { throwIfNoEntry: false })?.isDirectory()) {
		throw new UsageError(`'${values.folder}' is not a folder. Pass an existing one with --folder PATH`);
	}
	return {
		parts: positionals.length === 0 ? PARTS : PARTS.filter((part) => positionals.includes(part)),
		rounds: count("rounds", values.rounds, 1),
		items: count("items", values.items, 10_000),
		collected: count("collected", values.collected ?? values.items, 10_000),
		folder: values.folder,
		check: values.check,
		help: values.help,
	};
}

function parsed(args) {
	try {
		return parseArgs({
			args,
			allowPositionals: true,
			options: {
				rounds: { type: "string", default: "7" },
				items: { type: "string", default: "1000000" },
				collected: { type: "string" },
				folder: { type: "string", default: os.tmpdir() },
				check: { type: "boolean", default: false },
				help: { type: "boolean", default: false },
			},
		});
	} catch (error) {
		throw new UsageError(`${error.message.split(".")[0]}. See npm run bench -- --help`);
	}
}

function count(option, text, least) {
	const number = Number(text);
	if (/^\d+$/.test(text) && number >= least && number <= 1e9) return number;
	throw new UsageError(`--${option} must be an integer of at least ${least}, not '${text}'.`);
}
