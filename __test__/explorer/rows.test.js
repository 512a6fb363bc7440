"use strict";

// The rows behind a list of millions: what is looked at is read, once; what was passed by is not waited for.

const { load } = require("../support/modules.js");

const { Rows, SIZE } = load("explorer/page/items/rows.mjs");

const row = (number) => ({ pk: { S: "n" }, sk: { S: String(number) }, ct: { N: "1" }, md: { N: "1" } });
const numberOf = (found) => Number(found?.sk.S);

/** A store of so many rows, which answers when it is told to. */
function store(total) {
	const asked = [];
	const read = ({ at, start, limit }, signal) =>
		new Promise((resolve, reject) => {
			const from = at ?? (start === undefined ? 0 : Number(start) + 1);
			const to = Math.min(from + limit, total);
			const rows = Array.from({ length: Math.max(to - from, 0) }, (_, index) => row(from + index));
			const answer = { rows, ...(to < total && { lastKey: String(to - 1) }) };
			asked.push({ at, start, signal, resolve: () => resolve(answer), reject });
		});
	return { asked, read };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function answerAll(asked) {
	while (asked.length > 0) {
		asked.shift().resolve();
		await settled();
	}
}

test("without positions, pages are read one after another, as far as somebody looks", async () => {
	const { asked, read } = store(250);
	const rows = new Rows(read, () => {});
	rows.want(0, 40);
	expect(asked).toHaveLength(1);
	await answerAll(asked);
	expect(rows.lines).toBe(SIZE);
	expect(rows.hasMore).toBe(true);
	rows.want(50, 90);
	expect(asked).toHaveLength(0);
	rows.want(80, 120);
	await answerAll(asked);
	expect(rows.lines).toBe(200);
	rows.want(180, 220);
	await answerAll(asked);
	expect(rows.lines).toBe(250);
	expect(rows.hasMore).toBe(false);
	expect(rows.total).toBe(250);
	expect(numberOf(rows.at(249))).toBe(249);
});

test("with positions, any page is read at once, and one that was passed by is aborted", async () => {
	const { asked, read } = store(1_000_000);
	const rows = new Rows(read, () => {});
	rows.want(0, 40);
	await answerAll(asked);
	rows.locate(1_000_000);
	expect(asked).toHaveLength(0);
	rows.want(500_000, 500_040);
	rows.want(700_050, 700_150);
	expect(asked.map(({ at, signal }) => [at, signal.aborted])).toEqual([
		[500_000, true],
		[700_000, false],
		[700_100, false],
	]);
	await answerAll(asked);
	expect(rows.at(500_000)).toBeUndefined();
	expect(numberOf(rows.at(700_123))).toBe(700_123);
	expect(rows.lines).toBe(1_000_000);
});

test("pages that nobody has looked at for long are forgotten", async () => {
	const { asked, read } = store(1_000_000);
	const rows = new Rows(read, () => {});
	rows.locate(1_000_000);
	for (let page = 0; page < 400; page++) {
		rows.want(page * SIZE, page * SIZE + 10);
		await answerAll(asked);
	}
	expect(rows.loaded).toBeLessThanOrEqual(20_000);
	expect(numberOf(rows.at(39_900))).toBe(39_900);
	expect(rows.at(0)).toBeUndefined();
});

test("short pages, as a filter makes them, are read anew where positions say otherwise", async () => {
	const { asked, read } = store(300);
	const short = ({ limit, ...from }, signal) => read({ ...from, limit: from.at === undefined ? 30 : limit }, signal);
	const rows = new Rows(short, () => {});
	rows.want(0, 20);
	await answerAll(asked);
	expect(rows.lines).toBe(30);
	rows.locate(300);
	await answerAll(asked);
	rows.want(20, 60);
	await answerAll(asked);
	expect(numberOf(rows.at(59))).toBe(59);
});

test("rows that are too large for one answer are read on, with and without positions", async () => {
	const { asked, read } = store(250);
	const short = async ({ limit, ...from }, signal) => {
		const answer = await read({ ...from, limit: Math.min(limit, 30) }, signal);
		return from.at === undefined ? answer : { rows: answer.rows, isCut: limit > 30 };
	};
	const rows = new Rows(short, () => {});
	rows.want(0, 20);
	await answerAll(asked);
	expect(rows.lines).toBe(30);
	rows.want(0, 100);
	await answerAll(asked);
	expect([rows.lines, numberOf(rows.at(99))]).toEqual([120, 99]);
	rows.locate(250);
	rows.want(100, 250);
	await answerAll(asked);
	for (const index of [100, 130, 199, 200, 249]) expect(numberOf(rows.at(index))).toBe(index);

	// Another part of the list is looked at before all of it is here. What is here stays, and is read on later.
	rows.expire();
	await answerAll(asked);
	rows.want(0, 20);
	asked.shift().resolve();
	await settled();
	rows.want(200, 250);
	await answerAll(asked);
	expect(numberOf(rows.at(29))).toBe(29);
	rows.want(0, 20);
	const next = asked.find(({ signal }) => !signal.aborted);
	expect(next.at).toBe(30);
	await answerAll(asked);
	expect(numberOf(rows.at(99))).toBe(99);
});

test("rows that may have changed stay until they are read anew", async () => {
	const { asked, read } = store(1000);
	const rows = new Rows(read, () => {});
	rows.locate(1000);
	rows.want(0, 40);
	await answerAll(asked);
	rows.expire();
	expect(numberOf(rows.at(7))).toBe(7);
	expect(asked).toHaveLength(1);
});

test("without positions, they are read anew up to what is looked at, and stay until then", async () => {
	const { asked, read } = store(5000);
	const rows = new Rows(read, () => {});
	for (let to = 40; to <= 2540; to += 100) {
		rows.want(to - 40, to);
		await answerAll(asked);
	}
	expect(rows.lines).toBe(2600);
	rows.expire();
	for (let answers = 0; answers < 2; answers++) {
		expect(rows.lines).toBe(2600);
		asked.shift().resolve();
		await settled();
	}
	expect(numberOf(rows.at(2539))).toBe(2539);
	await answerAll(asked);
	expect(rows.lines).toBeGreaterThanOrEqual(2540);
	expect(numberOf(rows.at(2539))).toBe(2539);
	expect(rows.hasMore).toBe(true);
});

test("what has become fewer meanwhile ends earlier", async () => {
	let total = 250;
	const { asked, read } = store(250);
	const rows = new Rows(
		(from, signal) => (total === 250 ? read : store2.read)(from, signal),
		() => {},
	);
	const store2 = store(120);
	rows.want(160, 240);
	await answerAll(asked);
	total = 120;
	rows.expire();
	await answerAll(store2.asked);
	expect([rows.lines, rows.total, rows.hasMore]).toEqual([120, 120, false]);
});

test("after a failure nothing is read until somebody asks for it", async () => {
	const { asked, read } = store(1000);
	const rows = new Rows(read, () => {});
	rows.locate(1000);
	rows.want(0, 40);
	asked.shift().reject(new Error("busy"));
	await settled();
	expect(rows.error.message).toBe("busy");
	rows.want(0, 80);
	expect(asked).toHaveLength(0);
	rows.again();
	await answerAll(asked);
	expect(rows.error).toBeUndefined();
	expect(numberOf(rows.at(7))).toBe(7);
});

test("a changed row is put in the place of the one before", async () => {
	const { asked, read } = store(1000);
	const rows = new Rows(read, () => {});
	rows.locate(1000);
	rows.want(100, 140);
	await answerAll(asked);
	expect(rows.replace({ ...row(110), md: { N: "2" } })).toBe(true);
	expect(rows.at(110).md.N).toBe("2");
	expect(rows.replace(row(5))).toBe(false);
});

test("what is looked at does not stand still while pages arrive that nobody looks at", async () => {
	const { asked, read } = store(1000);
	const rows = new Rows(read, () => {});
	rows.locate(1000);
	rows.want(0, 1000);
	expect(asked).toHaveLength(3);
	await answerAll(asked);
	expect(rows.loaded).toBe(1000);
});

test("a list that was empty is read anew, too", async () => {
	let now = store(0);
	const rows = new Rows(
		(from, signal) => now.read(from, signal),
		() => {},
	);
	rows.want(0, 40);
	await answerAll(now.asked);
	expect([rows.lines, rows.total]).toEqual([0, 0]);
	now = store(3);
	rows.expire();
	await answerAll(now.asked);
	expect([rows.lines, rows.total, rows.hasMore]).toEqual([3, 3, false]);
});
