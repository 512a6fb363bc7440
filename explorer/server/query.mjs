// The parameters of a request as options of the library: which items are meant, and numbers.

import { valueOfJson } from "../../formats/values.mjs";
import { badRequest } from "./refusal.mjs";

const PARAMETERS = ["expression", "label", "filter", "labels", "reverse", "consistent"];

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

/**
 * The query of a body: an object with these parameters, in which `filter` and `labels` may be objects instead of their
 * text. It has no order.
 */
export function queryOfObject(object) {
	if (typeof object !== "object" || object === null || Array.isArray(object)) {
		throw badRequest("'query' must be an object such as { expression: 'users:*' }.");
	}
	const parameters = new URLSearchParams();
	for (const [name, value] of Object.entries(object)) {
		// What is left out by mistake would select more.
		if (!PARAMETERS.includes(name)) throw badRequest(`A query has no '${name}'. It has ${PARAMETERS.join(", ")}.`);
		if (value === null || value === false) continue;
		const text = value === true ? "1" : typeof value === "object" ? JSON.stringify(value) : String(value);
		parameters.set(name, text);
	}
	parameters.delete("reverse");
	return queryOf(parameters);
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
		value = valueOfJson(text);
	} catch (error) {
		throw badRequest(error instanceof RangeError ? `'${name}': ${error.message}.` : `'${name}' is not valid JSON.`);
	}
	if (Object.prototype.toString.call(value) === "[object Object]") return value;
	throw badRequest(`'${name}' must be an object.`);
}
