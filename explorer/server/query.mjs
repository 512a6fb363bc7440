// The parameters of a request as options of the library: which items are meant, and numbers.

import { isLosslessNumber } from "lossless-json";
import { heldNumber, parseExactly } from "../../formats/numbers.mjs";
import { tagOf } from "../../formats/tags.mjs";
import { badRequest } from "./refusal.mjs";

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * The query of a request: `{ expression?, label?, filter?, labels?, reverse?, consistent? }`, as `data.export` takes it.
 * The library says what is wrong with it.
 *
 * @param {URLSearchParams} parameters
 */
export function queryOf(parameters) {
	const query = {};
	for (const name of ["expression", "label"]) {
		if (parameters.get(name)) query[name] = parameters.get(name);
	}
	for (const name of ["filter", "labels"]) {
		if (parameters.get(name)) query[name] = objectOf(name, parameters.get(name));
	}
	for (const name of ["reverse", "consistent"]) {
		if (parameters.get(name) === "1") query[name] = true;
	}
	return query.reverse ? inOrder(query) : query;
}

/** Without an expression, the first label is what is read, and only an expression has an order that can be reversed. */
function inOrder(query) {
	const [first] = Object.keys(query.labels ?? {});
	if (query.expression !== undefined || query.label !== undefined || first === undefined) return query;
	const { [first]: expression, ...labels } = query.labels;
	return { ...query, expression, label: first, labels };
}

/** A whole number of a request. */
export function integerOf(parameters, name, { least = 0, most, byDefault }) {
	const text = parameters.get(name);
	if (text === null) return byDefault;
	const value = Number(text);
	if (/^\d+$/.test(text) && value >= least && value <= most) return value;
	throw badRequest(`'${name}' must be a whole number from ${least} to ${most}.`);
}

function objectOf(name, text) {
	let value;
	try {
		value = parseExactly(text);
	} catch {
		throw badRequest(`'${name}' is not valid JSON.`);
	}
	if (typeof value !== "object" || value === null || Array.isArray(value))
		throw badRequest(`'${name}' must be an object.`);
	return revived(value, name);
}

/** A JSON value with tags, as `docs/ndjson.md` defines them, as a value of JavaScript. */
function revived(value, where) {
	if (typeof value !== "object" || value === null) return value;
	if (isLosslessNumber(value)) {
		const number = heldNumber(value.value);
		if (number === undefined) throw badRequest(`A number in '${where}' has more digits than can be compared.`);
		return number;
	}
	if (Array.isArray(value)) return value.map((element) => revived(element, where));
	const tag = tagOf(value);
	if (tag === undefined) return objectFrom(Object.entries(value), where);
	const content = value[tag];
	if (tag === "$bigint" && typeof content === "string" && /^-?\d+$/.test(content)) return BigInt(content);
	if (tag === "$bytes" && typeof content === "string" && BASE64.test(content))
		return new Uint8Array(Buffer.from(content, "base64"));
	if (tag === "$set" && Array.isArray(content)) return new Set(content.map((element) => revived(element, where)));
	if (tag.startsWith("$$")) return objectFrom([[tag.slice(1), content]], where);
	throw badRequest(`'${tag}' in '${where}' has no value of that kind.`);
}

const objectFrom = (entries, where) =>
	Object.fromEntries(entries.map(([name, content]) => [name, revived(content, where)]));
