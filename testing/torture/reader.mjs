// Reads until it is killed. It reports values that are not whole and a counter that decreases. It reopens the store from
// time to time, as short-lived programs do.

import fs from "node:fs";
import { COUNTER, Data, isWhole, pages, randomOf } from "./values.mjs";

const [url, slots, seed] = process.argv.slice(2);
const random = randomOf(Number(seed));
let seen = 0;

const tell = (...words) => fs.writeSync(1, `${words.join(" ")}\n`);

async function look(data) {
	const count = (await data.get(COUNTER)) ?? 0;
	if (count < seen) tell("bad", `the counter decreased from ${seen} to ${count}`);
	seen = count;
	for await (const { key, value } of pages(data, `w${random(Number(slots))}:*`)) {
		if (!isWhole(value)) tell("bad", `${key} has a value that nobody wrote`);
	}
}

tell("ready");
for (;;) {
	const data = Data.open(url);
	try {
		for (let round = random(20); round >= 0; round--) await look(data);
	} catch (error) {
		// A store may be impossible to open while the disk is full.
		if (error.code !== "DISK_FULL") tell("bad", `a reader was refused: ${error.code} ${error.message}`);
	}
	await data.close();
}
