"use strict";

// The checker of histories, which must find every anomaly and accept every history that has an order. AMPT_TEST_SEED repeats
// a run.

const fc = require("fast-check");
const { run } = require("../support/random");
const { check } = require("../../testing/serializability/checker");
const { randomHistory, CORRUPTIONS } = require("../support/histories");

const read = (key, ...lineage) => ({ read: key, lineage });
const write = (key, id) => ({ write: key, id });
const reset = (key, id) => ({ write: key, id, resets: true });
const add = (key, id) => ({ add: key, id });
const count = (key, ids) => ({ count: key, ids });
const look = (key, id, found) => ({ look: key, id, found });

/** A history of transactions that overlap all others, unless they name their times. */
function history(...transactions) {
	return transactions.map(({ operations, ...given }, index) => ({
		id: `T${index + 1}`,
		process: index,
		start: 0,
		end: 100,
		outcome: "committed",
		operations,
		...given,
	}));
}

const of = (...operations) => ({ operations });
const at = (start, end, ...operations) => ({ start, end, operations });
const ending = (outcome, ...operations) => ({ outcome, operations });

const anomalies = (transactions) => [...new Set(check(transactions).map(({ anomaly }) => anomaly))];

describe("reports", () => {
	test.each([
		[
			"a dirty write",
			"G0",
			history(
				of(write("x", "x1"), write("y", "y1")),
				of(write("x", "x2"), write("y", "y2")),
				of(read("x", "x1", "x2")),
				of(read("y", "y2", "y1")),
			),
		],
		["an aborted read", "G1a", history(ending("aborted", write("x", "x1")), of(read("x", "x1")))],
		[
			"an aborted read in the middle of a lineage",
			"G1a",
			history(ending("aborted", write("x", "x1")), of(write("x", "x2")), of(read("x", "x1", "x2"))),
		],
		["an aborted addition", "G1a", history(ending("aborted", add("n", "n1")), of(count("n", { n1: 1 })))],
		["an intermediate read", "G1b", history(of(write("x", "x1"), write("x", "x2")), of(read("x", "x1")))],
		[
			"a dirty read: each of two transactions reads what the other wrote",
			"G1c",
			history(of(write("x", "x1"), read("y", "y1")), of(write("y", "y1"), read("x", "x1"))),
		],
		[
			"a lost update: two transactions replace the same version",
			"lost update",
			history(of(write("x", "x0")), of(read("x", "x0"), reset("x", "x1")), of(read("x", "x0"), reset("x", "x2"))),
		],
		[
			"a lost update: a transaction appends to another version than it read",
			"lost update",
			history(
				of(write("x", "x0")),
				of(read("x", "x0"), write("x", "x1")),
				of(read("x", "x0"), write("x", "x2")),
				of(read("x", "x0", "x1", "x2")),
			),
		],
		[
			"a read skew",
			"G-single",
			history(of(write("x", "x1"), write("y", "y1")), of(read("x", "x1"), read("y")), of(read("y", "y1"))),
		],
		[
			"a read skew of tallies",
			"G-single",
			history(of(add("x", "x1"), add("y", "y1")), of(count("x", { x1: 1 }), count("y", {}))),
		],
		[
			"a read skew of a register and a condition",
			"G-single",
			history(of(write("x", "x1"), add("y", "y1")), of(read("x", "x1"), look("y", "y1", false))),
		],
		["an unrepeatable read", "G-single", history(of(write("x", "x1")), of(read("x"), read("x", "x1")))],
		[
			"a write skew",
			"G2",
			history(
				of(read("x"), read("y"), write("x", "x1")),
				of(read("x"), read("y"), write("y", "y1")),
				of(read("x", "x1"), read("y", "y1")),
			),
		],
		[
			"a long fork: two readers see two writes in different order",
			"G2",
			history(
				of(write("x", "x1")),
				of(write("y", "y1")),
				of(read("x", "x1"), read("y")),
				of(read("x"), read("y", "y1")),
			),
		],
		["a write skew of tallies", "G2", history(of(count("x", {}), add("y", "y1")), of(count("y", {}), add("x", "x1")))],
		[
			"a stale read",
			"G-single-realtime",
			history(at(0, 1, write("x", "x1")), at(2, 3, read("x")), at(4, 5, read("x", "x1"))),
		],
		["a stale read of a tally", "G-single-realtime", history(at(0, 1, add("x", "x1")), at(2, 3, count("x", {})))],
		[
			"a stale read of one register after a read of another one",
			"G-single-realtime",
			history(
				at(0, 1, write("x", "x1")),
				at(0, 9, read("y", "y1")),
				at(0, 9, write("y", "y1")),
				at(2, 3, read("x")),
				at(8, 9, read("x", "x1")),
			),
		],
		["a read from the future", "G1c-realtime", history(at(0, 1, read("x", "x1")), at(2, 3, write("x", "x1")))],
		[
			"writes that took effect in the wrong order",
			"G0-realtime",
			history(at(0, 1, write("x", "x1")), at(2, 3, write("x", "x2")), at(4, 5, read("x", "x2", "x1"))),
		],
		[
			"an order that only the clock contradicts",
			"G2-realtime",
			history(
				at(5, 6, read("x")),
				at(0, 10, write("x", "x1"), read("y")),
				at(0, 1, write("y", "y1")),
				at(20, 21, read("x", "x1"), read("y", "y1")),
			),
		],
		["a lost write", "lost write", history(at(0, 1, write("x", "x1")), at(2, 3, read("x")))],
		[
			"a lost write of an unknown outcome, another write of which was read",
			"lost write",
			history(
				{ ...ending("unknown", write("x", "x1"), write("y", "y1")), start: 0, end: 1 },
				at(2, 3, read("x", "x1")),
				at(4, 5, read("y")),
			),
		],
		["a doubled write", "doubled write", history(of(write("x", "x1")), of(read("x", "x1", "x1")))],
		["a doubled addition", "doubled write", history(of(add("x", "x1")), of(count("x", { x1: 2 })))],
		["a value that nobody wrote", "phantom", history(of(read("x", "x1")))],
		["a value that was written elsewhere", "phantom", history(of(write("y", "y1")), of(read("x", "y1")))],
		[
			"a lineage that lost its beginning",
			"lost update",
			history(of(write("x", "x1")), of(write("x", "x2")), of(read("x", "x1")), of(read("x", "x2"))),
		],
		[
			"two orders of the same writes",
			"incompatible order",
			history(
				of(write("x", "x1")),
				of(write("x", "x2")),
				of(write("x", "x3")),
				of(read("x", "x1", "x3")),
				of(read("x", "x2", "x3")),
			),
		],
		["a transaction that does not see its own write", "internal", history(of(write("x", "x1"), read("x")))],
		["a transaction that does not see its own addition", "internal", history(of(add("x", "x1"), count("x", {})))],
		["a transaction that sees its write too early", "internal", history(of(read("x", "x1"), write("x", "x1")))],
	])("%s", (_, anomaly, transactions) => {
		expect(anomalies(transactions)).toContain(anomaly);
	});
});

