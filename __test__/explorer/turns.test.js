"use strict";

// What keeps a thread of the library busy is done one after another, and not at all for nobody.

const { load } = require("../support/modules");

let turns;
beforeEach(async () => {
	const { createTurns } = await load("explorer/server/turns.mjs");
	turns = createTurns(1);
});

const isWanted = () => true;

/** Work that is over when somebody says so; `begun` lists what has begun. */
function works() {
	const begun = [];
	const ends = {};
	const work = (name) => () => {
		begun.push(name);
		return new Promise((resolve, reject) => {
			ends[name] = { resolve, reject };
		});
	};
	return { begun, ends, work };
}

test("one at a time, in order, the urgent before the others", async () => {
	const { begun, ends, work } = works();
	const first = turns.take(work("first"), { isWanted });
	const second = turns.take(work("second"), { isWanted });
	const urgent = turns.take(work("urgent"), { isWanted, isUrgent: true });
	const urgentToo = turns.take(work("urgent too"), { isWanted, isUrgent: true });
	for (const [name, taken] of Object.entries({ first, urgent, "urgent too": urgentToo, second })) {
		await new Promise(setImmediate);
		expect(begun.at(-1)).toBe(name);
		ends[name].resolve(`${name} is done`);
		expect(await taken).toBe(`${name} is done`);
	}
	expect(begun).toHaveLength(4);
});

test("what fails ends its turn", async () => {
	const { begun, ends, work } = works();
	const first = turns.take(work("first"), { isWanted });
	const second = turns.take(work("second"), { isWanted });
	await new Promise(setImmediate);
	ends.first.reject(new Error("no"));
	await expect(first).rejects.toThrow("no");
	await new Promise(setImmediate);
	ends.second.resolve();
	await second;
	expect(begun).toEqual(["first", "second"]);
});

test("what nobody wants any more does not begin, and those behind it do", async () => {
	const { begun, ends, work } = works();
	const gone = new AbortController();
	const first = turns.take(work("first"), { isWanted });
	const second = turns.take(work("second"), { isWanted: () => !gone.signal.aborted });
	const third = turns.take(work("third"), { isWanted });
	second.catch(() => {});
	gone.abort();
	await new Promise(setImmediate);
	ends.first.resolve();
	await first;
	await expect(second).rejects.toMatchObject({ code: "NOT_WANTED" });
	await new Promise(setImmediate);
	ends.third.resolve();
	await third;
	expect(begun).toEqual(["first", "third"]);
});
