"use strict";

// The wire: how an answer of the native part says what it is. `src/data/wire.rs` is the other side and describes
// all of it; a test there holds both equal.

/** Character codes before the JSON text of an answer. */
const MARKS = {
	/** What JSON lacks is in tags, which must be revived. Before any other mark. */
	TAGGED: code("!"),
	/** An item with metadata. */
	ITEM: code("@"),
	/** A page of items. */
	PAGE: code("#"),
	/** A page of items with metadata. */
	META_PAGE: code("%"),
};

/** The fields of a failure, which is an array. One that begins with `null` is an answer in parts. */
const FAILURE = ["name", "code", "message", "hint", "key", "item"];

/** Stands where a ticket would, before a warning: its code, a space and its text. */
const WARNING_TICKET = -1;

function code(mark) {
	return mark.charCodeAt(0);
}

module.exports = { FAILURE, MARKS, WARNING_TICKET };
