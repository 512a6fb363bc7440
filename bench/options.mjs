// What `npm run bench` may be told.

import fs from "node:fs";
import os from "node:os";
import { parseArgs } from "node:util";

export const PARTS = ["embedded", "contention", "scale", "dynamodb", "footprint", "events"];

/** Parts that need the test server. */
export const ON_SERVER = ["dynamodb", "footprint"];

export const HELP = `npm run bench -- [PART…] [OPTION…]

Measures, and writes bench/results/. Without a part it measures all:

  embedded     the verbs, beside other embedded stores
  contention   get, while another process writes
  scale        get, set, file and memory from 10,000 items on
  dynamodb     the verbs on a table of the test server, beside the document client of the AWS SDK
  footprint    loading, size and idle memory
  events       from a commit to its handler

  --rounds N      how many rounds count, after one that warms up; 7 by default
  --items N       the largest number of items of 'scale'; 1000000 by default; ten million take 10 GB
  --folder PATH   where stores are made and removed again; ${os.tmpdir()} by default. It should be on a disk
  --check         compares ratios that have a target with bench/results/results.json; fails on a loss of over 25 %
  --help          shows this
`;

/** A mistake of who called, told without a stack. */
export class UsageError extends Error {}

export function parse(args) {
	const { values, positionals } = parsed(args);
	for (const part of positionals) {
		if (!PARTS.includes(part)) throw new UsageError(`There is no part '${part}'. There are: ${PARTS.join(", ")}`);
	}
	if (!fs.statSync(values.folder, { throwIfNoEntry: false })?.isDirectory()) {
		throw new UsageError(`'${values.folder}' is no folder. Name one that is there: --folder PATH`);
	}
	return {
		parts: positionals.length === 0 ? PARTS : PARTS.filter((part) => positionals.includes(part)),
		rounds: count("rounds", values.rounds, 1),
		items: count("items", values.items, 10_000),
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
	throw new UsageError(`--${option} must be a whole number from ${least} on, not '${text}'.`);
}
