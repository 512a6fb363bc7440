"use strict";

// Writes of the page: all changes of one count together, and only if nobody has changed the items since they were read.

const fc = require("fast-check");
const { Data } = require("../..");
const { freshUrl } = require("../support/command-line");
const { openExplorer } = require("../support/explorer");
const { load } = require("../support/modules");
const { run: runProperty } = require("../support/random");
const { row: anyRow } = require("../support/rows");
const { rows } = require("../support/store");

async function open({ wrap = (data) => data, ...options } = {}) {
	const { url, data } = await freshUrl();
	return { url, data, ...(await openExplorer({ data: wrap(data), store: url, readOnly: false, ...options })) };
}

const write = ({ call }, changes) => call("POST", "/api/write", { body: { changes } });

const { keyOf } = load("formats/rows.mjs");

/** The row with a key. */
async function rowOf(data, key) {
	for await (const row of data.export({ raw: true, expression: key, consistent: true })) return row;
	return null;
}

/** A row of the page for a new item. */
const newRow = (pk, sk, columns) => ({ pk: { S: pk }, sk: { S: sk }, ...columns });

test("changes keep all that they do not change, to the last digit", async () => {
	const { data, ...page } = await open();
	const exact = { N: "12345678901234567890.123456789012345678" };
	await data.import([
		{
			...newRow("users", "jane", { _name: { S: "Jane" }, _exact: exact, _set: { SS: ["a", "b"] } }),
			pk1: { S: "team" },
			sk1: { S: "core" },
			ttl: { N: "4000000000" },
			ct: { N: "1600000000" },
			md: { N: "1600000001.000123456789012345678" },
		},
	]);
	const before = await rowOf(data, "users:jane");
	const { status, body } = await write(page, [
		{ key: "users:jane", before: before.md.N, row: { ...before, _name: { S: "Janet" } } },
	]);
	expect([status, body.rows.length]).toEqual([200, 1]);
	const { md, ...kept } = before;
	expect(body.rows[0]).toEqual({ ...kept, _name: { S: "Janet" }, md: { N: expect.not.stringMatching(md.N) } });
	expect(await rowOf(data, "users:jane")).toEqual(body.rows[0]);
});

test("an item is renamed, made and removed in one write", async () => {
	const { data, ...page } = await open();
	await data.set("users:a", { n: 1 });
	await data.set("users:b", { n: 2 });
	const [a, b] = [await rowOf(data, "users:a"), await rowOf(data, "users:b")];
	const { body } = await write(page, [
		{ key: "users:a", before: a.md.N, row: null },
		{ key: "users:c", before: null, row: { ...a, sk: { S: "c" } } },
		{ key: "plain", before: null, row: { ...newRow("plain", "0", { val: { S: "text" } }), kv: { BOOL: true } } },
		{ key: "users:b", before: b.md.N, row: null },
	]);
	expect(body.rows.map((row) => row?.sk.S ?? null)).toEqual([null, "c", "0", null]);
	expect(body.rows[1].ct).toEqual(a.ct);
	expect(await data.get("plain", { consistent: true })).toBe("text");
	expect((await rows(data)).map(({ pk, sk }) => `${pk.S}:${sk.S}`)).toEqual(["plain:0", "users:c"]);
});

test("if one item has changed, nothing is written, and the answer shows what is stored", async () => {
	const { data, ...page } = await open();
	for (const name of ["same", "changed", "removed"]) await data.set(`users:${name}`, { name });
	const seen = await Promise.all(["same", "changed", "removed"].map((name) => rowOf(data, `users:${name}`)));
	await data.set("users:changed", { by: "another" });
	await data.remove("users:removed");
	await data.set("users:appeared", { by: "another" });
	const stored = await rows(data);

	const { status, body } = await write(page, [
		...seen.map((row) => ({ key: `users:${row.sk.S}`, before: row.md.N, row: { ...row, _mine: { BOOL: true } } })),
		{ key: "users:appeared", before: null, row: newRow("users", "appeared", { _mine: { BOOL: true } }) },
		{ key: "users:new", before: null, row: newRow("users", "new", {}) },
	]);
	expect([status, body.error.code]).toEqual([409, "CONFLICT"]);
	expect(body.conflicts.map(({ key }) => key)).toEqual(["users:changed", "users:removed", "users:appeared"]);
	expect(body.conflicts[0].row._by).toEqual({ S: "another" });
	expect(body.conflicts[1].row).toBeNull();
	expect(await rows(data)).toEqual(stored);
});

