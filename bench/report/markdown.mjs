// Renders results as Markdown tables.

import { markdownTable } from "markdown-table";
import { PARTS } from "../options.mjs";
import { OURS } from "../results.mjs";

const TITLES = {
	embedded: "Embedded stores",
	contention: "While another process writes",
	readers: "Several threads that read",
	scale: "By number of items",
	bulk: "Many items at once",
	transfer: "Commands that move all items",
	queries: "Queries",
	dynamodb: "DynamoDB",
	footprint: "Footprint",
	events: "Events",
	explorer: "The explorer",
};

const NOISE = "Noise: how wide the middle half of the rounds' ratios lies, as a share of the ratio.";

export function markdown(results) {
	const parts = PARTS.filter((name) => results.parts[name]).map((name) => [name, results.parts[name]]);
	const sections = parts.map(([name, part]) => `## ${TITLES[name]}\n\n${[...tables(part), about(part)].join("\n\n")}`);
	const judged = targets(parts.map(([, part]) => part));
	if (judged.length > 0) sections.push(`## Targets\n\n${targetTable(judged)}\n\n${NOISE}`);
	return `${["# Results", ...sections].join("\n\n")}\n`;
}

/** The measures in the README's table, by part. */
const ESSENCE = {
	embedded: ["set-many", "get", "get-many", "list"],
	dynamodb: ["dynamodb-get-waves-cpu", "dynamodb-list-cpu"],
};

/** The README's table. */
export function essence(results) {
	const parts = Object.keys(ESSENCE).flatMap((name) => results.parts[name] ?? []);
	if (parts.length === 0) return "";
	const shown = Object.values(ESSENCE).flat();
	const measures = parts.flatMap((part) => part.measures.filter(({ id }) => shown.includes(id)));
	const references = parts.flatMap((part) => part.references);
	const subjects = new Set(measures.flatMap(({ values }) => Object.keys(values)));
	const notes = parts.flatMap((part) => Object.entries(part.notes)).filter(([name]) => subjects.has(name));
	const warm = "Each client is warm and has a process of its own.";
	const about = [conditions(parts[0]), warm, ...remarks(notes)].join(" ");
	return [...tables({ measures, references }), about].join("\n\n");
}

/** One table for all measures that include ours, and one for each other set of subjects. */
function tables({ measures, references }) {
	const groups = new Map();
	for (const measure of measures) {
		const subjects = Object.keys(measure.values).filter((subject) => !references.includes(subject));
		const group = subjects.includes(OURS) ? OURS : subjects.join();
		const { all = [], rows = [] } = groups.get(group) ?? {};
		groups.set(group, { all: [...new Set([...all, ...subjects])], rows: [...rows, measure] });
	}
	return [...groups.values()].map(({ all, rows }) => {
		const units = new Set(rows.map(({ unit }) => unit));
		const shared = units.size === 1 ? [...units][0] : undefined;
		const body = rows.map(({ title, unit, values }) => [
			shared === undefined ? `${title}, ${unit}` : title,
			...all.map((subject) => (values[subject] === undefined ? "–" : number(values[subject]))),
		]);
		return markdownTable([[shared ?? "", ...all], ...body], { align: ["l", ...all.map(() => "r")] });
	});
}

/** The machine and the number of rounds. */
function conditions({ machine, rounds }) {
	const { cpu, cores, memory, os, node } = machine;
	return `Medians of ${rounds} ${rounds === 1 ? "round" : "rounds"} on ${cores} × ${cpu}, ${memory}, ${os}, Node ${node}.`;
}

const remarks = (notes) => notes.map(([name, note]) => `${name}: ${note}.`);

/** How long the cases ran before they counted. */
function warmth({ fewest, most, cases, restless }) {
	const all = fewest === most ? `${most}` : `${fewest} to ${most}`;
	const others = restless === 0 ? "" : `; ${restless} of ${cases} had not`;
	return `Before that, each case ran until its figure had come to rest, ${all} rounds${others}.`;
}

/** Everything that the numbers depend on. */
function about({ machine, rounds, warmUp, versions, missing, notes }) {
	const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
	const lines = [
		conditions({ machine, rounds }),
		warmUp && warmth(warmUp),
		packages.length > 0 && `With ${packages.join(", ")}.`,
		...missing.map((name) => `${name} is not installed.`),
		...remarks(Object.entries(notes)),
	];
	return lines.filter(Boolean).join(" ");
}

function targets(parts) {
	return parts.flatMap(({ measures }) =>
		measures.flatMap((measure) =>
			measure.comparisons
				.filter(({ target }) => target !== undefined)
				.map(({ of, to, ratio, noise, target, met }) => [
					measure.title,
					withValue(measure, of),
					withValue(measure, to),
					number(ratio),
					noise === undefined ? "–" : `${Math.round(noise * 100)} %`,
					`≤ ${number(target)}`,
					met ? "met" : "**missed**",
				]),
		),
	);
}

function targetTable(rows) {
	return markdownTable([["", "of", "to", "ratio", "noise", "target", ""], ...rows], {
		align: ["l", "l", "l", "r", "r", "r", "l"],
	});
}

function withValue({ values, unit }, subject) {
	return values[subject] === undefined ? subject : `${subject} (${number(values[subject])} ${unit})`;
}

/** Three significant digits, or all digits before the point. */
function number(value) {
	const size = Math.abs(value);
	const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
	return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
