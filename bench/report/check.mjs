// Decides whether a run is worse than the committed results. It compares ratios within a run, because times depend on
// the machine.

/** How much worse than the committed ratio a ratio may be, as a share of it. */
const TOLERANCE = 0.25;
/** How much worse it may be at most, however noisy it is: a ratio that has doubled is lost. */
const MOST_TOLERANCE = 1;

/**
 * The ratios of a part that have a target, by what they compare. A ratio without a target may only show that a disk is
 * slow today.
 */
function ratios(part) {
	const all = (part?.measures ?? []).flatMap(({ id, title, comparisons }) =>
		comparisons
			.filter(hasTarget)
			.map(({ of, to, ratio, noise }) => [`${id}: ${of} / ${to}`, { what: `${title}: ${of} to ${to}`, ratio, noise }]),
	);
	return new Map(all);
}

/** The lost ratios of a part, and those that only one side has, as sentences. */
export function compare(committed, measured) {
	const before = ratios(committed);
	const now = ratios(measured);
	const lost = [];
	const untold = [];
	for (const [id, { what, ratio, noise }] of now) {
		const known = before.get(id);
		if (known === undefined) untold.push(`${what}: not in the committed results`);
		else if (ratio > known.ratio * (1 + toleranceOf(known, { noise })))
			lost.push(`${what}: was ${known.ratio}, is ${ratio}`);
	}
	for (const [id, { what }] of before) if (!now.has(id)) untold.push(`${what}: not measured now`);
	return { lost, untold };
}

/** A ratio whose rounds lie far apart, here or in the committed results, is lost only by more than that. */
function toleranceOf(known, measured) {
	const noise = (known.noise ?? 0) + (measured.noise ?? 0);
	return Math.min(MOST_TOLERANCE, Math.max(TOLERANCE, noise));
}

/** The lower ratios of two measurements of a part. Noise makes a ratio worse now and then, a real loss every time. */
export function better(first, second) {
	const others = ratios(second);
	const measures = first.measures.map((measure) => ({
		...measure,
		comparisons: measure.comparisons.map((comparison) => {
			const other = others.get(`${measure.id}: ${comparison.of} / ${comparison.to}`);
			return other?.ratio < comparison.ratio ? { ...comparison, ratio: other.ratio, noise: other.noise } : comparison;
		}),
	}));
	return { ...first, measures };
}

function hasTarget({ target }) {
	return typeof target === "number";
}
