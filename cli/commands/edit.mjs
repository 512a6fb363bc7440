import { parseExactly } from "../../formats/numbers.mjs";
import { toRow } from "../../formats/rows.mjs";
import { completeKey } from "../arguments.mjs";
import { readExactly, toExactJson } from "../exact.mjs";
import { Declined, EXIT, Failure, missing, usage } from "../failure.mjs";
import { note } from "../output.mjs";
import { openStore } from "../store.mjs";
import { canAsk } from "../terminal.mjs";
import { printable, quoted } from "../text.mjs";
import { NotJson } from "../values.mjs";

export const examples = [
	["edit users:jane", "opens $VISUAL or $EDITOR, shows the difference, asks, writes"],
	["edit users:jane --yes", "without the question"],
];

export function define(command) {
	command.argument("<key>", "a complete key, such as users:jane").option("-y, --yes", "do not ask");
}

export async function run(options, key) {
	completeKey(key);
	if (!options.yes && !canAsk) throw usage("'edit' asks before it stores. Nobody can be asked here: pass '--yes'.");
	const data = await openStore(options, { changes: true, creates: false });
	const item = await readExactly(data, key, { consistent: true });
	if (item === undefined) throw missing(`There is no item '${printable(key)}'. Make one with 'ampt-data set'.`);
	const { draft } = await import("../editor.mjs");
	const text = textOf(item.value);
	const file = draft(`${key}.${text.extension}`, text.before);
	const value = await edited(file, text, item, () => opened(file));
	if (value === UNCHANGED) {
		file.remove();
		return note("Nothing was changed.");
	}
	await confirmed(file, text, options);
	await write(data, item, value).catch((error) => {
		throw kept(error, file, key);
	});
	file.remove();
	return note(`'${printable(key)}' is stored.`);
}

const UNCHANGED = Symbol("unchanged");

/** A text is edited as it is, all else as JSON. Editors end a file with a line break, which is no part of a text. */
function textOf(value) {
	if (typeof value !== "string") {
		return { extension: "json", before: `${toExactJson(value, 2)}\n`, parse: parseJson };
	}
	const parse = (text) => (value.endsWith("\n") ? text : text.replace(/\n$/, ""));
	return { extension: "txt", before: value.endsWith("\n") ? value : `${value}\n`, parse };
}

function parseJson(text) {
	try {
		return parseExactly(text);
	} catch {
		throw new NotJson(text);
	}
}

/** Opens the editor. A file in which nothing was changed does not stay behind one that fails. */
async function opened(file) {
	const { openEditor } = await import("../editor.mjs");
	await openEditor(file.file).catch((error) => {
		if (file.isChanged()) throw new Failure(`${error.message} Your text is in ${file.file}.`);
		file.remove();
		throw error;
	});
}

/** What the user made of the text. Text that is no JSON is edited again, if the user likes. */
async function edited(file, { parse }, item, open) {
	for (;;) {
		await open();
		if (!file.isChanged()) return UNCHANGED;
		try {
			return checked(parse(file.read()), item);
		} catch (error) {
			note(`This cannot be stored: ${error.message.replace(/\.?$/, ".")}`);
			if (!canAsk) throw usage(`Nothing was changed. Your text is in ${file.file}.`);
			const { agree } = await import("../ask.mjs");
			await agree("Edit it again?", {}).catch(({ exit }) => {
				throw new Declined(`Nothing was changed. Your text is in ${file.file}.`, exit);
			});
		}
	}
}

const OPERATORS = new Set(["$add", "$append", "$prepend", "$union", "$without", "$merge"]);

/** Refuses what cannot be stored, and operators, which are for `set`. */
function checked(value, item) {
	const isOperator = (part) => {
		const names = typeof part === "object" && part !== null ? Object.keys(part) : [];
		return names.length === 1 && OPERATORS.has(names[0]);
	};
	const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
	if (isOperator(value) || (isObject && Object.values(value).some(isOperator))) {
		throw usage("it has an operator such as '$add', which 'ampt-data set' carries out.");
	}
	if (value === null) throw usage("'null' stands for no value: remove the item with 'ampt-data rm'.");
	rowOf(item, value);
	return value;
}

/** The row of an item with another value. It keeps its dates and labels. */
function rowOf({ version: _, modified: __, ...fields }, value) {
	try {
		return toRow({ ...fields, value });
	} catch (error) {
		if (error instanceof RangeError) throw usage(error.message);
		throw error;
	}
}

async function confirmed(file, { before }, options) {
	const { difference } = await import("../difference.mjs");
	const { agree } = await import("../ask.mjs");
	note(difference(before, file.read()));
	await agree("Store this?", options).catch((error) => {
		error.message += ` Your text is in ${file.file}.`;
		throw error;
	});
}

/** Writes a value on the version that was read. A row keeps all digits of its numbers. */
function write(data, item, value) {
	return data.transaction((tx) => tx.import(rowOf(item, value), { version: item.version }));
}

/** The failure of a write. What the user typed is kept. */
function kept(error, { file }, key) {
	const isConflict = error.code === "VERSION_MISMATCH" || error.code === "CREATED_MISMATCH";
	if (!isConflict) return new Failure(`${error.message} Nothing was changed. Your text is in ${file}.`);
	return new Failure(
		`Somebody has changed the item meanwhile, so nothing was written. Your text is in ${file}. ` +
			`Look at the item with 'ampt-data get ${quoted(key)}', then edit it again.`,
		EXIT.refused,
	);
}
