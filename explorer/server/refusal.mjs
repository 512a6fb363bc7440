// Answers that refuse: each has a status of HTTP, a code for programs and a sentence for people.

import { withoutCredentials } from "../../transfer/credentials.mjs";

/** Ends a request with a status and `{ error: { code, message, hint? }, …more }`. */
export class Refusal extends Error {
	/**
	 * @param {number} status
	 * @param {string} code
	 * @param {string} message what is wrong and what to do, as sentences
	 * @param {{ hint?: string, headers?: Record<string, string>, more?: object }} [extra] `more` goes beside `error`
	 */
	constructor(status, code, message, { hint, headers = {}, more = {} } = {}) {
		super(message);
		this.name = "Refusal";
		Object.assign(this, { status, code, hint, headers, more });
	}
}

/** What somebody asks for cannot be right. */
export const badRequest = (message, code = "INVALID_OPTION") => new Refusal(400, code, message);

/** The status of each code of the library. All others are failures of this process. */
const STATUS = Object.freeze({
	INVALID_EVENT_NAME: 400,
	INVALID_KEY: 400,
	INVALID_OPTION: 400,
	INVALID_RECORDS: 400,
	INVALID_URL: 400,
	INVALID_VALUE: 400,
	ITEM_TOO_LARGE: 400,
	SCHEMA: 400,
	TRANSACTION_TOO_LARGE: 400,
	VALIDATION: 400,
	VALIDATION_EXCEPTION: 400,
	READ_ONLY: 403,
	ITEM_NOT_FOUND: 404,
	STORE_NOT_FOUND: 404,
	TABLE_NOT_FOUND: 404,
	BACKUP_EXISTS: 409,
	CHANGES_MISSED: 409,
	CONDITION_FAILED: 409,
	CONTENTION: 409,
	CREATED_MISMATCH: 409,
	GROUP_IN_USE: 409,
	ITEM_EXISTS: 409,
	NOT_UNIQUE: 409,
	NO_BACKUP: 409,
	NO_COMPACTION: 409,
	NO_STREAM: 409,
	OBJECT_TO_VALUE: 409,
	STORE_IN_USE: 409,
	VERSION_MISMATCH: 409,
	ACCESS_DENIED: 502,
	BAD_CREDENTIALS: 502,
	DYNAMODB_FAILED: 502,
	NO_CREDENTIALS: 502,
	NO_REGION: 502,
	SERVER_ERROR: 502,
	CLOSED: 503,
	THROTTLED: 503,
	TOO_MANY_READERS: 503,
	UNPROCESSED: 503,
	UNREACHABLE: 503,
	UNKNOWN_OUTCOME: 504,
	DISK_FULL: 507,
});

/** What is said of a mistake of this program. Its own message could tell anything. */
const INTERNAL = Object.freeze({
	code: "INTERNAL",
	message: "The explorer has failed at this. The process that runs it says why. Please report it.",
});

/** Whether an error is a mistake of this program: neither a refusal nor an error of the library. */
const isBug = (error) =>
	!(error instanceof Refusal) &&
	(!/^(?!ERR_)[A-Z]+(?:_[A-Z]+)*$/.test(error?.code ?? "") || error.code === "INTERNAL" || error.syscall !== undefined);

/** Tells the process of a mistake of this program, which no answer shows. */
export function warnOfBug(error) {
	if (isBug(error)) process.emitWarning(String(error?.stack ?? error), { code: "EXPLORER_FAILED" });
}

/** An error as people and programs see it. Never a stack, and never a credential. */
export function failureOf(error) {
	if (isBug(error)) return INTERNAL;
	const { code, message, hint } = error;
	return { code, message: withoutCredentials(message), ...(hint && { hint: withoutCredentials(hint) }) };
}

/** The answer to a request that has failed. */
export function answerOf(error) {
	const { status = STATUS[error?.code] ?? 500, headers = {}, more = {} } = error instanceof Refusal ? error : {};
	return { status, headers, body: { error: failureOf(error), ...more } };
}