test("what somebody writes between a write and its answer is said to be another's", async () => {
	const { data, ...page } = await open({
		wrap: (data) =>
			new Proxy(data, {
				get: (target, name) => {
					if (name !== "transaction") return target[name];
					return async (perform) => {
						await data.transaction(perform);
						await data.add("users:a", "n", 1);
						await data.set("users:b", { by: "another" });
						await data.remove("users:c");
					};
				},
			}),
	});
	for (const name of ["a", "b", "c", "d"]) await data.set(`users:${name}`, { n: 0 });
	const seen = await Promise.all(["a", "b", "c", "d"].map((name) => rowOf(data, `users:${name}`)));
	const changes = seen.map((row) => ({
		key: `users:${row.sk.S}`,
		before: row.md.N,
		row: row.sk.S === "b" ? null : { ...row, _mine: { BOOL: true } },
	}));
	const { status, body } = await write(page, changes);
	expect([status, body.overtaken]).toEqual([200, ["users:a", "users:b", "users:c"]]);
	expect(body.rows[0]._n).toEqual({ N: "1" });
	expect(body.rows.map((row) => row?._by?.S)).toEqual([undefined, "another", undefined, undefined]);
});

test("nothing that is taken back has what another process wrote", async () => {
	const { url, data, ...page } = await open();
	await data.set("hot:k", { count: 0 });
	const other = Data.open(url);
	let isOver = false;
	let added = 0;
	const adding = (async () => {
		while (!isOver) {
			await other.add("hot:k", "count", 1);
			added++;
		}
	})();
	let written = 0;
	for (let tries = 0; tries < 1000 && written < 30; tries++) {
		const row = await rowOf(data, "hot:k");
		const change = { key: "hot:k", before: row.md.N, row: { ...row, _mine: { N: String(tries) } } };
		const { status, body } = await write(page, [change]);
		if (status !== 200) continue;
		written++;
		if (body.overtaken === undefined) await write(page, [{ key: "hot:k", before: body.rows[0].md.N, row }]);
	}
	isOver = true;
	await adding;
	expect((await data.get("hot:k", { consistent: true })).count).toBe(added);
	await other.close();
});

test("a write that nobody interrupts has its own rows as the answer, whatever they hold", async () => {
	const { data, ...page } = await open();
	await runProperty(
		fc.asyncProperty(fc.uniqueArray(anyRow, { selector: keyOf, minLength: 1, maxLength: 5 }), async (list) => {
			await data.truncate();
			const changes = list.map((row) => ({ key: keyOf(row), before: null, row }));
			const { status, body: first } = await write(page, changes);
			expect([status, first.overtaken]).toEqual([200, undefined]);
			const { body } = await write(
				page,
				(await rows(data)).map((row) => ({ key: keyOf(row), before: row.md.N, row })),
			);
			expect(body.overtaken).toBeUndefined();
		}),
		{ numRuns: 25 },
	);
});

test("a removal of an item that is gone already is a conflict", async () => {
	const { data, ...page } = await open();
	await data.set("users:jane", {});
	const { md } = await rowOf(data, "users:jane");
	await data.remove("users:jane");
	const { status, body } = await write(page, [{ key: "users:jane", before: md.N, row: null }]);
	expect([status, body.conflicts]).toEqual([409, [{ key: "users:jane", row: null }]]);
});

