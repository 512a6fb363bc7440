"use strict";

// A table may contain rows of other programs. A row that cannot be read is reported alone, and all other rows are read.

const { isDeepStrictEqual } = require("node:util");
const fc = require("fast-check");
const { Data } = require("../..");
const { run } = require("../support/random");
const { startServer } = require("../support/server");

let server;
let data;
let table;
let tables = 0;

beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
	table = `foreign-${tables++}`;
	await Data.createTable(server.url(table));
	data = Data.open(server.url(table));
	for (const sk of ["a", "c", "e"]) await data.set(`n:${sk}`, { is: sk }, { label1: `l:${sk}` });
	await put({ sk: { S: "b" }, ct: { S: "secret" }, pk1: { S: "l" }, sk1: { S: "b" } });
	await put({ sk: { S: "d" }, ct: { N: "1" }, md: { N: "1" }, kv: { S: "secret" }, pk1: { S: "l" }, sk1: { S: "d" } });
});
afterEach(() => data.close());

const put = async (columns) => {
	const answer = await server.send("PutItem", { TableName: table, Item: { pk: { S: "n" }, ...columns } });
	expect(answer).toEqual({});
};
const b = { key: "n:b", message: "The row 'n:b' cannot be read: its column 'ct' must be a number of epoch seconds." };
const d = { key: "n:d", message: "The row 'n:d' cannot be read: its column 'kv' must be a boolean." };
const values = (page) => page.items.map((item) => item.value.is);

test("a page has the other items, and names the row", async () => {
	for (const page of [await data.get("n:*"), await data.getByLabel("label1", "l:*"), await data.scan()]) {
		expect(values(page)).toEqual(["a", "c", "e"]);
		expect(page.unreadable).toEqual([b, d]);
	}
	expect((await data.get("n:*", { reverse: true })).unreadable).toEqual([d, b]);
	expect(await data.get("n:>e*")).not.toHaveProperty("unreadable");
});

const WRONG = [{ S: "x" }, { N: "1" }, { BOOL: true }, { NULL: true }, { L: [] }, { M: {} }, { SS: ["x"] }];
const RIGHT = { ct: "N", md: "N", ttl: "N", kv: "BOOL" };
const wrong = Object.entries(RIGHT).flatMap(([column, type]) =>
	WRONG.filter((value) => !(type in value)).map((value) => [column, value]),
);

test.each(wrong)("no read hides a row whose column %s is %j", async (column, value) => {
	await put({ sk: { S: "f" }, ct: { N: "1" }, md: { N: "1" }, val: { N: "1" }, [column]: value });
	const named = expect.objectContaining({ key: "n:f", message: expect.stringContaining(`'${column}'`) });
	for (const page of [await data.get("n:*"), await data.scan()]) expect(page.unreadable).toContainEqual(named);
	const all = async () => {
		for await (const _ of data.export());
	};
	await expect(all()).rejects.toMatchObject({
		code: "UNREADABLE_ROW",
		unreadable: expect.arrayContaining([named]),
	});
});

test("pages are full without the row", async () => {
	for (const read of [(options) => data.get("n:*", options), (options) => data.getByLabel("label1", "l:*", options)]) {
		const seen = [];
		for (let page = await read({ limit: 1 }); page; page = await page.next?.()) seen.push(...values(page));
		expect(seen).toEqual(["a", "c", "e"]);
	}
});

test("a process is warned of it once", async () => {
	const emitted = jest.spyOn(process, "emitWarning").mockImplementation(() => {});
	await put({ sk: { S: "heard" }, md: { S: "secret" } });
	await data.get("n:*");
	await data.get("n:*");
	const warnings = emitted.mock.calls;
	emitted.mockRestore();
	expect(warnings.filter(([message]) => message.includes("n:heard"))).toEqual([
		[expect.anything(), { type: "AmptDataWarning", code: "UNREADABLE_ROW" }],
	]);
	expect(warnings.some(([message]) => message.includes("secret"))).toBe(false);
});

test("get of its key rejects; get of several keys names it", async () => {
	await expect(data.get("n:b")).rejects.toMatchObject({ code: "UNREADABLE_ROW", message: b.message });
	const page = await data.get(["n:a", "n:b", "n:c"]);
	expect(values(page)).toEqual(["a", "c"]);
	expect(page.unreadable).toEqual([b]);
});

test("an export yields all other items, and fails at its end", async () => {
	for (const raw of [false, true]) {
		const seen = [];
		const all = async () => {
			for await (const item of data.export({ raw })) seen.push(item);
		};
		await expect(all()).rejects.toMatchObject({ code: "UNREADABLE_ROW", unreadable: [b, d] });
		expect(seen).toHaveLength(3);
	}
});

