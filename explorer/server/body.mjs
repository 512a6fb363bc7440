// The bodies of requests: JSON objects of a known type and a bounded size. Forms of other pages cannot send that type
// without asking, and nobody answers that question.

import { isDeeper, MAX_DEPTH, MAX_NESTED } from "../../formats/depth.mjs";
import { Refusal } from "./refusal.mjs";

/** The most megabytes of a body, and what to do about one that has more. */
const SMALL = Object.freeze({ megabytes: 2, advice: "Send it in pieces." });

const TYPE = /^application\/json(?:\s*;\s*charset=utf-8)?$/i;

/** Reads the body of a request. An empty one is `{}`. `limit` is for a route that takes more than most. */
export async function readBody(request, limit = SMALL) {
	const { headers } = request;
	if (!TYPE.test(headers["content-type"] ?? "") || headers["content-encoding"] !== undefined) {
		throw new Refusal(415, "NOT_JSON", "Send the body as 'application/json', without compression.");
	}
	if (Number(headers["content-length"]) > bytesIn(limit)) throw tooLarge(limit);
	if (request.readableDidRead || request.readableEnded) return readAlready(request.body, limit);
	return ofBytes(await bytesOf(request, limit), limit);
}

/** A body that a framework has read: as JSON, or as it came. */
function readAlready(body, limit) {
	if (typeof body === "string") return ofBytes(Buffer.from(body), limit);
	if (body instanceof Uint8Array) return ofBytes(body, limit);
	if (body !== undefined) return checked(body);
	throw new Refusal(500, "BODY_READ", "Something before the explorer reads the bodies of its requests.", {
		hint: "Mount the explorer before it, or let it keep the body as JSON in 'request.body', as 'express.json' does.",
	});
}

function ofBytes(bytes, limit) {
	if (bytes.length > bytesIn(limit)) throw tooLarge(limit);
	return bytes.length === 0 ? {} : checked(parsed(bytes));
}

/** All bytes of a body. One that is too large is left where it is: a loop over the request would end its connection. */
function bytesOf(request, limit) {
	const pieces = [];
	const most = bytesIn(limit);
	let size = 0;
	return new Promise((resolve, reject) => {
		request.on("data", (piece) => {
			size += piece.length;
			if (size <= most) pieces.push(piece);
			else reject(tooLarge(limit));
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
	if (isDeeper(value, MAX_NESTED)) throw new Refusal(400, "INVALID_VALUE", `A value has at most ${MAX_DEPTH} levels.`);
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
	throw new Refusal(400, "NOT_JSON", "The body is JSON, but no object.");
}

const bytesIn = ({ megabytes }) => megabytes * 1024 * 1024;

const tooLarge = ({ megabytes, advice }) =>
	new Refusal(413, "TOO_LARGE", `The body has more than ${megabytes} MB. ${advice}`);
