// What a script does without a tool: dumps lmdb-js to a file, or loads it, in a loop.

import { once } from "node:events";
import fs from "node:fs";
import { createInterface } from "node:readline";
import { open } from "lmdb";

/** Puts that wait for their transaction at the same time. */
const AT_ONCE = 10_000;

const [, , verb, folder, file] = process.argv;
const db = open({ path: folder });
await (verb === "dump" ? dump() : load());
await db.close();

async function dump() {
	const output = fs.createWriteStream(file);
	for (const { key, value } of db.getRange()) {
		if (!output.write(`${JSON.stringify({ key, value })}\n`)) await once(output, "drain");
	}
	output.end();
	await once(output, "close");
}

async function load() {
	let last;
	let count = 0;
	for await (const line of createInterface({ input: fs.createReadStream(file) })) {
		const { key, value } = JSON.parse(line);
		last = db.put(key, value);
		if (++count % AT_ONCE === 0) await last;
	}
	await last;
	await db.flushed;
}
