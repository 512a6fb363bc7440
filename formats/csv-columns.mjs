// The columns of a CSV file: which there are, what their names mean, and their cells.
//
// `key`, `label1` to `label5`, `ttl` and `value` are fields of the item; `value` is that of an item that is no object, as
// JSON. Every other column is a root attribute. Its name ends in `:number`, `:boolean` or `:json` if it holds no text, so
// that nothing has to be guessed. `:string` is for names that would be misread.

import { stringify as stringifyExactly } from "lossless-json";
import { fromAttribute, TAGS, toAttribute } from "./attributes.mjs";
import { TOO_DEEP } from "./depth.mjs";
import { parseExactly } from "./numbers.mjs";
import { attributesOf, dateOf, keyOf, LABELS, labelOf, putKey, seconds } from "./rows.mjs";

const FIELDS = ["key", ...LABELS, "ttl", "value"];
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The kinds of columns. A cell is never empty: an empty one means that the item lacks the attribute. */
const KINDS = {
	string: {
		holds: ({ S }) => S !== undefined && S !== "",
		toCell: ({ S }) => S,
		fromCell: (cell) => ({ S: cell }),
	},
	number: {
		holds: ({ N }) => N !== undefined,
		toCell: ({ N }) => N,
		fromCell(cell) {
			if (!NUMBER.test(cell)) throw new RangeError("it is no number");
			return { N: cell };
		},
	},
	boolean: {
		holds: ({ BOOL }) => BOOL !== undefined,
		toCell: ({ BOOL }) => String(BOOL),
		fromCell(cell) {
			if (cell !== "true" && cell !== "false") throw new RangeError("it is neither 'true' nor 'false'");
			return { BOOL: cell === "true" };
		},
	},
	json: {
		holds: () => true,
		toCell: (attribute) => stringifyExactly(fromAttribute(attribute, TAGS)),
		fromCell(cell) {
			let value;
			try {
				value = parseExactly(cell);
			} catch (error) {
				throw new RangeError(error instanceof RangeError ? TOO_DEEP : "it is not JSON");
			}
			return toAttribute(value, true);
		},
	},
};

/** Finds the columns that rows need, before they are written. */
export class ColumnFinder {
	/** The kinds that each root attribute may have. */
	#kinds = new Map();
	#fields = new Set(["key"]);

	add(row) {
		if (row.val !== undefined) this.#fields.add("value");
		if (row.ttl !== undefined) this.#fields.add("ttl");
		for (let number = 1; number <= LABELS.length; number++) {
			if (row[`pk${number}`] !== undefined) this.#fields.add(LABELS[number - 1]);
		}
		for (const [name, attribute] of attributesOf(row)) {
			const kinds = this.#kinds.get(name) ?? Object.keys(KINDS);
			this.#kinds.set(name, kinds.length === 1 ? kinds : kinds.filter((kind) => KINDS[kind].holds(attribute)));
		}
	}

	/** The columns: those of fields, then attributes in the order of their names. */
	columns() {
		const fields = FIELDS.filter((field) => this.#fields.has(field)).map((field) => ({ title: field, field }));
		const names = [...this.#kinds.keys()].sort();
		return [...fields, ...names.map((name) => columnOf(name, this.#kinds.get(name)[0]))];
	}
}

function columnOf(name, kind) {
	const isPlain =
		kind === "string" && !FIELDS.includes(name) && !name.includes(":") && name.trim() === name && name !== "";
	return { title: isPlain ? name : `${name}:${kind}`, name, kind };
}

/**
 * The columns of a header. Throws a `RangeError` that says what is wrong; it has the `titles` if none of them is the key.
 *
 * @param {string[]} titles
 * @param {{ column: string, prefix: string }} [key] the column that holds the keys instead, and what each key begins with
 */
export function columnsOf(titles, key) {
	const columns = titles.map((title) =>
		title === key?.column ? { title, field: "key", prefix: key.prefix } : columnOfTitle(title),
	);
	const seen = new Set();
	for (const { field, name, title } of columns) {
		const what = JSON.stringify([field, name]);
		if (seen.has(what)) throw new RangeError(`the column '${title}' is there twice`);
		seen.add(what);
	}
	if (!seen.has('["key",null]')) {
		const message = "there is no column 'key'. Name the column so that has the key of each item, such as users:jane";
		throw Object.assign(new RangeError(message), { titles });
	}
	return columns;
}

function columnOfTitle(title) {
	if (FIELDS.includes(title)) return { title, field: title };
	const [, name, kind] = /^(.*):([^:]*)$/s.exec(title) ?? [];
	if (name === undefined) return { title, name: title, kind: "string" };
	if (Object.hasOwn(KINDS, kind)) return { title, name, kind };
	throw new RangeError(
		`the column '${title}' has an unknown type. The types are ${Object.keys(KINDS).join(", ")}; for a text whose name has ` +
			`a colon, write '${title}:string'`,
	);
}

/** The cells of a row. Throws a `RangeError` that names what the columns lack. */
export function cellsOf(row, columns, names) {
	const attributes = new Map(attributesOf(row));
	for (const name of attributes.keys()) {
		if (!names.has(name)) throw new RangeError(`the attribute '${name}'`);
	}
	return columns.map((column) => {
		if (column.field !== undefined) return fieldCell(row, column.field);
		const attribute = attributes.get(column.name);
		if (attribute === undefined) return "";
		const kind = KINDS[column.kind];
		if (!kind.holds(attribute)) throw new RangeError(`another type of the attribute '${column.name}'`);
		return kind.toCell(attribute);
	});
}

function fieldCell(row, field) {
	switch (field) {
		case "key":
			return keyOf(row);
		case "ttl":
			return row.ttl === undefined ? "" : dateOf(row.ttl.N);
		case "value":
			return row.val === undefined ? "" : KINDS.json.toCell(row.val);
		default:
			return labelOf(row, LABELS.indexOf(field) + 1) ?? "";
	}
}

/** Puts the value of a cell into the columns of a row. Throws a `RangeError` that says what is wrong. */
export function putCell(row, { field, name, kind, title, prefix = "" }, cell) {
	if (cell === "" && field !== "key") return;
	try {
		if (field === undefined) row[`_${name}`] = KINDS[kind].fromCell(cell);
		else if (field === "value") row.val = KINDS.json.fromCell(cell);
		else if (field === "ttl") row.ttl = { N: seconds("ttl", cell) };
		else if (field === "key") putKey(row, "", prefix + cell);
		else putKey(row, LABELS.indexOf(field) + 1, cell);
	} catch (error) {
		if (error instanceof RangeError) throw new RangeError(`column '${title}': ${error.message}`);
		throw error;
	}
}
