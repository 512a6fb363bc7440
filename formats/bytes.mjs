// The bytes of an input: gzip is recognized by its first two bytes, whatever the name of the file.

import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { InputFault } from "./fault.mjs";

const GZIP = Buffer.from([0x1f, 0x8b]);

/** The uncompressed chunks of a stream. */
export async function* plainBytes(stream) {
	const chunks = stream[Symbol.asyncIterator]();
	const begun = [];
	let beginning = Buffer.alloc(0);
	while (beginning.length < GZIP.length) {
		const { value, done } = await chunks.next();
		if (done) break;
		begun.push(value);
		beginning = Buffer.concat(begun);
	}
	const bytes = Readable.from(joined(beginning, chunks));
	if (!beginning.subarray(0, GZIP.length).equals(GZIP)) {
		yield* bytes;
		return;
	}
	const gunzip = createGunzip();
	bytes.on("error", (error) => gunzip.destroy(error));
	try {
		yield* bytes.pipe(gunzip);
	} catch (error) {
		throw error.code === undefined || !error.code.startsWith("Z_") ? error : damaged(error);
	}
}

async function* joined(beginning, rest) {
	if (beginning.length > 0) yield beginning;
	for (;;) {
		const { value, done } = await rest.next();
		if (done) return;
		yield value;
	}
}

function damaged({ code }) {
	if (code === "Z_BUF_ERROR") {
		return new InputFault("The input ends in the middle of its gzip data: it is incomplete. Fetch or write it again.");
	}
	return new InputFault("The gzip data of the input is damaged. Fetch or write it again.");
}
