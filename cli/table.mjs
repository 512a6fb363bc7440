// Tables for terminals: no lines, no more columns than fit.

import stringWidth from "fast-string-width";
import { colors, width } from "./terminal.mjs";

const GAP = 2;
const WIDEST = 48;

/**
 * A table as text.
 *
 * @param {{ title: string, isNumber?: boolean }[]} columns
 * @param {string[][]} rows
 */
export async function table(columns, rows) {
	const { default: Table } = await import("cli-table3");
	const widths = columns.map((column, at) => widthOf(column.title, rows, at));
	const shown = new Table({
		head: columns.map(({ title }) => colors.bold(title)),
		colAligns: columns.map(({ isNumber }) => (isNumber ? "right" : "left")),
		// The first column has the keys, which people copy.
		colWidths: widths.map((columnWidth, at) => (at === 0 ? columnWidth : Math.min(columnWidth, WIDEST)) + GAP),
		chars: NO_LINES,
		style: { head: [], border: [], "padding-left": 0, "padding-right": GAP },
	});
	shown.push(...rows.map(([first, ...others]) => [colors.cyan(first), ...others]));
	return shown
		.toString()
		.split("\n")
		.map((line) => line.trimEnd())
		.join("\n");
}

/** Names, and a text for each. */
export function fields(rows) {
	const longest = Math.max(...rows.map(([name]) => name.length));
	return rows.map(([name, text]) => `${colors.bold(name.padEnd(longest))}  ${text}`).join("\n");
}

/** How many of the columns fit beside each other. */
export function fitting(columns, rows) {
	let used = 0;
	const at = columns.findIndex(({ title }, index) => {
		const natural = widthOf(title, rows, index);
		used += (index === 0 ? natural : Math.min(natural, WIDEST)) + GAP;
		return index > 1 && used - GAP > width();
	});
	return at < 0 ? columns.length : at;
}

function widthOf(title, rows, at) {
	return rows.reduce((widest, row) => Math.max(widest, stringWidth(row[at])), stringWidth(title));
}

const NO_LINES = Object.fromEntries(
	[
		["top", "top-mid", "top-left", "top-right"],
		["bottom", "bottom-mid", "bottom-left", "bottom-right"],
		["left", "left-mid", "mid", "mid-mid"],
		["right", "right-mid", "middle"],
	]
		.flat()
		.map((place) => [place, ""]),
);
