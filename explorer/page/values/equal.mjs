// Whether two values mean the same: numbers by value, sets without order. DynamoDB gives back a number in its own spelling,
// so that spelling alone is no change.

import { canonical } from "../../../formats/numbers.mjs";

/** Whether two attribute values are the same. Either may be absent. */
export function isEqual(left, right) {
	if (left === right) return true;
	if (left === undefined || right === undefined) return false;
	for (const kind in left) {
		if (right[kind] === undefined) return false;
		return IS_EQUAL[kind]?.(left[kind], right[kind]) ?? left[kind] === right[kind];
	}
	return false;
}

const IS_EQUAL = {
	N: (left, right) => left === right || canonical(left) === canonical(right),
	L: (left, right) => left.length === right.length && left.every((element, index) => isEqual(element, right[index])),
	M(left, right) {
		const names = Object.keys(left);
		if (names.length !== Object.keys(right).length) return false;
		return names.every((name) => Object.hasOwn(right, name) && isEqual(left[name], right[name]));
	},
	SS: (left, right) => haveSame(left, right),
	NS: (left, right) => haveSame(left.map(canonical), right.map(canonical)),
	BS: (left, right) => haveSame(left, right),
};

function haveSame(left, right) {
	const [lefts, rights] = [new Set(left), new Set(right)];
	return lefts.size === rights.size && [...lefts].every((element) => rights.has(element));
}
