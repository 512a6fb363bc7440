// What ends a command early, and the exit codes. They are part of the interface: `docs/command-line.md` lists them.

/** The exit codes. */
export const EXIT = Object.freeze({ ok: 0, failure: 1, usage: 2, missing: 3, refused: 4, interrupted: 130 });

/** The library's codes of refused conditions. */
const REFUSED = new Set([
	"ITEM_EXISTS",
	"ITEM_NOT_FOUND",
	"CREATED_MISMATCH",
	"CONDITION_FAILED",
	"VERSION_MISMATCH",
	"OBJECT_TO_VALUE",
]);

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

/** The arguments are wrong. */
export const usage = (message) => new Failure(message, EXIT.usage);

/** There is no such item. */
export const missing = (message) => new Failure(message, EXIT.missing);

/** The exit code of an error. */
export function exitCodeOf(error) {
	if (error instanceof Failure) return error.exit;
	if (REFUSED.has(error.code)) return EXIT.refused;
	return USAGE.has(error.code) ? EXIT.usage : EXIT.failure;
}

/** An error as one line, without a stack: what is wrong, what to do, and the code to look up. */
export function describe(error) {
	const sentences = [error.message, error.hint].filter(Boolean).join(" ");
	const line = sentences.replace(/\s+/g, " ").trim();
	return typeof error.code === "string" ? `${line} [${error.code}]` : line;
}
