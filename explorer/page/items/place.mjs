// Where a key is in a list of which any row can be read.

import { labelOf, putKey } from "../../../formats/rows.mjs";
import { compareTexts } from "./order.mjs";

/**
 * The first line that is not before a place, by halving. `isBefore` reads one line.
 *
 * @param {number} total
 * @param {(index: number) => Promise<boolean>} isBefore
 */
export async function firstNotBefore(total, isBefore) {
	let [from, to] = [0, total];
	while (from < to) {
		const middle = Math.floor((from + to) / 2);
		if (await isBefore(middle)) from = middle + 1;
		else to = middle;
	}
	return from;
}

/** Compares a row with a key, or with a label, in the order of a query. */
export function compareWith(text, { label, isReverse }) {
	const direction = isReverse ? -1 : 1;
	if (label !== undefined) {
		const number = Number(label.slice(5));
		return (row) => direction * compareTexts(labelOf(row, number) ?? "", text);
	}
	const place = {};
	putKey(place, "", text);
	return ({ pk, sk }) => direction * (compareTexts(pk.S, place.pk.S) || compareTexts(sk.S, place.sk.S));
}

/** What somebody types as a key, as a whole key: within a collection its name may be left out. */
export function wholeKey(text, expression = "") {
	const collection = expression.slice(0, expression.indexOf(":") + 1);
	return collection === "" || text.startsWith(collection) ? text : collection + text;
}