test("an iteration and the list of collections leave it out, and pages of an iteration name it", async () => {
	const emitted = jest.spyOn(process, "emitWarning").mockImplementation(() => {});
	for (const options of [{}, { filter: { is: { $exists: true } } }, { attributes: ["is"] }]) {
		for (const args of [["n:*"], [undefined], ["l:*", { label: "label1" }]]) {
			const iteration = data.iterate(args[0], { ...args[1], ...options });
			const seen = [];
			for await (const { value } of iteration) seen.push(value.is);
			expect(seen).toEqual(["a", "c", "e"]);
		}
	}
	const named = [];
	for await (const { unreadable } of data.iterate("n:*", { keysOnly: true }).pages()) named.push(...unreadable);
	expect(named).toEqual([b, d]);
	const collections = [];
	for await (const collection of data.collections()) collections.push(collection);
	expect(collections).toEqual([{ name: "n", items: 3 }]);
	emitted.mockRestore();
});

test("it can be overwritten, removed and truncated", async () => {
	expect(await data.set("n:b", { is: "b" }, { overwrite: true })).toEqual({ is: "b" });
	expect(await data.remove("n:d")).toBe(true);
	expect(values(await data.get("n:*"))).toEqual(["a", "b", "c", "e"]);
	await put({ sk: { S: "f" }, ttl: { S: "secret" } });
	expect(await data.truncate()).toEqual({ total: 5 });
	expect(await server.send("Scan", { TableName: table })).toMatchObject({ Count: 0 });
});

test("a key that cannot end a page hides no page", async () => {
	await put({ sk: { S: "f|g" }, _is: { S: "secret" }, pk1: { S: "l" }, sk1: { S: "f" } });
	await put({ pk: { S: "x:y" }, sk: { S: "z" }, _is: { S: "secret" } });
	const page = await data.getByLabel("label1", "l:*", { limit: 4 });
	expect(values(page)).toEqual(["a", "c", "e"]);
	expect(page.unreadable.map(({ key }) => key)).toEqual(["n:b", "n:d", "n:f|g"]);
	expect((await data.scan()).unreadable.map(({ key }) => key).sort()).toEqual(["n:b", "n:d", "n:f|g", "x:y:z"]);
});

/** Rows that cannot be read, each for another reason. */
const BROKEN = [
	{ ct: { S: "secret" } },
	{ md: { S: "secret" } },
	{ ct: { N: "1" }, md: { N: "1" }, kv: { S: "secret" } },
	{ ct: { N: "1" }, md: { N: "1" }, ttl: { S: "secret" } },
	{ ct: { N: "1" }, md: { N: "1" }, pk1: { S: "l" }, sk1: { S: "1" }, kv1: { S: "secret" } },
];
const WRITES = {
	set: (key, options) => data.set(key, { a: 1 }, options),
	"set if it exists": (key, options) => data.set(key, { a: 1 }, { ...options, exists: true }),
	"set if it does not exist": (key, options) => data.set(key, { a: 1 }, { ...options, exists: false }),
	"set with a default": (key, options) => data.set(key, { a: 1 }, { ...options, default: { b: 2 } }),
	"set a value": (key, options) => data.set(key, 1, options),
	"set a label": (key, options) => data.set(key, { a: 1 }, { ...options, label1: "l:1" }),
	add: (key, options) => data.add(key, "n", 1, options),
	"add to the value": (key, options) => data.add(key, 1, options),
	replace: (key, options) => data.set(key, { a: 1 }, { ...options, overwrite: true }),
	"many additions": (key, options) =>
		data.set(key, Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`a${index}`, { $add: 1 }])), options),
};

test("a write to it that rejects says whether it was carried out", async () => {
	let calls = 0;
	const call = fc.record({
		row: fc.constantFrom(...BROKEN),
		object: fc.boolean(),
		write: fc.constantFrom(...Object.keys(WRITES)),
		token: fc.boolean(),
	});
	const outcomes = new Set();
	const property = fc.asyncProperty(call, async ({ row, object, write, token }) => {
		const sk = `random-${calls++}`;
		const get = async () =>
			(await server.send("GetItem", { TableName: table, Key: { pk: { S: "n" }, sk: { S: sk } } })).Item;
		await put({ sk: { S: sk }, ...row, ...(object ? { _n: { N: "2" } } : { val: { N: "2" } }) });
		const before = await get();
		const error = await WRITES[write](`n:${sk}`, token ? { idempotencyToken: sk } : {}).then(
			() => undefined,
			(error) => error,
		);
		const written = !isDeepStrictEqual(await get(), before);
		const admits = error === undefined || /^The write was carried out, so do not repeat it/.test(error.message);
		expect([error?.message, admits]).toEqual([error?.message, written]);
		if (error?.message.includes("cannot be read")) expect(error.code).toBe("UNREADABLE_ROW");
		expect(error?.message ?? "").not.toContain("secret");
		outcomes.add(`${error?.code} ${written}`);
	});
	await run(property, { numRuns: 150 });
	expect(outcomes).toContain("UNREADABLE_ROW true");
	expect(outcomes).toContain("UNREADABLE_ROW false");
});
