"use strict";

// A program that writes transactions until it is killed, and prints the number of each that has ended. It handles events
// of a quarter of its items, so that the store logs changes.

const { setTimeout: wait } = require("node:timers/promises");
const { Data } = require("../../..");
const { KEYS, headOf, integersOf, keyOf, optionsOf, valueFor } = require("./history");

const [url, writer, seed] = process.argv.slice(2);

/** Which items a transaction writes and removes. The items become more for a while, then fewer, and sometimes none. */
function changesOf(transaction, live, random) {
	if (transaction % 150 === 0) return { written: [], removed: Object.keys(live).map(Number) };
	const removes = transaction % 80 > 50 ? 3 : 1;
	const numbers = [...new Set(Array.from({ length: 1 + random(6) }, () => random(KEYS)))];
	const removed = numbers.filter((number) => live[number] !== undefined && random(4) < removes);
	return { removed, written: numbers.filter((number) => !removed.includes(number)) };
}

async function main() {
	const data = Data.open(url);
	data.on("*:c0:*", () => {});
	const random = integersOf(Number(seed));
	const live = {};
	for (let transaction = 1; ; transaction++) {
		const { written, removed } = changesOf(transaction, live, random);
		for (const number of removed) delete live[number];
		for (const number of written) live[number] = transaction;
		await data.transaction((tx) => {
			for (const number of removed) tx.remove(keyOf(writer, number));
			for (const number of written) {
				tx.set(keyOf(writer, number), valueFor(Number(writer), transaction, number), optionsOf(transaction));
			}
			tx.set(headOf(writer), { transaction, live });
		});
		process.stdout.write(`${transaction}\n`);
		// Leaves the machine to others, and its events to the handler.
		if (transaction % 10 === 0) await wait(5);
	}
}

main().catch((error) => {
	console.error(error);
	process.exit(1);
});
