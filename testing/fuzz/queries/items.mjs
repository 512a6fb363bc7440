// Random items to query: few keys, labels and values, so that many queries select some of them.

import fc from "fast-check";
import { PAST, split } from "../modelled/model.mjs";
import { plainAttributes, single } from "../modelled/values.mjs";

/** In the order of their bytes, the names are not neighbours where one begins with the other. */
const collection = fc.constantFrom("n", "n", "n!", "n0", "m", "M", "ż", "🚀");
const sortKey = fc.constantFrom("1", "2", "10", "a", "ab", "a:b", "ż", "🚀", "0");
/** A simple key is a row of the collection of its name, and the same row as the sort key 0 there. */
export const key = fc.oneof(
	{ weight: 5, arbitrary: fc.tuple(collection, sortKey).map((parts) => parts.join(":")) },
	fc.constantFrom("n", "n!", "s", "ż"),
);

/** Labels without operators, which can also be asked for whole. */
export const plainLabel = fc.constantFrom("l", "l:1", "l:2", "l:10", "l:a b", "k:1", "k:🚀");
const label = fc.oneof(
	{ weight: 4, arbitrary: plainLabel },
	fc.constantFrom("k:>1", "k:a|b", "l:2|", "l:*"),
	fc.constant(undefined),
);

/** An object of few attributes with few values. */
const small = fc.record(
	{ a: fc.integer({ min: 0, max: 3 }), b: fc.constantFrom("x", "2026", ""), c: fc.constantFrom(true, null, [1]) },
	{ requiredKeys: [] },
);
const value = fc.oneof({ weight: 3, arbitrary: small }, plainAttributes, single);

const item = fc.record(
	{
		key,
		value,
		label1: label,
		label2: label,
		label5: label,
		ttl: fc.oneof({ weight: 4, arbitrary: fc.constant("2090-01-01") }, fc.constant(PAST)),
	},
	{ requiredKeys: ["key", "value", "label1", "label2"] },
);

/** Items of different rows. */
export const items = fc.uniqueArray(item, {
	maxLength: 40,
	size: "max",
	selector: ({ key }) => JSON.stringify(split(key)),
});
