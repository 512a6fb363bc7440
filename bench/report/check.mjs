// Whether a run is worse than the committed results. Only ratios of one run compare: times depend on the machine.

/** How much greater a ratio may be. */
const TOLERANCE = 1.25;

/** The ratios of a part that have a target, by what they compare: the others show where a disk is slow today. */
function ratios(part) {
	const all = (part?.measures ?? []).flatMap(({ id, title, comparisons }) =>
		comparisons
			.filter(hasTarget)
			.map(({ of, to, ratio }) => [`${id}: ${of} / ${to}`, { what: `${title}: ${of} to ${to}`, ratio }]),
	);
	return new Map(all);
}

/** What a part of a run lost, and what cannot be compared, as sentences. */
export function compare(committed, measured) {
	const before = ratios(committed);
	const now = ratios(measured);
	const lost = [];
	const untold = [];
	for (const [id, { what, ratio }] of now) {
		const known = before.get(id);
		if (known === undefined) untold.push(`${what}: not in the committed results`);
		else if (ratio > known.ratio * TOLERANCE) lost.push(`${what}: was ${known.ratio}, is ${ratio}`);
	}
	for (const [id, { what }] of before) if (!now.has(id)) untold.push(`${what}: not measured now`);
	return { lost, untold };
}

/** Of two measurements of a part, the lower ratio each: noise makes a ratio worse at random, a loss every time. */
export function better(first, second) {
	const others = ratios(second);
	const measures = first.measures.map((measure) => ({
		...measure,
		comparisons: measure.comparisons.map((comparison) => {
			const other = others.get(`${measure.id}: ${comparison.of} / ${comparison.to}`);
			return { ...comparison, ratio: Math.min(comparison.ratio, other?.ratio ?? comparison.ratio) };
		}),
	}));
	return { ...first, measures };
}

function hasTarget({ target }) {
	return typeof target === "number";
}
