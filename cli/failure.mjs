// What ends a command early, and the exit codes. They are part of the interface: `docs/command-line.md` lists them.

import { withoutCredentials } from "../transfer/credentials.mjs";

/** The exit codes. */
export const EXIT = Object.freeze({
	ok: 0,
	failure: 1,
	usage: 2,
	missing: 3,
	refused: 4,
	interrupted: 130,
	terminated: 143,
	hungUp: 129,
});

/** What a refused condition means on the command line: the library's messages are about its options. */
const REFUSED = Object.freeze({
	ITEM_EXISTS: "There is such an item already.",
	ITEM_NOT_FOUND: "There is no such item.",
	CREATED_MISMATCH: "Somebody has replaced the item meanwhile.",
	CONDITION_FAILED: "What is stored does not match '--if'. Look at it with 'ampt-data get'.",
	VERSION_MISMATCH: "The item does not have this version. See 'ampt-data get --version'.",
	OBJECT_TO_VALUE: "An object is stored under this key. Pass '--overwrite' to replace it.",
});

/** What other errors mean here, where the library's messages name its functions. */
const MEANING = Object.freeze({
	TABLE_NOT_FOUND:
		"There is no such table in this region and account, or an index of it is missing. Create it with " +
		"'ampt-data create-table', or check the name, the region and the credentials.",
});

/** The library's codes of arguments that can never be right. */
const USAGE = new Set([
	"INVALID_KEY",
	"INVALID_OPTION",
	"INVALID_URL",
	"INVALID_VALUE",
	"VALIDATION",
	"ITEM_TOO_LARGE",
]);

/** Ends the command with a message that says what is wrong and what to do. */
export class Failure extends Error {
	/** @param {number} exit an exit code of `EXIT` */
	constructor(message, exit = EXIT.failure) {
		super(message);
		this.name = "Failure";
		this.exit = exit;
	}
}

/** The user has decided against it. */
export class Declined extends Failure {}

/** The arguments are wrong. */
export const usage = (message) => new Failure(message, EXIT.usage);

/** There is no such item. */
export const missing = (message) => new Failure(message, EXIT.missing);

/** The exit code of an error. */
export function exitCodeOf(error) {
	if (error instanceof Failure) return error.exit;
	if (Object.hasOwn(REFUSED, error.code ?? "")) return EXIT.refused;
	return USAGE.has(error.code) ? EXIT.usage : EXIT.failure;
}

/** An error as one line, without a stack: what is wrong, what to do, and the code to look up. */
export function describe(error) {
	const { code = "" } = error;
	const line = [...sentencesOf(error).filter(Boolean).map(ended), code && `[${code}]`].filter(Boolean).join(" ");
	return withoutCredentials(line.replace(/\s+/g, " ").trim());
}

function sentencesOf(error) {
	const { message, hint, code = "" } = error;
	if (error instanceof Failure) return [message];
	if (Object.hasOwn(REFUSED, code)) return [REFUSED[code], "Nothing was written."];
	// DynamoDB's own words say no more than the hint.
	if (code === "VALIDATION_EXCEPTION" && hint) return [hint];
	return [Object.hasOwn(MEANING, code) ? MEANING[code] : message, hint];
}

const ended = (sentence) => (/[.!?:]$/.test(sentence) ? sentence : `${sentence}.`);
