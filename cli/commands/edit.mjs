import { completeKey, LABELS } from "../arguments.mjs";
import { Declined, EXIT, Failure, missing, usage } from "../failure.mjs";
import { note } from "../output.mjs";
import { openStore } from "../store.mjs";
import { canAsk } from "../terminal.mjs";
import { printable, quoted } from "../text.mjs";
import { fromJson, toJson } from "../values.mjs";

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
	const item = await data.get(key, { version: true, consistent: true });
	if (item === undefined) throw missing(`There is no item '${printable(key)}'. Make one with 'ampt-data set'.`);
	const { draft, openEditor } = await import("../editor.mjs");
	const text = textOf(item.value);
	const file = draft(`${key}.${text.extension}`, text.before);
	const value = await edited(file, text, () => openEditor(file.file));
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
		return { extension: "json", before: `${toJson(value, 2)}\n`, parse: fromJson };
	}
	const parse = (text) => (value.endsWith("\n") ? text : text.replace(/\n$/, ""));
	return { extension: "txt", before: value.endsWith("\n") ? value : `${value}\n`, parse };
}

/** What the user made of the text. Text that is no JSON is edited again, if the user likes. */
async function edited(file, { before, parse }, open) {
	for (;;) {
		await open();
		const after = file.read();
		if (after === before) return UNCHANGED;
		try {
			return checked(parse(after));
		} catch (error) {
			note(`This cannot be stored: ${error.message.replace(/\.?$/, ".")}`);
			if (!canAsk) throw usage(`Nothing was changed. Your text is in ${file.file}.`);
			const { agree } = await import("../ask.mjs");
			await agree("Edit it again?", {}).catch(() => {
				throw new Declined(`Nothing was changed. Your text is in ${file.file}.`);
			});
		}
	}
}

const OPERATORS = new Set(["$add", "$append", "$prepend", "$union", "$without", "$merge"]);

/** Refuses what the store would carry out rather than store: an operator in place of the value or of an attribute. */
function checked(value) {
	const isOperator = (part) => {
		const names = typeof part === "object" && part !== null ? Object.keys(part) : [];
		return names.length === 1 && OPERATORS.has(names[0]);
	};
	const isObject = Object.prototype.toString.call(value) === "[object Object]";
	if (isOperator(value) || (isObject && Object.values(value).some(isOperator))) {
		throw usage("it has an operator such as '$add', which 'ampt-data set' carries out.");
	}
	if (value === null) throw usage("'null' stands for no value: remove the item with 'ampt-data rm'.");
	return value;
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

/** Replaces the item, on its version, and keeps its dates and labels. */
async function write(data, { key, version, created, ttl, ...item }, value) {
	const labels = LABELS.flatMap((label) => (item[label] === undefined ? [] : [[label, item[label]]]));
	await data.set(key, value, {
		...Object.fromEntries(labels),
		version,
		overwrite: true,
		created: created.getTime() / 1000,
		removeNulls: false,
		...(ttl && { ttl }),
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
