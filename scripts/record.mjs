// Records a session of the program `ampt-data` on a terminal as docs/images/command-line.svg, which README.md shows.
// `npm run record` after a build. Everything in it is what the program has printed; only the questions are answered here.

import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import xterm from "@xterm/headless";
import countries from "world-countries";
import { toSvg } from "./record/svg.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = path.join(root, "docs/images/command-line.svg");
const COLUMNS = 96;
const ROWS = 200;

/** The commands, and what is typed when a question appears. */
const SESSION = [
	{ command: "npx ampt-data ls" },
	{ command: `npx ampt-data query 'countries:*' --filter '{"area":{"$gt":9000000}}'` },
	{ command: "EDITOR='sed -i s/Oslo/Bergen/' npx ampt-data edit countries:NO", question: /Store this\?/, answer: "y" },
	{ command: "npx ampt-data rm 'regions:A*'", question: /Remove/, answer: "n" },
];

const home = path.join(os.tmpdir(), "atlas");
fs.mkdirSync(home);
try {
	await fill(path.join(home, ".ampt/data"));
	const terminal = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
	const write = (text) => new Promise((resolve) => terminal.write(text, resolve));
	for (const step of SESSION) {
		await write(`\u001b[32m❯\u001b[0m ${step.command}\r\n`);
		await write(await outputOf(step));
		await write("\r\n");
	}
	fs.mkdirSync(path.dirname(target), { recursive: true });
	fs.writeFileSync(target, toSvg(terminal, "The program ampt-data on a terminal"));
	console.log(`Recorded ${path.relative(process.cwd(), target)}.`);
} finally {
	fs.rmSync(home, { recursive: true });
}

/** Stores the countries of the world. */
async function fill(folder) {
	const { Data } = await import("ampt-data");
	const data = Data.open(`file:${folder}`);
	const items = countries.map(({ cca2, name, capital, region, area }) => ({
		key: `countries:${cca2}`,
		value: { name: name.common, capital: capital[0] ?? "–", region, area },
	}));
	const regions = new Map();
	for (const { region } of countries) regions.set(region, (regions.get(region) ?? 0) + 1);
	for (const [region, size] of regions) items.push({ key: `regions:${region}`, value: { countries: size } });
	await data.set(items, { overwrite: true });
	await data.close();
}

/** What a command shows on a pseudo-terminal, with its colours. */
async function outputOf({ command, question, answer }) {
	const program = path.join(root, "dist/cli/main.mjs");
	const bin = path.join(home, "bin");
	fs.mkdirSync(bin, { recursive: true });
	fs.writeFileSync(path.join(bin, "npx"), `#!/bin/sh\nshift\nexec '${process.execPath}' '${program}' "$@"\n`, {
		mode: 0o755,
	});
	const { AMPT_DATA_URL, NO_COLOR, ...env } = process.env;
	const child = spawn("script", ["-qefc", `stty cols ${COLUMNS} rows ${ROWS} -echo; ${command}`, "/dev/null"], {
		cwd: home,
		env: { ...env, PATH: `${bin}:${env.PATH}`, TERM: "xterm-256color" },
	});
	let output = "";
	let isAnswered = question === undefined;
	child.stdout.setEncoding("utf8").on("data", (text) => {
		output += text;
		if (isAnswered || !question.test(output)) return;
		isAnswered = true;
		child.stdin.write(answer);
	});
	await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
	return output;
}
