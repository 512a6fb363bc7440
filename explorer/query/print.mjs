// From a query to its text, which `parse` reads as the same query; and values as people write them.

import { tagOf } from "../../formats/tags.mjs";

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const LONG = /^-?[1-9]\d{15,}$/;

/** The text of a query. */
export function print({ expression, label, filter, labels = {}, reverse }) {
	const parts = [];
	if (label !== undefined) parts.push(`${label}:${expression === undefined ? "*" : valueText(expression)}`);
	else if (expression !== undefined) {
		parts.push(isReserved(expression) ? JSON.stringify(expression) : valueText(expression));
	}
	for (const [name, value] of Object.entries(labels)) parts.push(`${name}=${valueText(value)}`);
	if (filter !== undefined) parts.push(`where ${literal(filter, FILTER)}`);
	if (reverse) parts.push("reverse");
	return parts.join(" ");
}

/** A key, a label or an expression, in quotes if it would be misread. */
const valueText = (text) => (text === "*" || text === "" || /^"|[\s\p{Cc}]/u.test(text) ? JSON.stringify(text) : text);

/** Whether a text at the beginning of a query means something else than a key. */
const isReserved = (text) => /^(?:\{|where(?:\{|$)|reverse$|label[1-5][:=])/.test(text);

/**
 * A JSON value as people write it in a program.
 *
 * @param {unknown} value
 * @param {{ tag(name: string, content: unknown): string | undefined, name(name: string): string }} dialect how an object
 * that is a tag is written, and the name of an attribute
 */
export function literal(value, dialect) {
	if (typeof value !== "object" || value === null) return JSON.stringify(value);
	if (Array.isArray(value)) return `[${value.map((element) => literal(element, dialect)).join(", ")}]`;
	const tag = tagOf(value);
	const tagged = tag && dialect.tag(tag, value[tag]);
	if (tagged !== undefined) return tagged;
	const members = Object.entries(value).map(([name, content]) => `${dialect.name(name)}: ${literal(content, dialect)}`);
	return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** The name of an attribute, in quotes if it is no identifier. */
export const nameText = (name) => (IDENTIFIER.test(name) ? name : JSON.stringify(name));

/** Filters of the query bar, in which long integers are digits. */
const FILTER = {
	tag: (name, content) =>
		name === "$bigint" && LONG.test(content) && !Number.isSafeInteger(Number(content)) ? content : undefined,
	name: nameText,
};
