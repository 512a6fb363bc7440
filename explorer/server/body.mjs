// The bodies of requests: JSON objects of a known type and a bounded size. Forms of other pages cannot send that type
// without asking, and nobody answers that question.

import { Refusal } from "./refusal.mjs";

/** The most bytes of a body. */
const MOST = 2 * 1024 * 1024;

const TYPE = /^application\/json(?:\s*;\s*charset=utf-8)?$/i;

/** Reads the body of a request. An empty one is `{}`. */
export async function readBody(request) {
	const { headers } = request;
	if (!TYPE.test(headers["content-type"] ?? "") || headers["content-encoding"] !== undefined) {
		throw new Refusal(415, "NOT_JSON", "Send the body as 'application/json', without compression.");
	}
	if (Number(headers["content-length"]) > MOST) throw tooLarge();
	const pieces = [];
	let size = 0;
	for await (const piece of request) {
		size += piece.length;
		if (size > MOST) throw tooLarge();
		pieces.push(piece);
	}
	return size === 0 ? {} : parsed(Buffer.concat(pieces));
}

function parsed(bytes) {
	let value;
	try {
		value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
	} catch {
		throw new Refusal(400, "NOT_JSON", "The body is not valid JSON.");
	}
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
	throw new Refusal(400, "NOT_JSON", "The body is JSON, but no object.");
}

const tooLarge = () => new Refusal(413, "TOO_LARGE", "The body has more than 2 MB. Send it in pieces.");
