"use strict";

// The limits that are checked before a value becomes text. All are those of `src/model/limits.rs`, and a test there
// holds both equal. What else `lib/` bounds, it bounds for its own sake, beside the code that does.

module.exports = {
	/** Largest item, in bytes. */
	MAX_ITEM_BYTES: 400 * 1024,
	/** Levels of a value, the value at the bottom included. */
	MAX_NESTING: 32,
	/** Longest text of a predicate, in bytes. */
	MAX_MATCH_BYTES: 400 * 1024,
	/** Levels of a predicate: objects, operators and values, the value at the bottom included. */
	MAX_MATCH_NESTING: 64,
	/** Significant digits of a number. */
	NUMBER_DIGITS: 38,
	/** A number must be below this power of ten. */
	NUMBER_MAX_EXPONENT: 126,
	/** The smallest magnitude of a number is this power of ten. */
	NUMBER_MIN_EXPONENT: -130,
	/** Largest `limit` of a page. */
	MAX_LIMIT: 1000,
	/** Labels of an item. */
	LABELS: 5,
	/** Event names of one handler. */
	MAX_EVENT_NAMES: 1000,
	/** The timeout of a handler that sets none, in milliseconds. */
	DEFAULT_TIMEOUT: 20_000,
	/** How long after a change a handler is tried, in milliseconds. */
	EVENT_LIFETIME: 24 * 60 * 60 * 1000,
};
