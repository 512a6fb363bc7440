"use strict";

// An iteration keeps nothing of the file open between two pages, so that writes use its pages again.

const fs = require("node:fs");
const path = require("node:path");
const { Data } = require("../..");
const { temporaryFolder } = require("../support/store");

test("a loop that pauses does not make the file grow", async () => {
	const folder = temporaryFolder();
	const data = Data.open(`file:${folder}?durability=relaxed`);
	const write = (round) =>
		data.set(
			Array.from({ length: 1000 }, (_, n) => ({ key: `n:${1000 + n}`, value: { round, text: "x".repeat(1000) } })),
			{ overwrite: true },
		);
	const size = () => fs.statSync(path.join(folder, "data.mdb")).size;
	await write(0);
	await write(0);
	const before = size();
	const iterators = [data.iterate("n:*"), data.iterate("n:*", { filter: { round: { $gte: 0 } } }), data.iterate()].map(
		(iteration) => iteration[Symbol.asyncIterator](),
	);
	for (const iterator of iterators) expect((await iterator.next()).done).toBe(false);
	for (let round = 1; round <= 40; round++) await write(round);
	// One open read transaction would keep the pages of all 40 rounds.
	expect(size()).toBeLessThan(4 * before);
	for (const iterator of iterators) {
		let rest = 0;
		while (!(await iterator.next()).done) rest++;
		expect(rest).toBe(999);
	}
	await data.close();
}, 60_000);
