// Reads until it is ended: every value is whole, and the counter never goes back. It opens the store anew
// from time to time, as short programs do.

import fs from "node:fs";
import { COUNTER, Data, isWhole, pages, randomOf } from "./values.mjs";

const [url, slots, seed] = process.argv.slice(2);
const random = randomOf(Number(seed));
let seen = 0;

const tell = (...words) => fs.writeSync(1, `${words.join(" ")}\n`);

async function look(data) {
	const count = (await data.get(COUNTER)) ?? 0;
	if (count < seen) tell("bad", `the counter went from ${seen} to ${count}`);
	seen = count;
	for await (const { key, value } of pages(data, `w${random(Number(slots))}:*`)) {
		if (!isWhole(value)) tell("bad", `${key} is not what was written`);
	}
}

tell("ready");
for (;;) {
	const data = Data.open(url);
	try {
		for (let round = random(20); round >= 0; round--) await look(data);
	} catch (error) {
		// A full disk may refuse to open a store.
		if (error.code !== "DISK_FULL") tell("bad", `a reader was refused: ${error.code} ${error.message}`);
	}
	await data.close();
}
