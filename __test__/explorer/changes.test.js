"use strict";

// Changes wait, are written together on what was seen, meet those of others, and are taken back.

const { load } = require("../support/modules");

const { createChanges, differencesOf, effectOf } = load("explorer/page/changes/changes.mjs");

/** A row of `users:KEY` with these attributes. */
const row = (key, attributes, version) => ({
	pk: { S: "users" },
	sk: { S: key },
	ct: { N: "1" },
	...(version && { md: { N: version } }),
	...Object.fromEntries(Object.entries(attributes).map(([name, S]) => [`_${name}`, { S }])),
});

let stored;
let versions;
let clock;
let page;

/** Writes all or nothing, on the versions, as the server does. */
async function send(changes) {
	const conflicts = changes
		.map(({ key, before }) => ({ key, before, row: stored.get(key) ?? null }))
		.filter((found) => (found.row?.md.N ?? null) !== found.before);
	if (conflicts.length > 0) throw Object.assign(new Error("changed"), { code: "CONFLICT", body: { conflicts } });
	const rows = changes.map((change) => change.row && { ...change.row, md: { N: String(++versions) } });
	changes.forEach(({ key }, index) => {
		if (rows[index] === null) stored.delete(key);
		else stored.set(key, rows[index]);
	});
	return { rows };
}

const open = (kept) => createChanges({ send, kept, now: () => ++clock });
const another = (key, attributes) => stored.set(`users:${key}`, row(key, attributes, String(++versions)));
const staged = () => page.changes.value.map((change) => [change.key, effectOf(change)]);
const value = (key) => {
	const found = stored.get(`users:${key}`);
	if (found === undefined) return undefined;
	return Object.fromEntries(
		Object.entries(found).flatMap(([column, { S }]) => (column.startsWith("_") ? [[column.slice(1), S]] : [])),
	);
};
const edit = (key, attributes) => page.stage(`users:${key}`, stored.get(`users:${key}`) ?? null, row(key, attributes));

beforeEach(() => {
	stored = new Map();
	versions = 10;
	clock = 0;
	page = open();
	another("ada", { name: "Ada", city: "London" });
});

test("what comes back to what was seen is no change", () => {
	edit("ada", { name: "Ada", city: "Paris" });
	expect(staged()).toEqual([["users:ada", "changed"]]);
	edit("ada", { name: "Ada", city: "London" });
	expect(staged()).toEqual([]);
	edit("bob", { name: "Bob" });
	page.stage("users:bob", null, null);
	expect(staged()).toEqual([]);
});

test("a change keeps the row that was seen first", async () => {
	edit("ada", { name: "Ada", city: "Paris" });
	another("ada", { name: "Ada", city: "Rome" });
	edit("ada", { name: "Ada", city: "Oslo" });
	expect(await page.write()).toBe(false);
	expect(value("ada")).toEqual({ name: "Ada", city: "Rome" });
});

test("changes are written together, and each difference can be rejected before", async () => {
	edit("ada", { name: "Ada L.", city: "Paris", born: "1815" });
	edit("bob", { name: "Bob" });
	const [change] = page.changes.value;
	const of = (name) => differencesOf(change).find(({ path }) => path[1] === name);
	page.reject("users:ada", of("city"));
	page.reject("users:ada", of("born"));
	expect(await page.write()).toBe(true);
	expect(value("ada")).toEqual({ name: "Ada L.", city: "London" });
	expect(value("bob")).toEqual({ name: "Bob" });
	expect(staged()).toEqual([]);
});

test("a rejected difference of a new item, or the last one of another, leaves no change", () => {
	edit("bob", { name: "Bob" });
	page.reject("users:bob", differencesOf(page.changes.value[0])[0]);
	edit("ada", { name: "Ada", city: "Paris" });
	page.reject("users:ada", differencesOf(page.changes.value[0])[0]);
	expect(staged()).toEqual([]);
});

