// From the text of a query to the query, or to what is wrong with the text.

import { QueryFault } from "./fault.mjs";
import { readFilter } from "./filter.mjs";
import { tokensOf } from "./tokens.mjs";

/**
 * Reads a query.
 *
 * @param {string} text
 * @returns {{ query: object, error?: undefined } | { query?: undefined, error: { message: string, at: number, end: number } }}
 */
export function parse(text) {
	try {
		return { query: queryOf(text) };
	} catch (error) {
		if (!(error instanceof QueryFault)) throw error;
		const { message, at, end } = error;
		return { error: { message, at, end } };
	}
}

function queryOf(text) {
	const query = {};
	const tokens = tokensOf(text);
	for (const token of tokens) ADD[token.kind](query, text, token);
	const { reverse, expression, label, labels } = query;
	if (reverse && expression === undefined && (label !== undefined || labels === undefined)) {
		const { at, end } = tokens.find(({ kind }) => kind === "reverse");
		const needed = label === undefined ? "a collection, such as users:*" : `a part of them, such as ${label}:team:*`;
		throw new QueryFault(`All items together have no order that could be reversed. Name ${needed}.`, at, end);
	}
	return query;
}

/** How a part of a text becomes a part of the query. */
const ADD = {
	selector(query, text, { label, at, from, end }) {
		const value = text.slice(from, end);
		if (label === undefined && value.startsWith("{")) throw new QueryFault("Write 'where' before a filter.", at, end);
		if (label !== undefined) query.label = label;
		if (value === "") {
			throw new QueryFault(`Say which ${label}: ${label}:team:*, or ${label}:* for all that have one.`, at, end);
		}
		if (value !== "*") query.expression = textOf(value, from);
	},
	label(query, text, { label, at, from, end }) {
		const value = text.slice(from, end);
		if (value === "" || value === "*") throw new QueryFault(`Say which ${label}, such as ${label}=team:*.`, at, end);
		if (query.labels?.[label] !== undefined) throw new QueryFault(`'${label}=' is given twice.`, at, end);
		query.labels = { ...query.labels, [label]: textOf(value, from) };
	},
	where(query, text, { at, from, end }) {
		if (query.filter !== undefined) throw new QueryFault("'where' is given twice. Put both into one filter.", at, end);
		if (from === undefined) {
			throw new QueryFault("'where' needs a filter in braces, such as where { age: { $gt: 18 } }.", at, end);
		}
		query.filter = readFilter(text, from, end);
	},
	reverse(query, _, { at, end }) {
		if (query.reverse) throw new QueryFault("'reverse' is given twice.", at, end);
		query.reverse = true;
	},
	word(_, text, { at, end }) {
		if (text[at] === "{") throw new QueryFault("Write 'where' before a filter.", at, end);
		const may = "label2=…, where {…} and reverse may follow";
		throw new QueryFault(`This cannot stand here: ${may}. A key with spaces is written in quotes.`, at, end);
	},
};

/** A key, a label or an expression, which may be in quotes. */
function textOf(text, from) {
	const value = text.startsWith('"') ? unquoted(text, from) : text;
	if (value.trim() === "") throw new QueryFault("A text in quotes must not be empty here.", from, from + text.length);
	return value;
}

function unquoted(text, from) {
	try {
		return JSON.parse(text);
	} catch {
		const message = 'This is no text in quotes: it has no end, or goes on behind it. Write \\" for a quote inside.';
		throw new QueryFault(message, from, from + text.length);
	}
}
