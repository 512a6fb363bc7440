// Kills and stops writers and readers of a store, fills its disk and copies its folder, and checks that no acknowledged
// write is lost and no healthy store is refused.
//
// npm run torture -- --cycles N [--seed S]

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { Cycle, SLOTS } from "./cycle.mjs";
import { makeDisk } from "./disk.mjs";
import { History } from "./history.mjs";
import { randomOf } from "./values.mjs";

/** The number of cycles before a new store replaces the store. */
const CYCLES_OF_STORE = 10;

const { values } = parseArgs({
	options: { cycles: { type: "string", default: "10" }, seed: { type: "string" } },
});
const cycles = Number(values.cycles);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
if (!Number.isInteger(cycles) || cycles < 1 || !Number.isInteger(seed)) {
	console.error("Usage: npm run torture -- --cycles N [--seed S], with integers and N of at least 1");
	process.exit(2);
}
console.log(`torture: ${cycles} cycles, --seed ${seed}`);

const random = randomOf(seed);
const disk = makeDisk();
const copies = fs.mkdtempSync(path.join(os.tmpdir(), "ampt-data-copies-"));
if (!disk.canBeFilled) console.log("SKIPPED: full disks, because this user cannot mount one.");

const results = { copies: 0, damaged: 0 };
let acknowledged = 0;
let failed = false;
let store;
try {
	for (let cycle = 1; cycle <= cycles && !failed; cycle++) {
		if ((cycle - 1) % CYCLES_OF_STORE === 0) {
			acknowledged += store?.history.acknowledged ?? 0;
			if (store !== undefined) fs.rmSync(store.folder, { recursive: true });
			store = newStore(cycle);
		}
		const faults = await new Cycle(store, random).run();
		for (const fault of faults.slice(0, 20)) console.log(`cycle ${cycle}: ${fault}`);
		failed = faults.length > 0;
	}
	acknowledged += store.history.acknowledged;
} finally {
	disk.remove();
	fs.rmSync(copies, { recursive: true, force: true });
}
console.log(
	`torture: ${failed ? "FAILED" : "nothing lost, nothing refused"}; ${acknowledged} writes acknowledged, ` +
		`${results.copies} copies during writes, ${results.damaged} of them reported as damaged`,
);
process.exit(failed ? 1 : 0);

/** Creates a store. At random, its writes are synced or not. */
function newStore(cycle) {
	const folder = path.join(disk.folder, `store-${cycle}`);
	const url = `file:${folder}${random(2) === 0 ? "" : "?durability=relaxed"}`;
	return { folder, url, disk, copies, results, history: new History(), versions: new Array(SLOTS).fill(0) };
}
