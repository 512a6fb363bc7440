// The shape of a measure, and how the results of several runs are merged.

import { median, quantile } from "./measure.mjs";

/** The subject that all others are compared with. */
export const OURS = "ampt-data";

/** Four significant digits: the rest is noise. */
const rounded = (number) => Number(number.toPrecision(4));

/** What a subject has as its value: one figure for each round, or a single figure that does not vary. */
const figures = (value) => [value].flat();
const middle = (value) => median(figures(value));

/**
 * The ratio of two values, and its noise: how wide the middle half of the rounds' ratios lies, as a share of the ratio.
 * The rounds of both are compared one by one, because what disturbs a round of one disturbs that of the other, too.
 */
export function ratioOf(value, other) {
	const [ours, theirs] = [figures(value), figures(other)];
	const ratios = ours.map((figure, round) => figure / (theirs[round] ?? theirs[0]));
	const ratio = middle(value) / middle(other);
	return { ratio, noise: (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / ratio };
}

/** A comparison, from what `ratioOf` returns. With a target, `met` says whether the unrounded ratio reaches it. */
export function comparison(of, to, { ratio, noise }, target) {
	const shown = { of, to, ratio: rounded(ratio), noise: rounded(noise) };
	return target === undefined ? shown : { ...shown, target: rounded(target), met: ratio <= target };
}

/**
 * A measure that compares our value with those of other subjects. `targets` maps a subject to the highest allowed ratio
 * of our value to its value. `limits` maps a description to the highest allowed value, in the measure's unit. A subject
 * that could not be measured has no value and no comparison. A value is a list with a figure for each round, whose median
 * counts, or a single figure.
 */
export function measure({ id, title, unit, values, targets = {}, limits = {}, comparisons = [] }) {
	const ours = values[OURS];
	const others = Object.entries(values).filter(([subject]) => ours !== undefined && subject !== OURS);
	return {
		id,
		title,
		unit,
		values: Object.fromEntries(Object.entries(values).map(([subject, value]) => [subject, rounded(middle(value))])),
		comparisons: [
			...others.map(([subject, value]) => comparison(OURS, subject, ratioOf(ours, value), targets[subject])),
			...Object.entries(limits).map(([limit, most]) => comparison(OURS, limit, ratioOf(ours, most), 1)),
			...comparisons,
		],
	};
}

/** The earlier results, in which a run replaces only the parts that it measured. */
export function merged(earlier, run) {
	return { parts: { ...earlier?.parts, ...run.parts } };
}
