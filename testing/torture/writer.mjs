// Writes until it is killed. It prints each write before it starts and after it is acknowledged. Its output is
// synchronous, so that nothing it printed is lost when it is killed.

import fs from "node:fs";
import { COUNTER, Data, KEYS, optionsFor, randomOf, valueFor } from "./values.mjs";

const [url, slot, first, seed] = process.argv.slice(2);
const random = randomOf(Number(seed));
const data = Data.open(url);
let version = Number(first);

const tell = (...words) => fs.writeSync(1, `${words.join(" ")}\n`);

async function write(kind, key, call) {
	const own = version++;
	tell("sent", kind, key, own);
	try {
		await call(own);
		tell("done", kind, key, own);
	} catch (error) {
		tell("failed", kind, key, own, error.code);
		// The disk may be full: wait until there is room again.
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

async function writeOne() {
	const key = `w${slot}:${random(KEYS)}`;
	if (busy.has(key)) return write("add", COUNTER, () => data.add(COUNTER, 1));
	busy.add(key);
	await (random(4) === 0
		? write("remove", key, () => data.remove(key))
		: write("set", key, (own) => data.set(key, valueFor(own), optionsFor(own))));
	busy.delete(key);
}

const busy = new Set();
tell("ready");
for (;;) {
	// Some writes are committed alone, most of them together.
	await new Promise((resolve) => setTimeout(resolve, random(4)));
	await Promise.all(Array.from({ length: random(3) === 0 ? 1 : 1 + random(12) }, writeOne));
}
