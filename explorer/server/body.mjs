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
	// A framework has read it already.
	if (request.body !== undefined) return checked(request.body);
	const bytes = await bytesOf(request);
	return bytes.length === 0 ? {} : checked(parsed(bytes));
}

/** All bytes of a body. One that is too large is left where it is: a loop over the request would end its connection. */
function bytesOf(request) {
	const pieces = [];
	let size = 0;
	return new Promise((resolve, reject) => {
		request.on("data", (piece) => {
			size += piece.length;
			if (size <= MOST) pieces.push(piece);
			else reject(tooLarge());
		});
		request.on("end", () => resolve(Buffer.concat(pieces))).on("error", reject);
	});
}

function parsed(bytes) {
	try {
		return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
	} catch {
		throw new Refusal(400, "NOT_JSON", "The body is not valid JSON.");
	}
}

function checked(value) {
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
	throw new Refusal(400, "NOT_JSON", "The body is JSON, but no object.");
}

const tooLarge = () => new Refusal(413, "TOO_LARGE", "The body has more than 2 MB. Send it in pieces.");
