// Reads and writes the result files.

import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { merged } from "../results.mjs";
import { barChart } from "./chart.mjs";
import { essence, markdown } from "./markdown.mjs";
import { withBlock } from "./readme.mjs";

const folder = fileURLToPath(new URL("../results", import.meta.url));
const readme = fileURLToPath(new URL("../../README.md", import.meta.url));
const CHARTS = ["embedded", "dynamodb"];

export function readResults() {
	const file = `${folder}/results.json`;
	return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : undefined;
}

/** Merges a run into the stored results, and renders the tables and charts again. */
export async function writeResults(run) {
	const results = merged(readResults(), run);
	fs.mkdirSync(folder, { recursive: true });
	fs.writeFileSync(`${folder}/results.json`, `${JSON.stringify(results, null, "\t")}\n`);
	fs.writeFileSync(`${folder}/results.md`, markdown(results));
	for (const name of CHARTS) {
		if (results.parts[name]) fs.writeFileSync(`${folder}/${name}.svg`, await barChart(results.parts[name]));
	}
	const text = fs.readFileSync(readme, "utf8");
	fs.writeFileSync(readme, withBlock(text, essence(results)));
}
