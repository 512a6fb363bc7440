// What a measure says, and how results of several runs become one.

/** Whose times the others are compared with. */
export const OURS = "ampt-data";

/** As many digits as mean something. */
const rounded = (number) => Number(number.toPrecision(4));

/** A ratio of two values, with its target if there is one. */
export function comparison(of, to, ratio, target) {
	if (target === undefined) return { of, to, ratio: rounded(ratio) };
	return { of, to, ratio: rounded(ratio), target: rounded(target), met: ratio <= target };
}

/**
 * A measure whose values are compared with ours. `targets` are by subject what our value may be at most, in multiples
 * of the subject's; `limits` are by description what it may be at most, in the measure's unit. A subject that could
 * not be measured has no value and no comparison.
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

/** Earlier results with those of a run in place of the parts that it measured. */
export function merged(earlier, run) {
	return { parts: { ...earlier?.parts, ...run.parts } };
}
