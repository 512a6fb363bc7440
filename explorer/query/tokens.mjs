// The parts of a query's text and where they are, however wrong it is: a text that is being typed is completed, too.

/** A text in quotes, or what stands before the next space. */
const VALUE = /"(?:\\[\s\S]|[^"\\])*"?\S*|\S*/y;
const LABELED = /label[1-5](?=[=:])/y;
const WHERE = /where(?=[\s{]|$)/y;
const REVERSE = /reverse(?=\s|$)/y;
const SPACE = /\s*/y;

/** What a filter consists of. A text that is not complete goes on to the end. */
const PART =
	/"(?:\\[\s\S]|[^"\\])*"?|'(?:\\[\s\S]|[^'\\])*'?|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[+-]?(?:0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d*)?)|[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*|\s+|[\s\S]/uy;

/**
 * The parts of a text. Each has a `kind` and is at `[at, end)`:
 *
 * - `selector`: `label?`, and its value at `from`. Only the first part can be one
 * - `label`: `label`, and its value at `from`
 * - `where`: its filter at `from`, if there is one
 * - `reverse`
 * - `word`: anything else
 */
export function tokensOf(text) {
	const tokens = [];
	let at = skip(SPACE, text, 0);
	while (at < text.length) {
		const token = tokenAt(text, at, tokens.length === 0);
		tokens.push(token);
		at = skip(SPACE, text, token.end);
	}
	return tokens;
}

function tokenAt(text, at, isFirst) {
	const where = skip(WHERE, text, at);
	if (where > at) {
		const from = skip(SPACE, text, where);
		if (text[from] !== "{") return { kind: "where", at, end: where };
		return { kind: "where", at, from, end: endOfFilter(text, from) };
	}
	const reverse = skip(REVERSE, text, at);
	if (reverse > at) return { kind: "reverse", at, end: reverse };
	const label = skip(LABELED, text, at);
	if (label > at && (isFirst || text[label] === "=")) {
		const kind = text[label] === "=" ? "label" : "selector";
		return { kind, at, label: text.slice(at, label), from: label + 1, end: skip(VALUE, text, label + 1) };
	}
	return { kind: isFirst ? "selector" : "word", at, from: at, end: skip(VALUE, text, at) };
}

/** The parts of a filter from its first brace to the one that closes it: `{ text, at }`. */
export function* partsOf(text, from) {
	let depth = 0;
	for (let at = from; at < text.length; ) {
		const part = text.slice(at, skip(PART, text, at));
		if (part === "{" || part === "[") depth++;
		if (part === "}" || part === "]") depth--;
		yield { text: part, at };
		at += part.length;
		if (depth === 0) return;
	}
}

function endOfFilter(text, from) {
	let end = from;
	for (const part of partsOf(text, from)) end = part.at + part.text.length;
	return end;
}

function skip(pattern, text, at) {
	pattern.lastIndex = at;
	return at + (pattern.exec(text)?.[0].length ?? 0);
}