test("renaming removes one item and makes another, both or none", async () => {
	edit("ada", { name: "Ada L.", city: "London" });
	page.stageRenamed("users:ada", stored.get("users:ada"), "users:lovelace");
	expect(staged()).toEqual([
		["users:ada", "removed"],
		["users:lovelace", "new"],
	]);
	page.discard("users:lovelace");
	expect(staged()).toEqual([]);
	page.stageRenamed("users:ada", stored.get("users:ada"), "users:lovelace");
	await page.write();
	expect([...stored.keys()]).toEqual(["users:lovelace"]);
	expect(() => page.stageRenamed("users:lovelace", stored.get("users:lovelace"), "users:")).toThrow("empty part");
});

test("a new item that is renamed before it is written is one new item", () => {
	edit("bob", { name: "Bob" });
	page.stageRenamed("users:bob", null, "users:rob");
	expect(staged()).toEqual([["users:rob", "new"]]);
});

test("a conflict writes nothing, and what is chosen is written on the new version", async () => {
	edit("ada", { name: "Ada", city: "Paris" });
	edit("bob", { name: "Bob" });
	another("ada", { name: "Ada L.", city: "London" });
	expect(await page.write()).toBe(false);
	expect([...page.conflicts.value]).toEqual([["users:ada", stored.get("users:ada")]]);
	expect(value("bob")).toBeUndefined();
	page.resolve("users:ada", row("ada", { name: "Ada L.", city: "Paris" }));
	expect(page.conflicts.value.size).toBe(0);
	expect(await page.write()).toBe(true);
	expect(value("ada")).toEqual({ name: "Ada L.", city: "Paris" });
});

test("whoever takes what is stored now has no change any more", async () => {
	edit("ada", { name: "Ada", city: "Paris" });
	stored.delete("users:ada");
	await page.write();
	page.resolve("users:ada", null);
	expect(staged()).toEqual([]);
});

test("other failures keep the changes", async () => {
	edit("ada", { name: "Ada", city: "Paris" });
	const failing = createChanges({
		send: () => Promise.reject(Object.assign(new Error("busy"), { code: "FAILED" })),
		kept: { changes: page.changes.value, writes: [] },
		now: () => 0,
	});
	await expect(failing.write()).rejects.toThrow("busy");
	expect(failing.changes.value).toEqual(page.changes.value);
	expect(failing.isWriting.value).toBe(false);
});

test("what was written is undone, one write after another, and undoing is undone", async () => {
	for (const city of ["Paris", "Rome"]) {
		edit("ada", { name: "Ada", city });
		edit("bob", { name: "Bob", city });
		await page.write();
	}
	const [first, second] = page.writes.value;
	expect(page.lastWrite.value).toBe(second);
	expect(page.undo(second)).toBeUndefined();
	expect(page.lastWrite.value).toBe(first);
	page.undo(first);
	expect(page.lastWrite.value).toBeUndefined();
	await page.write();
	expect([value("ada"), value("bob")]).toEqual([{ name: "Ada", city: "London" }, undefined]);
	expect(page.lastWrite.value).toBeUndefined();
	page.undo(page.writes.value.at(-1));
	await page.write();
	expect([value("ada"), value("bob")]).toEqual([
		{ name: "Ada", city: "Rome" },
		{ name: "Bob", city: "Rome" },
	]);
});

test("undoing does not touch what others wrote since, nor what waits", async () => {
	edit("ada", { name: "Ada", city: "Paris" });
	await page.write();
	edit("ada", { name: "Ada", city: "Oslo" });
	expect(page.undo(page.lastWrite.value)).toBe("users:ada");
	page.discardAll();
	another("ada", { name: "Ada", city: "Rome" });
	page.undo(page.lastWrite.value);
	expect(await page.write()).toBe(false);
	expect(value("ada").city).toBe("Rome");
});

test("a page that is loaded again has the changes and can undo the writes of the one before", async () => {
	edit("ada", { name: "Ada", city: "Paris" });
	await page.write();
	edit("bob", { name: "Bob" });
	page = open(JSON.parse(JSON.stringify({ changes: page.changes.value, writes: page.writes.value })));
	expect(staged()).toEqual([["users:bob", "new"]]);
	page.undo(page.lastWrite.value);
	await page.write();
	expect([value("ada").city, value("bob").name]).toEqual(["London", "Bob"]);
});
