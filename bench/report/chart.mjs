// Draws results as bars: how many times as long as ours the others take.

import { parse, View } from "vega";
import { compile } from "vega-lite";
import { OURS } from "../results.mjs";

/** Colors that are readable on white and on black. */
const TEXT = "#7d8590";
const GRID = "#7d859040";
const COLORS = { ours: "#e8762d", others: "#5b8dbf" };

/** An SVG chart of those measures of a part that have other subjects beside ours. */
export function barChart({ measures, references }) {
	const groups = measures.flatMap(({ title, values }) => {
		const subjects = Object.keys(values).filter((subject) => !references.includes(subject));
		if (subjects.length < 2) return [];
		const bars = subjects.map((subject) => ({
			subject,
			ratio: values[subject] / values[OURS],
			whose: subject === OURS ? "ours" : "others",
		}));
		return [{ title: title.replaceAll("`", ""), bars }];
	});
	return new View(parse(compile(specification(groups)).spec)).toSVG();
}

function specification(groups) {
	const ratios = groups.flatMap(({ bars }) => bars.map(({ ratio }) => ratio));
	// A logarithmic axis has no zero, so the bars begin below the lowest ratio. The numbers need room on the right.
	const domain = [Math.min(0.3, Math.min(...ratios) / 2), Math.max(...ratios) * 3];
	return {
		$schema: "https://vega.github.io/schema/vega-lite/v6.json",
		background: null,
		spacing: 10,
		vconcat: groups.map((group, index) => chartOf(group, domain, index === groups.length - 1)),
		config: {
			font: "system-ui, sans-serif",
			view: { stroke: null },
			title: { color: TEXT, anchor: "start", fontSize: 12, offset: 4 },
			axis: { labelColor: TEXT, titleColor: TEXT, gridColor: GRID, domainColor: GRID, tickColor: GRID },
		},
	};
}

/** The bars of one measure. Only the last chart labels the axis. */
function chartOf({ title, bars }, domain, last) {
	const axis = { format: "~g", values: [0.1, 1, 10, 100, 1000], labels: last, ticks: last };
	return {
		title,
		width: 520,
		height: { step: 16 },
		data: { values: bars },
		encoding: {
			y: { field: "subject", type: "nominal", title: null, sort: null },
			x: {
				field: "ratio",
				type: "quantitative",
				title: last ? `times as long as ${OURS}, logarithmic` : null,
				scale: { type: "log", domain, nice: false },
				axis,
			},
		},
		layer: [
			{
				mark: { type: "bar", height: 11 },
				encoding: {
					color: {
						field: "whose",
						scale: { domain: Object.keys(COLORS), range: Object.values(COLORS) },
						legend: null,
					},
					x2: { datum: domain[0] },
				},
			},
			{
				mark: { type: "text", align: "left", dx: 4, color: TEXT },
				encoding: { text: { field: "ratio", format: ".2~f" } },
			},
		],
	};
}
