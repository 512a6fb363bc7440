// Which item of an import the library refuses. Its message says it, with words that `lib/import.js` and `src/data/import.rs`
// share.

const REFUSED =
	/^Item (\d+)(?: \('.*?'\))? of the import: (.*?)\.? (?:Nothing is written|The first (\d+) items are written, nothing after them)\.(.*)$/s;

/**
 * The `number` of the item that is refused, from 1; how many items `before` it are written; why, as a part of a sentence,
 * and what to do. `undefined` if an error is about no item.
 */
export function refusalOf(error) {
	const [, number, reason, before = 0, hint] = REFUSED.exec(error.message) ?? [];
	return number === undefined ? undefined : { number: Number(number), before: Number(before), reason, hint };
}

/** The library's error about an item, with its line. */
export function located(error, lines) {
	const refusal = refusalOf(error);
	if (refusal === undefined) return error;
	const { number, reason, hint } = refusal;
	const line = lines[number - 1];
	return Object.assign(new Error(`Line ${line}: ${reason}.${hint}`), { line, code: error.code });
}
