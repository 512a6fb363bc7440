// What ends a command early, and the exit codes. They are part of the interface: `docs/command-line.md` lists them.

/** The exit codes. */
export const EXIT = Object.freeze({ ok: 0, failure: 1, usage: 2, missing: 3, refused: 4, interrupted: 130 });

/** What a refused condition means on the command line: the library's messages are about its options. */
const REFUSED = Object.freeze({
	ITEM_EXISTS: "There is such an item already.",
	ITEM_NOT_FOUND: "There is no such item.",
	CREATED_MISMATCH: "Somebody has replaced the item meanwhile.",
	CONDITION_FAILED: "What is stored does not match '--if'. Look at it with 'ampt-data get'.",
	VERSION_MISMATCH: "The item does not have this version. See 'ampt-data get --version'.",
	OBJECT_TO_VALUE:
		"An object is stored under this key. Pass '--overwrite' to replace it, or name an attribute to add to.",
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
	const refused = Object.hasOwn(REFUSED, error.code ?? "") && `${REFUSED[error.code]} Nothing was written.`;
	const sentences = (refused ? [refused] : [error.message, error.hint]).filter(Boolean).map(ended);
	const code = typeof error.code === "string" ? [`[${error.code}]`] : [];
	return [...sentences, ...code].join(" ").replace(/\s+/g, " ").trim();
}

const ended = (sentence) => (/[.!?:]$/.test(sentence) ? sentence : `${sentence}.`);
