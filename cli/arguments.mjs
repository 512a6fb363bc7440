// Arguments and options that several commands have, and what is wrong with them.

import { InvalidArgumentError, Option } from "commander";
import { isExpression } from "../formats/keys.mjs";
import { usage } from "./failure.mjs";
import { fromJson, NotJson } from "./values.mjs";

export const LABELS = Object.freeze(["label1", "label2", "label3", "label4", "label5"]);

/** Reads a whole number of at least `least`. */
export const integer = (least) => (text) => {
	const value = Number(text);
	if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
	throw new InvalidArgumentError(`Pass a whole number of at least ${least}.`);
};

/** Reads a port. */
export function port(text) {
	if (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535) return Number(text);
	throw new InvalidArgumentError("Pass a port from 1 to 65535.");
}

/** Reads a predicate, such as `{"total":{"$gt":100}}`. The library checks what it means. */
export function predicate(text) {
	try {
		const value = fromJson(text);
		if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
	} catch (error) {
		if (!(error instanceof NotJson)) throw error;
	}
	throw new InvalidArgumentError(`Pass a JSON object, such as '{"status":"open","total":{"$gt":100}}'.`);
}

/** Reads a text that is not empty. `needed` says what to pass. */
export const filled = (needed) => (text) => {
	if (text.trim() !== "") return text;
	throw new InvalidArgumentError(`Pass ${needed}.`);
};

/** Reads a version. */
export function versionText(text) {
	if (/^-?\d+(?:\.\d+)?$/.test(text)) return text;
	throw new InvalidArgumentError("Pass the version that 'ampt-data get KEY --version' prints.");
}

/** Reads names with commas between them. */
export function names(text) {
	const names = text.split(",").map((name) => name.trim());
	if (names.every((name) => name !== "")) return names;
	throw new InvalidArgumentError("Pass names with commas between them, such as 'name,plan'.");
}

/** The options that select items by what they are: see `selectionOf`. */
export function selection(command) {
	command
		.addOption(new Option("--label <name>", "the expression selects by this label, not by key").choices(LABELS))
		.option("--filter <predicate>", `only items whose value matches, as in '{"total":{"$gt":100}}'`, predicate);
	forLabels(command, "<expression>", "only items with such a");
	return command;
}

/** An option for each label. Help shows the first one for all. */
export function forLabels(command, argument, meaning, prefix = "--") {
	for (const label of LABELS) {
		const flags = [`${prefix}${label}`, argument].filter(Boolean).join(" ");
		const option = new Option(flags, `${meaning} ${label}; so for ${LABELS.slice(1).join(", ")}`);
		if (argument !== "") option.argParser(filled("a text that is not empty"));
		command.addOption(label === LABELS[0] ? option : option.hideHelp());
	}
}

/** The options that say which of the selected items are shown: see `selectionOf`. */
export function paging(command) {
	return command
		.option("--limit <n>", "at most so many items", integer(1))
		.option("--start <key>", "begin behind this place", filled("the place that the message about more items names"))
		.option("--reverse", "in descending order");
}

/** The options of the library for the options of a command. */
export function selectionOf(options) {
	const labels = Object.fromEntries(
		LABELS.flatMap((label) => (options[label] === undefined ? [] : [[label, options[label]]])),
	);
	return {
		...(options.label !== undefined && { label: options.label }),
		...(options.filter !== undefined && { filter: options.filter }),
		...(Object.keys(labels).length > 0 && { labels }),
	};
}

/** Refuses options that would have no effect. */
export function refuseIdle(options, names, why) {
	for (const name of names) {
		if (options[name] !== undefined && options[name] !== (name === "verify")) throw usage(`${flagOf(name)} ${why}.`);
	}
}

const flagOf = (name) =>
	`'--${name === "verify" ? "no-verify" : name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}'`;

/** Refuses an expression where one item is meant. */
export function completeKey(key) {
	if (isExpression(key)) throw usage(`'${key}' selects several items, and this command is about one.`);
	return key;
}
