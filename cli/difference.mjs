// The difference between two texts, as people read it.

import { structuredPatch } from "diff";
import { noteColors } from "./terminal.mjs";
import { printable } from "./text.mjs";

const PAINT = { "+": noteColors.green, "-": noteColors.red };

/** The lines that differ, with three lines around them. */
export function difference(before, after) {
	const { hunks } = structuredPatch("", "", before, after, "", "", { context: 3 });
	return hunks
		.flatMap(({ lines }, at) => [...(at > 0 ? ["…"] : []), ...lines])
		.map((line) => (PAINT[line[0]] ?? String)(printable(line, { lines: true })))
		.join("\n");
}
