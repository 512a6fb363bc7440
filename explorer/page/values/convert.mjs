// Values that become another kind, as far as they have a meaning there.

import { canonical } from "../../../formats/numbers.mjs";
import { bytesOfText, textOfBytes } from "./bytes.mjs";
import { childrenOf, emptyOf, faultOfNumber, isNested, kindOf } from "./kinds.mjs";
import { fromText, toText } from "./text.mjs";

/** A value turned into another kind, as far as it has a meaning there; else the simplest value of that kind. */
export function convert(value, kind) {
	return kindOf(value) === kind ? value : (CONVERSIONS[kind]?.(value) ?? emptyOf(kind));
}

const CONVERSIONS = {
	S: (value) => ({ S: stringOf(value) }),
	N: (value) => {
		const digits = value.BOOL === true ? "1" : (value.S?.trim() ?? "0");
		return faultOfNumber(digits) === undefined ? { N: digits } : undefined;
	},
	BOOL: (value) => ({ BOOL: value.S?.trim() === "true" || (value.N !== undefined && canonical(value.N) !== "0") }),
	B: (value) => ({ B: value.S === undefined ? "" : bytesOfText(value.S) }),
	M: (value) => parsed(value, "M"),
	L: (value) => {
		if (isNested(kindOf(value))) return { L: childrenOf(value).map(([, child]) => child) };
		return parsed(value, "L") ?? (value.NULL ? undefined : { L: [value] });
	},
	SS: (value) => setOf(value, "S"),
	NS: (value) => setOf(value, "N"),
	BS: (value) => setOf(value, "B"),
};

function stringOf(value) {
	const kind = kindOf(value);
	if (kind === "N") return value.N;
	if (kind === "B") return textOfBytes(value.B) ?? value.B;
	return kind === "NULL" ? "" : toText(value);
}

/** The object or list that a string spells. */
function parsed(value, kind) {
	if (value.S === undefined) return undefined;
	try {
		const inner = fromText(value.S);
		return inner[kind] && inner;
	} catch {
		return undefined;
	}
}

function setOf(value, kind) {
	const children = isNested(kindOf(value)) ? childrenOf(value).map(([, child]) => child) : [value];
	const elements = children.map((child) => convert(child, kind)[kind]);
	return elements.length > 0 ? { [`${kind}S`]: unique(elements, kind) } : undefined;
}

/** The elements of a set, each once. Numbers are the same if their values are. */
function unique(elements, kind) {
	const known = new Set();
	return elements.filter((element) => {
		const meaning = kind === "N" ? canonical(element) : element;
		return !known.has(meaning) && known.add(meaning);
	});
}
