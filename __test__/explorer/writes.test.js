"use strict";

// Writes of the page: all changes of one count together, and only if nobody has changed the items since they were read.

const { Data } = require("../..");
const { freshUrl } = require("../support/command-line");
const { openExplorer } = require("../support/explorer");
const { rows } = require("../support/store");

async function open(options) {
	const { url, data } = await freshUrl();
	return { url, data, ...(await openExplorer({ data, store: url, readOnly: false, ...options })) };
}

const write = ({ call }, changes) => call("POST", "/api/write", { body: { changes } });

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