describe("accepts", () => {
	test.each([
		["nothing", history()],
		[
			"transactions that overlap and take effect in any order",
			history(
				of(read("x", "x1"), write("y", "y1")),
				of(write("x", "x1")),
				of(read("y"), read("x", "x1")),
				of(read("y", "y1")),
			),
		],
		[
			"reads of the own writes",
			history(
				of(read("x"), write("x", "x1"), read("x", "x1"), add("n", "n1"), count("n", { n1: 1 })),
				of(write("x", "x2"), read("x", "x1", "x2"), reset("x", "x3"), read("x", "x3"), write("x", "x4")),
				of(read("x", "x3", "x4"), count("n", { n1: 1 }), look("n", "n1", true)),
			),
		],
		["two writes of one transaction", history(of(write("x", "x1"), write("x", "x2")), of(read("x", "x1", "x2")))],
		[
			"what a transaction wrote before it reset the register",
			history(at(0, 1, write("x", "x1"), reset("x", "x2")), at(2, 3, read("x", "x2"))),
		],
		[
			"a reset of what was not read",
			history(
				at(0, 1, write("x", "x1")),
				at(2, 3, write("x", "x2")),
				at(4, 5, reset("x", "x3")),
				at(6, 7, read("x", "x3")),
			),
		],
		[
			"an unknown outcome that took effect, also late",
			history(
				{ ...ending("unknown", write("x", "x1")), start: 0, end: 1 },
				at(2, 3, read("x")),
				at(4, 5, read("x", "x1")),
			),
		],
		[
			"an unknown outcome that took no effect",
			history(ending("unknown", write("x", "x1"), add("n", "n1")), at(2, 3, read("x"), count("n", {}))),
		],
		["what aborted transactions read", history(ending("aborted", read("x", "x7"), read("y", "y7")), of(read("x")))],
		[
			"ends and beginnings at the same moment",
			history(at(0, 1, write("x", "x1")), at(1, 2, read("x")), at(3, 4, read("x", "x1"))),
		],
	])("%s", (_, transactions) => {
		expect(check(transactions)).toEqual([]);
	});
});

test("the text tells the circle", () => {
	const [{ text }] = check(history(at(0, 1, write("x", "x1")), at(2, 3, read("x")), at(4, 5, read("x", "x1"))));
	expect(text).toBe(
		"T2 → T1 (rw: x1 replaced nothing, which was read, in x), T1 → T2 (time: it ended before the other began)",
	);
});

test("two writes with one id are a mistake of the history", () => {
	expect(() => check(history(of(write("x", "x1")), of(write("y", "x1"))))).toThrow("two writes have the id x1");
});

const histories = fc.record({
	seed: fc.nat(),
	transactions: fc.integer({ min: 1, max: 40 }),
	keys: fc.integer({ min: 1, max: 4 }),
});

test("serial executions pass, however their transactions overlap", async () => {
	await run(
		fc.property(histories, (options) => {
			expect(check(randomHistory({ ...options, overlap: true }))).toEqual([]);
		}),
		{ numRuns: 1000 },
	);
});

test.each(Object.entries(CORRUPTIONS))("a corrupted execution is found: %s", async (_, corrupt) => {
	let corrupted = 0;
	await run(
		fc.property(histories, fc.nat(), (options, seed) => {
			const changed = corrupt(randomHistory(options), seed);
			if (changed === undefined) return;
			corrupted++;
			expect(check(changed)).not.toEqual([]);
		}),
		{ numRuns: 500 },
	);
	expect(corrupted).toBeGreaterThan(100);
});
