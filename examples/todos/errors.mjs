// Errors as answers.

import { z } from "zod";

/** An error that the client may see. */
export class HttpError extends Error {
	constructor(status, message) {
		super(message);
		this.status = status;
	}
}

/** What to answer when the store refuses a write because of what is stored. */
const REFUSED = {
	NOT_UNIQUE: [409, "Somebody else has it already."],
	// That an item belongs to somebody else is none of the client's business.
	CONDITION_FAILED: [404, "There is no such item."],
	ITEM_NOT_FOUND: [404, "There is no such item."],
};

/** The last middleware. Express 5 passes it what a handler throws or rejects with. */
export function answerError(error, _req, res, next) {
	// An answer that has begun can only be broken off, which Express does.
	if (res.headersSent) return next(error);
	if (error.code === "SCHEMA" || error instanceof z.ZodError) {
		const issues = error.issues.map(({ path, message }) => ({ path, message }));
		return res.status(400).json({ error: "The input is not valid.", issues });
	}
	if (Object.hasOwn(REFUSED, error.code ?? "")) {
		const [status, message] = REFUSED[error.code];
		return res.status(status).json({ error: message, attribute: error.attribute });
	}
	// Ours, those of Express and of its parsers, and options from a query that `ampt-data` refuses.
	const status = error.status ?? error.statusCode ?? 500;
	if (status < 500) return res.status(status).json({ error: error.message });
	console.error(error);
	res.status(500).json({ error: "Something went wrong. Try again later." });
}
