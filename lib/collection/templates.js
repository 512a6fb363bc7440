"use strict";

// Templates of labels, such as "team-${team}:${id}".

const { ValidationError, plainError } = require("../errors");

/**
 * Makes the function that computes a label from a value. An attribute that is missing, `null` or empty leaves no label:
 * a label with a gap would stand for something else.
 */
function compile(label, template) {
	const parts = template.split(/\$\{([^}]*)\}/).map((part, index) => (index % 2 === 1 ? part.trim() : part));
	const isFaulty = parts.some((part, index) => (index % 2 === 1 ? part === "" : part.includes("${")));
	if (isFaulty) {
		throw new ValidationError(
			`The template of '${label}' cannot be read. Write the name of an attribute in each '\${…}', as in ` +
				"'team-${team}:${id}', or pass a function.",
			"INVALID_OPTION",
		);
	}
	return (value) => {
		let text = parts[0];
		for (let index = 1; index < parts.length; index += 2) {
			const inserted = insertion(label, parts[index], value);
			if (inserted === "") return undefined;
			// The first colon splits a label, so another one before it would move the item to a label of that name.
			if (!text.includes(":") && inserted.includes(":")) throw splitting(label, parts[index]);
			text += inserted + parts[index + 1];
		}
		return text;
	};
}

function insertion(label, name, value) {
	const given = Object.hasOwn(value, name) ? value[name] : undefined;
	if (given === undefined || given === null) return "";
	if (typeof given !== "object") return String(given);
	throw plainError(
		`'${name}' cannot stand in the template of '${label}': it is not a string, a number or a boolean. Pass a function.`,
		"INVALID_VALUE",
	);
}

function splitting(label, name) {
	return plainError(
		`'${name}' has a colon, and stands before the first colon of the template of '${label}', which splits the label. ` +
			"Put it behind a colon, or pass a function.",
		"INVALID_VALUE",
	);
}

module.exports = { compile };
