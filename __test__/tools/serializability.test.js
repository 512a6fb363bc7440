"use strict";

// The random histories of testing/serializability find what is wrong with a store, so that finding nothing means something.

const { execFileSync } = require("node:child_process");
const path = require("node:path");

const program = path.join(__dirname, "..", "support", "optimistic.mjs");

/** The anomalies in random histories on a store in memory with a flaw. */
function anomaliesOf(flaw) {
	const seed = process.env.AMPT_TEST_SEED ?? String(Date.now() % 2 ** 31);
	console.log(`AMPT_TEST_SEED=${seed}`);
	return JSON.parse(execFileSync(process.execPath, [program, flaw, seed, "200"], { encoding: "utf8" }));
}

test("a store without a flaw has no anomalies", () => {
	expect(anomaliesOf("none")).toEqual([]);
});

test.each([
	"trusts what it only read",
	"trusts what it read",
	"forgets checks",
	"reads one by one",
	"writes one by one",
	"commits twice",
	"reports failures that are none",
])("a store that %s has anomalies", (flaw) => {
	expect(anomaliesOf(flaw)).not.toEqual([]);
});
