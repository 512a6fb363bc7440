// Items between rows of the table, which `export` gives and `import` takes, and objects with the fields of an item.

import { fromAttribute, fromMap, TAGS, toAttribute } from "./attributes.mjs";
import { isExpression } from "./keys.mjs";

export const LABELS = ["label1", "label2", "label3", "label4", "label5"];
const FIELDS = new Set(["key", "value", "created", "modified", "ttl", "version", ...LABELS]);
/** Numbers below are seconds from now, as in `set`; an import takes moments only. */
const LEAST_EPOCH = 315_360_000;
const DATE = /^(?:\d{4}|[+-]\d{6})-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** The key of a row. */
export const keyOf = ({ pk, sk, kv }) => (kv?.BOOL === true ? pk.S : `${pk.S}:${sk.S}`);

/** The version of a row; `null` where there is no row. One of another program may have none. */
export const versionOf = (row) => (row ? (row.md?.N ?? "0") : null);

/** The label of a row with this number, if it has it. */
export function labelOf(row, number) {
	const [pk, sk] = [row[`pk${number}`]?.S, row[`sk${number}`]?.S];
	if (pk === undefined) return undefined;
	return row[`kv${number}`]?.BOOL === true && sk === "0" ? pk : `${pk}:${sk}`;
}

/** The root attributes of a row, as `[name, attribute value]`. */
export const attributesOf = (row) =>
	Object.entries(row).flatMap(([column, value]) => (column.startsWith("_") ? [[column.slice(1), value]] : []));

/** The moment of epoch seconds, as a text. */
export const dateOf = (seconds) => new Date(Number(seconds) * 1000).toISOString();

/** The fields of a row's item. */
export function toFields(row) {
	const fields = { key: keyOf(row), value: jsonOf(row, TAGS) };
	fields.created = dateOf(row.ct.N);
	fields.modified = dateOf(row.md.N.split(".")[0]);
	if (row.ttl !== undefined) fields.ttl = dateOf(row.ttl.N);
	for (let number = 1; number <= LABELS.length; number++) {
		const label = labelOf(row, number);
		if (label !== undefined) fields[LABELS[number - 1]] = label;
	}
	fields.version = row.md.N;
	return fields;
}

/** The JSON value of a row. */
export const jsonOf = (row, dialect) =>
	row.val === undefined ? fromMap(attributesOf(row), dialect) : fromAttribute(row.val, dialect);

/**
 * The row of an object with the fields of an item. Its value has tags only if `hasTags`. Throws a `RangeError` that says
 * what is wrong.
 */
export function toRow(fields, hasTags = true) {
	for (const field in fields) {
		if (!FIELDS.has(field)) throw new RangeError(`an item has no field '${field}'`);
	}
	if (typeof fields.key !== "string") throw new RangeError("it has no 'key', which must be a text");
	if (fields.value === undefined) throw new RangeError("it has no 'value'");
	const row = {};
	putKey(row, "", fields.key);
	putValue(row, toAttribute(fields.value, hasTags));
	for (let number = 1; number <= LABELS.length; number++) {
		const label = fields[LABELS[number - 1]] ?? undefined;
		if (label === undefined) continue;
		if (typeof label !== "string") throw new RangeError(`'${LABELS[number - 1]}' must be a text`);
		putKey(row, number, label);
	}
	if (isGiven(fields.created)) row.ct = { N: seconds("created", fields.created) };
	if (isGiven(fields.ttl)) row.ttl = { N: seconds("ttl", fields.ttl) };
	const version = givenVersion(fields);
	if (version !== undefined) row.md = { N: version };
	return row;
}

const isGiven = (field) => field !== undefined && field !== null;

/** Puts the columns of a key into a row, or of a label with a number. The import judges the key. */
export function putKey(row, number, key) {
	const colon = key.indexOf(":");
	const pk = (colon < 0 ? key : key.slice(0, colon)).trim();
	const sk = colon < 0 ? "0" : key.slice(colon + 1).trim();
	if (pk === "" || sk === "") throw new RangeError(`${number === "" ? "its key" : `label${number}`} has an empty part`);
	if (number === "" && isExpression(key)) {
		throw new RangeError(
			"its key cannot be stored: behind its first colon, a key has no '*' and no '|', and begins with neither '<' nor '>'",
		);
	}
	row[`pk${number}`] = { S: pk };
	row[`sk${number}`] = { S: sk };
	if (colon < 0) row[`kv${number}`] = { BOOL: true };
}

function putValue(row, attribute) {
	if (attribute.M === undefined) row.val = attribute;
	else for (const name in attribute.M) putColumn(row, `_${name}`, attribute.M[name]);
}

/** An attribute may be called `_proto__`, whose column cannot be assigned. */
const putColumn = (row, column, value) =>
	Object.defineProperty(row, column, { value, enumerable: true, configurable: true, writable: true });

function givenVersion({ version, modified }) {
	const second = isGiven(modified) ? seconds("modified", modified) : undefined;
	if (!isGiven(version)) return second;
	if (typeof version !== "string" || !/^-?\d+(\.\d+)?$/.test(version)) {
		throw new RangeError("'version' must be the text that an export gives");
	}
	if (second !== undefined && second !== version.split(".")[0]) {
		throw new RangeError("'modified' is another second than 'version' says: change both, or leave one out");
	}
	return version;
}

/** The epoch seconds of a moment that is given as a date or as a number. */
export function seconds(field, given) {
	if (typeof given === "number" && Number.isInteger(given)) {
		if (field === "ttl" && Math.abs(given) < LEAST_EPOCH) {
			throw new RangeError(
				"'ttl' must be a date, or epoch seconds: a number of seconds from now has no meaning in a file",
			);
		}
		return String(given);
	}
	const milliseconds = typeof given === "string" && DATE.test(given) ? Date.parse(given) : Number.NaN;
	if (Number.isNaN(milliseconds)) throw new RangeError(`'${field}' must be a date such as 2026-01-31T12:00:00Z`);
	return String(Math.floor(milliseconds / 1000));
}
