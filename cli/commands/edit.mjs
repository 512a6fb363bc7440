import { parseExactly } from "../../formats/numbers.mjs";
import { completeKey, LABELS } from "../arguments.mjs";
import { hasLongNumber, isObject, readExactly, rootOf, toExactJson } from "../exact.mjs";
import { Declined, EXIT, Failure, missing, usage } from "../failure.mjs";
import { note } from "../output.mjs";
import { openStore } from "../store.mjs";
import { canAsk } from "../terminal.mjs";
import { printable, quoted } from "../text.mjs";
import { fromJson, NotJson } from "../values.mjs";

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
	if (hasLongNumber(item.value) && !isObject(item.value)) throw new Failure(`${TOO_LONG} ${byExport(key)}`);
	const { draft } = await import("../editor.mjs");
	const text = textOf(item.value);
	const file = draft(`${key}.${text.extension}`, text.before);
	const change = await edited(file, text, () => opened(file));
	if (change === UNCHANGED) {
		file.remove();
		return note("Nothing was changed.");
	}
	await confirmed(file, text, options);
	await write(data, item, change).catch((error) => {
		throw kept(error, file, key);
	});
	file.remove();
	return note(`'${printable(key)}' is stored.`);
}

const UNCHANGED = Symbol("unchanged");

const TOO_LONG = "The value has a number with more digits than this command can write.";
const byExport = (key) => `Change it in what 'ampt-data export ${quoted(key)}' writes, and import that.`;

/** A text is edited as it is, all else as JSON. Editors end a file with a line break, which is no part of a text. */
function textOf(value) {
	if (typeof value !== "string") {
		return { extension: "json", before: `${toExactJson(value, 2)}\n`, parse: (text) => changeOf(value, text) };
	}
	const parse = (text) => ({ value: value.endsWith("\n") ? text : text.replace(/\n$/, "") });
	return { extension: "txt", before: value.endsWith("\n") ? value : `${value}\n`, parse };
}

/**
 * What a text changes: the whole `value`, or only the `attributes` that differ, if the others have numbers that the library
 * would round.
 */
function changeOf(before, text) {
	const after = parseJson(text);
	if (!hasLongNumber(after)) return { value: fromJson(text) };
	if (!isObject(before) || !isObject(after)) throw usage(TOO_LONG);
	const [old, root] = [rootOf(before), rootOf(after)];
	const isSame = (name) => Object.hasOwn(old, name) && toExactJson(old[name]) === toExactJson(root[name]);
	const changed = Object.entries(root).filter(([name]) => !isSame(name));
	const removed = Object.keys(old).filter((name) => !Object.hasOwn(root, name));
	if (removed.length > 0 && changed.some(([, value]) => value === null)) {
		throw usage("Beside a number of so many digits, remove attributes and set others to null in two edits.");
	}
	const attributes = [
		...changed.map(([name, value]) => [name, fromJson(toExactJson(value))]),
		...removed.map((name) => [name, null]),
	];
	return { attributes: Object.fromEntries(attributes), removesNulls: removed.length > 0 };
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
async function edited(file, { parse }, open) {
	for (;;) {
		await open();
		if (!file.isChanged()) return UNCHANGED;
		try {
			return checked(parse(file.read()));
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

/** Refuses what the store would carry out rather than store: an operator in place of the value or of an attribute. */
function checked(change) {
	const value = change.value ?? change.attributes;
	const isOperator = (part) => {
		const names = typeof part === "object" && part !== null ? Object.keys(part) : [];
		return names.length === 1 && OPERATORS.has(names[0]);
	};
	const isObject = Object.prototype.toString.call(value) === "[object Object]";
	if (isOperator(value) || (isObject && Object.values(value).some(isOperator))) {
		throw usage("it has an operator such as '$add', which 'ampt-data set' carries out.");
	}
	if (change.value === null) throw usage("'null' stands for no value: remove the item with 'ampt-data rm'.");
	return change;
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

/** Writes a change on the version that was read. The item keeps its dates and labels. */
async function write(data, { key, version, created, ttl, ...item }, { value, attributes, removesNulls }) {
	if (attributes !== undefined) return data.set(key, attributes, { version, removeNulls: removesNulls });
	const labels = LABELS.flatMap((label) => (item[label] === undefined ? [] : [[label, item[label]]]));
	return data.set(key, value, {
		...Object.fromEntries(labels),
		version,
		overwrite: true,
		created: Date.parse(created) / 1000,
		removeNulls: false,
		...(ttl && { ttl: new Date(ttl) }),
	});
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
