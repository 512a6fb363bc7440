// The shape of a measure, and how the results of several runs are merged.

/** The subject that all others are compared with. */
export const OURS = "ampt-data";

/** Four significant digits: the rest is noise. */
const rounded = (number) => Number(number.toPrecision(4));

/** The ratio of two values. With a target, `met` says whether the unrounded ratio reaches it. */
export function comparison(of, to, ratio, target) {
	if (target === undefined) return { of, to, ratio: rounded(ratio) };
	return { of, to, ratio: rounded(ratio), target: rounded(target), met: ratio <= target };
}

/**
 * A measure that compares our value with those of other subjects. `targets` maps a subject to the highest allowed ratio
 * of our value to its value. `limits` maps a description to the highest allowed value, in the measure's unit. A subject
 * that could not be measured has no value and no comparison.
 */
export function measure({ id, title, unit, values, targets = {}, limits = {}, comparisons = [] }) {
	const ours = values[OURS];
	const others = Object.entries(values).filter(([subject]) => ours !== undefined && subject !== OURS);
	return {
		id,
		title,
		unit,
		values: Object.fromEntries(Object.entries(values).map(([subject, value]) => [subject, rounded(value)])),
		comparisons: [
			...others.map(([subject, value]) => comparison(OURS, subject, ours / value, targets[subject])),
			...Object.entries(limits).map(([limit, most]) => comparison(OURS, limit, ours / most, 1)),
			...comparisons,
		],
	};
}

/** The earlier results, in which a run replaces only the parts that it measured. */
export function merged(earlier, run) {
	return { parts: { ...earlier?.parts, ...run.parts } };
}
