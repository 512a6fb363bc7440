"use strict";

// Items for `import`: as `export` yields them, or rows.

const { encodeRow } = require("./encode");
const { ValidationError } = require("./errors");
const { encodeExported } = require("./options");

/** The text of a batch of items. `before` counts the items that are already written. */
function encodeImport(items, before) {
	const texts = items.map((item, index) => {
		try {
			return encodeItem(item);
		} catch (error) {
			throw located(error, before, index, item);
		}
	});
	return `[${texts.join(",")}]`;
}

function encodeItem(item) {
	if (item === null || typeof item !== "object" || Array.isArray(item)) {
		throw new ValidationError(
			"it must be an object with a 'key' and a 'value', or a row with a 'pk' and an 'sk'",
			"INVALID_VALUE",
		);
	}
	return Object.hasOwn(item, "pk") ? encodeRow(item) : encodeExported(item);
}

/** Adds to an error which item it is about, with the same words as `src/data/import.rs`. */
function located(error, before, index, item) {
	if (typeof error?.code !== "string") return error;
	const key = typeof item?.key === "string" ? ` ('${item.key}')` : "";
	const written = before === 0 ? "Nothing is written" : `The first ${before} items are written, nothing after them`;
	error.message = `Item ${before + index + 1}${key} of the import: ${error.message.replace(/\.$/, "")}. ${written}.`;
	return error;
}

module.exports = { encodeImport };
