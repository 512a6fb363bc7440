"use strict";

// What expires soon, among as many items as somebody wants to look at.

const { load } = require("../support/modules.js");

const { Expiring } = load("explorer/page/items/expiring.mjs");

const row = (number, ttl) => ({ pk: { S: "n" }, sk: { S: String(number) }, ...(ttl && { ttl: { N: String(ttl) } }) });
const names = (list) => Array.from({ length: list.lines }, (_, index) => list.at(index).sk.S);

/** Every third of so many items expires, a later one sooner. */
function storeOf(total) {
	const asked = [];
	const read = async ({ start = "0", limit }) => {
		asked.push(start);
		const from = Number(start);
		const to = Math.min(from + limit, total);
		const rows = [];
		for (let number = from; number < to; number++) rows.push(row(number, number % 3 === 0 && 10_000_000 - number));
		return { rows, ...(to < total && { lastKey: String(to) }) };
	};
	return { asked, list: new Expiring(read, () => {}) };
}

test("the soonest come first, whatever the order of their keys", async () => {
	const { list } = storeOf(10);
	await list.look(1000);
	expect(names(list)).toEqual(["9", "6", "3", "0"]);
	expect(list).toMatchObject({ looked: 10, found: 4, isComplete: true, isReading: false });
	expect(list.indexOf("n:6")).toBe(1);
	expect([9_999_990, 9_999_991, 9_999_998, 10_000_000].map((moment) => list.until(moment))).toEqual([0, 1, 3, 4]);
});

test("it looks as far as it is told to, and goes on from there", async () => {
	const { list, asked } = storeOf(10_000);
	await list.look(2000);
	expect(list).toMatchObject({ looked: 2000, isComplete: false });
	await list.look(3000);
	expect(asked).toEqual(["0", "1000", "2000", "3000", "4000"]);
	expect(names(list)[0]).toBe("4998");
});

test("of many, the soonest are kept", async () => {
	const { list } = storeOf(30_000);
	await list.look(30_000);
	expect(list).toMatchObject({ found: 10_000, lines: 5000, isComplete: true });
	expect(names(list)[0]).toBe("29997");
});

test("a failure keeps what was found, and the next look goes on", async () => {
	let isBroken = true;
	const list = new Expiring(
		async ({ start }) => {
			if (start === undefined) return { rows: [row(1, 5)], lastKey: "a" };
			if (isBroken) throw new Error("busy");
			return { rows: [row(2, 4)] };
		},
		() => {},
	);
	await list.look(100);
	expect(list.error.message).toBe("busy");
	expect(names(list)).toEqual(["1"]);
	isBroken = false;
	await list.look(100);
	expect(list.error).toBeUndefined();
	expect(names(list)).toEqual(["2", "1"]);
});