test.each([
	["no list", undefined, 400, "'changes' must be a list"],
	["an empty list", [], 400, "'changes' must be a list"],
	["a member too many", [{ key: "a:b", before: null, row: newRow("a", "b"), force: true }], 400, "nothing else"],
	["an expression", [{ key: "users:*", before: "1.5", row: null }], 400, "selects several items"],
	["a row of another key", [{ key: "a:b", before: null, row: newRow("a", "c") }], 400, "has the key 'a:c'"],
	[
		"a foreign column",
		[{ key: "a:b", before: null, row: newRow("a", "b", { name: { S: "x" } }) }],
		400,
		"column 'name'",
	],
	[
		"a value beside attributes",
		[{ key: "a:b", before: null, row: newRow("a", "b", { val: { S: "x" }, _name: { S: "x" } }) }],
		400,
		"'val'",
	],
	["no kind of value", [{ key: "a:b", before: null, row: newRow("a", "b", { _x: { X: "x" } }) }], 400, "_x"],
	["two kinds of value", [{ key: "a:b", before: null, row: newRow("a", "b", { _x: { S: "1", N: "1" } }) }], 400, "_x"],
	["a number that is none", [{ key: "a:b", before: null, row: newRow("a", "b", { _x: { N: "one" } }) }], 400, "_x"],
	["half a label", [{ key: "a:b", before: null, row: newRow("a", "b", { pk1: { S: "x" } }) }], 400, "sk1"],
	["no row before and after", [{ key: "a:b", before: null, row: null }], 400, "nothing to write"],
	["a version that is none", [{ key: "a:b", before: 5, row: null }], 400, "'before'"],
	[
		"the same key twice",
		[
			{ key: "a:b", before: null, row: newRow("a", "b") },
			{ key: "a:b", before: null, row: newRow("a", "b") },
		],
		400,
		"twice",
	],
	[
		"too many",
		Array.from({ length: 101 }, (_, n) => ({ key: `a:${n}`, before: null, row: newRow("a", `${n}`) })),
		413,
		"At most 100",
	],
])("%s is refused, and nothing is written", async (_, changes, expected, message) => {
	const { data, ...page } = await open();
	const { status, body } = await write(page, changes);
	expect([status, body.error.message]).toEqual([expected, expect.stringContaining(message)]);
	expect(await rows(data)).toEqual([]);
});

test("items of the largest size are written, and the answer to too many says what to do", async () => {
	const { data, ...page } = await open();
	const large = (n) => newRow("a", `${n}`, { _t: { S: "x".repeat(390 * 1024) } });
	const changes = Array.from({ length: 8 }, (_, n) => ({ key: `a:${n}`, before: null, row: large(n) }));
	// A sign that JSON escapes takes six times its size.
	const escaped = { key: "b:1", before: null, row: newRow("b", "1", { _t: { S: "\u0001".repeat(390 * 1024) } }) };
	for (const list of [changes, [escaped]]) expect((await write(page, list)).body.error).toBeUndefined();
	expect((await rows(data)).length).toBe(9);
	const tooMuch = await page.call("POST", "/api/write", { headers: { "content-length": 70_000_000 } });
	expect([tooMuch.status, tooMuch.body.error.message]).toEqual([413, expect.stringContaining("Write fewer items")]);
});

test("100 changes are one write", async () => {
	const { data, ...page } = await open();
	const changes = Array.from({ length: 100 }, (_, n) => ({ key: `a:${n}`, before: null, row: newRow("a", `${n}`) }));
	expect((await write(page, changes)).body.rows.length).toBe(100);
	expect((await rows(data)).length).toBe(100);
});

test("a read-only explorer writes nothing", async () => {
	const { data, ...page } = await open({ readOnly: true });
	const { status, body } = await write(page, [{ key: "a:b", before: null, row: newRow("a", "b") }]);
	expect([status, body.error.code]).toEqual([403, "READ_ONLY"]);
	expect(await rows(data)).toEqual([]);
});

test("an explorer whose handle is read-only says so", async () => {
	const { url, data } = await open();
	await data.set("a:b", {});
	const store = `${url}${url.includes("?") ? "&" : "?"}readonly`;
	const reader = Data.open(store);
	const page = await openExplorer({ data: reader, store, readOnly: false });
	const { status, body } = await write(page, [{ key: "a:c", before: null, row: newRow("a", "c") }]);
	expect([status, body.error.code]).toEqual([403, "READ_ONLY"]);
	await reader.close();
});
