"use strict";

// Many items at once: what is written after a failure, whatever the source of an import does, and calls that overlap.

const { setTimeout: pause } = require("node:timers/promises");
const { randomOf } = require("../support/random");
const { freshStore, onDynamo } = require("../support/store");

const MANY = onDynamo ? 2000 : 20_000;
const seed = Number(process.env.AMPT_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
const random = randomOf(seed);
const below = (count) => Math.floor(random() * count);

let data;
beforeEach(async () => {
	data = await freshStore();
});

const itemOf = (index) => ({
	key: `n:${index}`,
	value: { index, text: "x".repeat(index % 400) },
	label1: `l:${index}`,
});
const count = async () => (await data.scan({ count: true })).count;

async function* slowly(items, every) {
	for (const [index, item] of [...items].entries()) {
		if (index % every === 0) await pause(1);
		yield item;
	}
}

describe(`after a failure, whole hundreds are written (seed ${seed})`, () => {
	const failures = {
		"an item that JavaScript refuses": { bad: { key: "bad", value: Symbol("none") } },
		"an item that the native part refuses": { bad: { key: "bad:*", value: 1 }, isReadLater: true },
		"a row that is none": { bad: { pk: { S: "bad" }, sk: { N: "1" } }, isReadLater: true },
		"a source that throws": { bad: undefined },
	};
	test.each(Object.entries(failures))("%s", async (_, { bad, isReadLater }) => {
		const at = below(MANY);
		const broken = new Error("The source is broken");
		function* source() {
			for (let index = 0; index < at; index++) yield itemOf(index);
			if (bad === undefined) throw broken;
			yield bad;
			if (!isReadLater) throw new Error("Nothing is read after an item that JavaScript refuses.");
		}
		const whole = Math.floor(at / 100) * 100;
		const error = await data.import(source()).catch((error) => error);
		if (bad === undefined) expect(error).toBe(broken);
		else {
			expect(error.message).toMatch(new RegExp(`^Item ${at + 1}( \\('bad.*'\\))? of the import: `));
			expect(error.message).toContain(
				whole === 0 ? "Nothing is written." : `The first ${whole} items are written, nothing after them.`,
			);
		}
		expect(await count()).toBe(whole);
		expect(await data.get(`n:${whole}`)).toBeUndefined();
		if (whole > 0) expect(await data.get(`n:${whole - 1}`)).toEqual(itemOf(whole - 1).value);
	});
});

test("an import does not wait for a slow source to end", async () => {
	let goOn;
	const later = new Promise((resolve) => {
		goOn = resolve;
	});
	async function* source() {
		for (let index = 0; index < 250; index++) yield itemOf(index);
		await later;
		yield itemOf(250);
	}
	const imported = data.import(source());
	while ((await data.get("n:199")) === undefined) await pause(5);
	expect(await count()).toBe(200);
	goOn();
	expect(await imported).toEqual({ items: 251 });
	expect(await count()).toBe(251);
});

test(`the last item of each key is stored, wherever the others are (seed ${seed})`, async () => {
	const items = Array.from({ length: MANY }, (_, index) => ({ key: `k:${below(MANY / 4)}`, value: index }));
	const expected = new Map(items.map(({ key, value }) => [key, value]));
	const stored = async () => {
		const found = new Map();
		for await (const { key, value } of data.export()) found.set(key, value);
		return found;
	};
	for (const source of [items, slowly(items, below(500) + 1)]) {
		await data.import(source);
		expect(await stored()).toEqual(expected);
		await data.truncate();
	}
	expect(await data.seed(items)).toEqual({ items: expected.size });
	expect(await stored()).toEqual(expected);
});

test("a seed and an import take what is not plain among what is", async () => {
	const values = {
		bytes: new Uint8Array([1]),
		broken: "\ud800",
		tag: { "\0B": "x" },
		big: 2n ** 70n,
		set: new Set([1]),
	};
	const items = Array.from({ length: 350 }, (_, index) => ({ key: `k:${index}`, value: { index } }));
	for (const [index, value] of Object.values(values).entries()) items[index * 60].value = value;
	items[7].value = { operator: "$add", $inc: 1 };
	items[8] = Object.assign(Object.create({ value: "inherited" }), { key: "k:8" });
	for (const store of [() => data.seed(items, true), () => data.import(items)]) {
		await store();
		expect(await count()).toBe(350);
		const found = await Promise.all(Object.keys(values).map((_, index) => data.get(`k:${index * 60}`)));
		expect(found).toEqual([values.bytes, "\ufffd", values.tag, values.big, values.set]);
		expect(await data.get("k:7")).toEqual(items[7].value);
		expect(await data.get("k:8")).toBe("inherited");
		expect(await data.get("k:349")).toEqual({ index: 349 });
	}
});

test("a seed of many items lets the event loop turn", async () => {
	const items = Array.from({ length: MANY }, (_, index) => itemOf(index));
	let turns = 0;
	const timer = setInterval(() => turns++, 1);
	await data.seed(items);
	clearInterval(timer);
	expect(turns).toBeGreaterThan(MANY / 5000);
});

test("a read that follows a truncate sees nothing", async () => {
	await data.seed(Array.from({ length: 500 }, (_, index) => itemOf(index)));
	const truncated = data.truncate();
	if (onDynamo) await truncated;
	const reads = [data.get("n:1"), data.get("n:*"), data.getByLabel("label1", "l:*"), data.scan({ count: true })];
	expect(await Promise.all(reads)).toEqual([undefined, { items: [] }, { items: [] }, { count: 0 }]);
	expect(await truncated).toEqual({ total: 500 });
	await data.set("n:1", 1, { label1: "l:1" });
	expect(await count()).toBe(1);
	expect(await data.truncate()).toEqual({ total: 1 });
	expect(await data.truncate()).toEqual({ total: 0 });
});

test("an export that the application leaves or outruns ends", async () => {
	await data.seed(Array.from({ length: 2500 }, (_, index) => ({ key: `k:${index}`, value: index })));
	for await (const _ of data.export()) break;
	const exported = data.export();
	await exported.next();
	const rest = [];
	for await (const { value } of exported) {
		if (rest.push(value) % 500 === 0) await pause(5);
	}
	expect(new Set(rest).size).toBe(2499);
	const closed = data.export();
	await closed.next();
	await data.close();
	await expect(
		(async () => {
			for await (const _ of closed);
		})(),
	).rejects.toMatchObject({ code: "CLOSED" });
	await expect(data.export().next()).rejects.toMatchObject({ code: "CLOSED" });
});
