// What may come at the cursor of the query bar.

import { inFilter } from "./complete-filter.mjs";
import { print } from "./print.mjs";
import { matching } from "./suggestions.mjs";
import { tokensOf } from "./tokens.mjs";

const LABELS = ["label1", "label2", "label3", "label4", "label5"];

const RANGES = [
	["*", "all of it"],
	[">=", "from … on"],
	["<", "before …"],
];

/**
 * @param {string} text
 * @param {number} cursor
 * @param {{ collections?: (string | null)[], keys?: string[], attributes?: string[] }} context what is known of the store
 * @returns {{ from: number, to: number, suggestions: { text: string, kind: string, detail?: string, caret?: number }[] }}
 * each suggestion replaces `[from, to)`, and puts the cursor at `caret` of it, else behind it
 */
export function complete(text, cursor, context = {}) {
	const tokens = tokensOf(text);
	const token = tokens.find(({ at, end }) => at <= cursor && cursor <= end);
	const isClosed = cursor === token?.end && text[cursor - 1] === "}";
	if (token?.from < cursor && token.kind === "where" && !isClosed) return inFilter(text, token.from, cursor, context);
	const from = token?.at ?? cursor;
	const typed = text.slice(from, cursor);
	const others = tokens.filter((other) => other !== token);
	const isFirst = others.every(({ at }) => at > from);
	const all = [...(isFirst ? selectors(typed, context) : []), ...clauses(others)];
	return { from, to: token?.end ?? cursor, suggestions: matching(all, typed) };
}

/** What a query may begin with. */
function selectors(typed, { collections = [], keys = [] }) {
	const suggestions = collections
		.filter((name) => name !== null)
		.map((name) => ({ text: print({ expression: `${name}:*` }), kind: "collection", match: name }));
	const [, collection] = /^([^":]+):/.exec(typed) ?? [];
	if (LABELS.includes(collection)) {
		suggestions.push({ text: `${collection}:*`, kind: "label", detail: "all items with this label" });
	} else if (collection !== undefined) {
		for (const [range, detail] of RANGES) suggestions.push({ text: `${collection}:${range}`, kind: "range", detail });
	}
	suggestions.push(...keys.map((key) => ({ text: print({ expression: key }), kind: "key", match: key })));
	suggestions.push(...LABELS.map((label) => ({ text: `${label}:`, kind: "label", detail: "items by this label" })));
	return suggestions;
}

/** What may follow. */
function clauses(others) {
	const has = (kind) => others.some((token) => token.kind === kind);
	const labels = LABELS.filter((label) => !others.some((token) => token.kind === "label" && token.label === label));
	return [
		...(has("where") ? [] : [{ text: "where {  }", caret: 8, kind: "clause", detail: "only items that match" }]),
		...(has("reverse") || others.length === 0
			? []
			: [{ text: "reverse", kind: "clause", detail: "in descending order" }]),
		...labels.map((label) => ({ text: `${label}=`, kind: "clause", detail: "only items with such a label" })),
	];
}
