// What may come at the cursor inside of a filter: names of attributes, operators, and the values that these have.

import { nameText } from "./print.mjs";
import { matching } from "./suggestions.mjs";
import { partsOf } from "./tokens.mjs";

const OPERATORS = [
	["$eq", "equal"],
	["$ne", "not equal, or missing"],
	["$gt", "greater"],
	["$gte", "greater or equal"],
	["$lt", "less"],
	["$lte", "less or equal"],
	["$between", "from … to …, both included"],
	["$in", "one of several"],
	["$startsWith", "text that begins so"],
	["$contains", "text or list with this inside"],
	["$exists", "whether it is there"],
	["$type", "the kind of value"],
	["$size", "length, or number of elements"],
];
/** They combine predicates, and are about no attribute themselves. */
const COMBINING = [
	["$or", "at least one of several"],
	["$and", "all of several"],
	["$not", "whatever does not match"],
];
const TYPES = ["string", "number", "boolean", "null", "object", "array", "set", "bytes"];

export function inFilter(text, begin, cursor, { attributes = [] }) {
	const { isName, name, path, typed } = placeOf(text.slice(0, cursor), begin);
	const all = isName ? namesAt(path, attributes) : valuesOf(name);
	const suggestions = matching(all, typed.replace(/^["']/, ""));
	return { from: cursor - typed.length, to: cursor, suggestions };
}

/** Where the end of a text is in its filter: at a name or at the value of one, and inside of which others. */
function placeOf(text, begin) {
	const stack = [];
	let typed = "";
	for (const { text: part } of partsOf(text, begin)) {
		typed = /^["'$_\p{ID_Start}]/u.test(part) ? part : "";
		const top = stack.at(-1);
		if (part === "{" || part === "[") {
			const path = top === undefined ? [] : [...top.path, ...(top.isObject ? [top.name] : [])];
			stack.push({ isObject: part === "{", isName: part === "{", path });
		} else if (part === "}" || part === "]") stack.pop();
		else if (part === ":") top.isName = false;
		else if (part === ",") top.isName = top.isObject;
		else if (typed !== "" && top.isName) top.name = typed.replace(/^["']|["']$/g, "");
	}
	const { isName = false, name, path = [] } = stack.at(-1) ?? {};
	return { isName, name, path, typed };
}

function namesAt(path, attributes) {
	const isCombining = (name) => COMBINING.some(([combining]) => combining === name);
	const operators = [...OPERATORS, ...COMBINING].map(([name, detail]) => ({
		text: `${name}: `,
		kind: "operator",
		detail,
		match: name,
	}));
	if (!path.every(isCombining)) return operators;
	return [...attributes.map((name) => ({ text: `${nameText(name)}: `, kind: "attribute", match: name })), ...operators];
}

function valuesOf(name) {
	if (name === "$type") return TYPES.map((type) => ({ text: JSON.stringify(type), kind: "value", match: type }));
	if (name === "$exists") return ["true", "false"].map((text) => ({ text, kind: "value" }));
	return [];
}
