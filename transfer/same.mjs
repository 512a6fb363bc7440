// Whether two rows have the same content: value, labels, expiry and date of creation, whatever their versions. Files and
// stores spell numbers in several ways, and keep Sets in any order.

import { canonical } from "../formats/numbers.mjs";
import { Checksum } from "./checksum.mjs";

/** Whether a stored row has what a given one has. A given one may lack its date of creation. */
export function isSameContent(given, { ct, md: _, ...stored }) {
	const { md: __, ...wanted } = given;
	return sumOf({ ct, ...wanted }) === sumOf({ ct, ...stored });
}

function sumOf(row) {
	const sum = new Checksum();
	sum.add(
		Object.fromEntries(Object.entries(row).map(([column, attribute]) => [column, attribute && spelled(attribute)])),
	);
	return sum.toString();
}

/** An attribute value whose numbers are spelled in one way. */
function spelled(attribute) {
	const [[kind, content]] = Object.entries(attribute);
	switch (kind) {
		case "N":
			return { N: canonical(content) };
		case "NS":
			return { NS: content.map(canonical) };
		case "L":
			return { L: content.map(spelled) };
		case "M":
			return { M: Object.fromEntries(Object.entries(content).map(([name, inner]) => [name, spelled(inner)])) };
		default:
			return attribute;
	}
}
