// Writes until it is ended. It tells each write before it begins and after it is acknowledged, by calls
// that return when the text is out: what it told before it was killed is known.

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
		// A full disk takes nothing for a while.
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
	// Some are awaited one by one, most are committed together.
	await new Promise((resolve) => setTimeout(resolve, random(4)));
	await Promise.all(Array.from({ length: random(3) === 0 ? 1 : 1 + random(12) }, writeOne));
}
