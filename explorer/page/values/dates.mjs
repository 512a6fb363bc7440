// The dates that numbers and strings may stand for.

/** Numbers outside of these years are hardly dates. */
const [FIRST, LAST] = [Date.UTC(2000), Date.UTC(2100)];
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/;

const isLikely = (milliseconds) => milliseconds >= FIRST && milliseconds < LAST;

/**
 * The epoch seconds that a value may stand for: it has seconds, milliseconds, or a date with a time and a zone. `undefined`
 * if it hardly does.
 */
export function secondsOf({ N, S }) {
	if (N !== undefined && /^\d{9,13}(?:\.\d+)?$/.test(N)) {
		const number = Number(N);
		return toSeconds([number * 1000, number].find(isLikely));
	}
	return S !== undefined && ISO.test(S) ? toSeconds(Date.parse(S)) : undefined;
}

const toSeconds = (milliseconds) => (Number.isFinite(milliseconds) ? milliseconds / 1000 : undefined);
