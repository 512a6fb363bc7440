"use strict";

// Changes wait in the page, are written together on what was seen, meet those of others, and are taken back.

const { freshUrl } = require("../support/command-line");
const { openExplorer } = require("../support/explorer");
const { load } = require("../support/modules");

const { counted, createChanges, differencesOf, effectOf } = load("explorer/page/changes/changes.mjs");

/** A row of `users:KEY` with these attributes. */
const row = (key, attributes) => ({
	pk: { S: "users" },
	sk: { S: key },
	...Object.fromEntries(Object.entries(attributes).map(([name, S]) => [`_${name}`, { S }])),
});

let data;
let server;
let page;
let clock = 0;

/** Writes as the page does. */
async function send(changes) {
	const { status, body } = await server.call("POST", "/api/write", { body: { changes } });
	if (status === 200) return body;
	throw Object.assign(new Error(body.error.message), { code: body.error.code, body });
}

const open = (kept) => createChanges({ send, kept, now: () => ++clock });
const another = (key, attributes) => data.set(`users:${key}`, attributes, { overwrite: true });
const staged = () => page.changes.value.map((change) => [change.key, effectOf(change)]);
const seen = async (key) => (await server.get("/api/item", { key })).row;
const value = (key) => data.get(`users:${key}`);
const edit = async (key, attributes) =>
	page.stage(`users:${key}`, await seen(`users:${key}`), { ct: { N: "1" }, ...row(key, attributes) });
const keys = async () => (await data.get("users:*")).items.map(({ key }) => key);

beforeEach(async () => {
	const { url, data: opened } = await freshUrl();
	data = opened;
	server = await openExplorer({ data, store: url, readOnly: false });
	page = open();
	await another("ada", { name: "Ada", city: "London" });
});

test("what comes back to what was seen is no change", async () => {
	await edit("ada", { name: "Ada", city: "Paris" });
	expect(staged()).toEqual([["users:ada", "changed"]]);
	await edit("ada", { name: "Ada", city: "London" });
	expect(staged()).toEqual([]);
	await edit("bob", { name: "Bob" });
	page.stage("users:bob", null, null);
	expect(staged()).toEqual([]);
});

test("a change keeps the row that was seen first", async () => {
	await edit("ada", { name: "Ada", city: "Paris" });
	await another("ada", { name: "Ada", city: "Rome" });
	await edit("ada", { name: "Ada", city: "Oslo" });
	expect(await page.write()).toBe(false);
	expect(await value("ada")).toEqual({ name: "Ada", city: "Rome" });
});

test("changes are written together, and each difference can be rejected before", async () => {
	await edit("ada", { name: "Ada L.", city: "Paris", born: "1815" });
	await edit("bob", { name: "Bob" });
	const [change] = page.changes.value;
	const of = (name) => differencesOf(change).find(({ path }) => path[1] === name);
	page.reject("users:ada", of("city"));
	page.reject("users:ada", of("born"));
	expect(await page.write()).toBe(true);
	expect(await value("ada")).toEqual({ name: "Ada L.", city: "London" });
	expect(await value("bob")).toEqual({ name: "Bob" });
	expect(staged()).toEqual([]);
});

test("a rejected difference of a new item, or the last one of another, leaves no change", async () => {
	await edit("bob", { name: "Bob" });
	page.reject("users:bob", differencesOf(page.changes.value[0])[0]);
	await edit("ada", { name: "Ada", city: "Paris" });
	page.reject("users:ada", differencesOf(page.changes.value[0])[0]);
	expect(staged()).toEqual([]);
});

test("renaming removes one item and makes another, both or none", async () => {
	await edit("ada", { name: "Ada L.", city: "London" });
	page.stageRenamed("users:ada", await seen("users:ada"), "users:lovelace");
	expect(staged()).toEqual([
		["users:ada", "removed"],
		["users:lovelace", "new"],
	]);
	page.discard("users:lovelace");
	expect(staged()).toEqual([]);
	page.stageRenamed("users:ada", await seen("users:ada"), "users:lovelace");
	await page.write();
	expect(await keys()).toEqual(["users:lovelace"]);
	const lovelace = await seen("users:lovelace");
	expect(() => page.stageRenamed("users:lovelace", lovelace, "users:")).toThrow("empty part");
});

test("both halves of a renaming count as one change, however often the key changes, and undoing it is one, too", async () => {
	const shown = () =>
		counted(page.changes.value).map((change) => [change.from, change.key, differencesOf(change).length]);
	page.stageRenamed("users:ada", await seen("users:ada"), "users:lovelace");
	page.stageRenamed("users:lovelace", null, "users:byron");
	expect(staged()).toEqual([
		["users:ada", "removed"],
		["users:byron", "new"],
	]);
	expect(shown()).toEqual([["users:ada", "users:byron", 0]]);
	page.stageRenamed("users:byron", null, "users:ada");
	expect(staged()).toEqual([]);
	page.stageRenamed("users:ada", await seen("users:ada"), "users:byron");
	await page.write();
	expect(await keys()).toEqual(["users:byron"]);
	page.undo(page.lastWrite.value);
	expect(shown()).toEqual([["users:byron", "users:ada", 0]]);
	expect(effectOf(counted(page.changes.value)[0])).toBe("renamed");
	await page.write();
	expect(await keys()).toEqual(["users:ada"]);
});

test("a difference of a renamed item is rejected alone", async () => {
	page.stageRenamed("users:ada", await seen("users:ada"), "users:byron");
	page.stage("users:byron", null, row("byron", { name: "Byron", city: "London" }));
	const [renamed] = counted(page.changes.value);
	const difference = differencesOf(renamed).find(({ path }) => path.includes("name"));
	page.reject("users:byron", difference);
	await page.write();
	expect(await value("byron")).toEqual({ name: "Ada", city: "London" });
});

test("a new item that is renamed before it is written is one new item", async () => {
	await edit("bob", { name: "Bob" });
	page.stageRenamed("users:bob", null, "users:rob");
	expect(staged()).toEqual([["users:rob", "new"]]);
});

test("a conflict writes nothing, and what is chosen is written on the new version", async () => {
	await edit("ada", { name: "Ada", city: "Paris" });
	await edit("bob", { name: "Bob" });
	await another("ada", { name: "Ada L.", city: "London" });
	expect(await page.write()).toBe(false);
	expect([...page.conflicts.value]).toEqual([["users:ada", await seen("users:ada")]]);
	expect(await value("bob")).toBeUndefined();
	page.resolve("users:ada", row("ada", { name: "Ada L.", city: "Paris" }));
	expect(page.conflicts.value.size).toBe(0);
	expect(await page.write()).toBe(true);
	expect(await value("ada")).toEqual({ name: "Ada L.", city: "Paris" });
});

test("whoever takes what is stored now has no change any more", async () => {
	await edit("ada", { name: "Ada", city: "Paris" });
	await data.remove("users:ada");
	await page.write();
	page.resolve("users:ada", null);
	expect(staged()).toEqual([]);
});

test("other failures keep the changes", async () => {
	await edit("ada", { name: "Ada", city: "Paris" });
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
		await edit("ada", { name: "Ada", city });
		await edit("bob", { name: "Bob", city });
		await page.write();
	}
	const [first, second] = page.writes.value;
	expect(page.lastWrite.value).toBe(second);
	expect(page.undo(second)).toBeUndefined();
	expect(page.lastWrite.value).toBe(first);
	page.undo(first);
	expect(page.lastWrite.value).toBeUndefined();
	await page.write();
	expect([await value("ada"), await value("bob")]).toEqual([{ name: "Ada", city: "London" }, undefined]);
	expect(page.lastWrite.value).toBeUndefined();
	page.undo(page.writes.value.at(-1));
	await page.write();
	expect([await value("ada"), await value("bob")]).toEqual([
		{ name: "Ada", city: "Rome" },
		{ name: "Bob", city: "Rome" },
	]);
});

test("undoing does not touch what others wrote since, nor what waits", async () => {
	await edit("ada", { name: "Ada", city: "Paris" });
	await page.write();
	await edit("ada", { name: "Ada", city: "Oslo" });
	expect(page.undo(page.lastWrite.value)).toBe("users:ada");
	page.discardAll();
	await another("ada", { name: "Ada", city: "Rome" });
	page.undo(page.lastWrite.value);
	expect(await page.write()).toBe(false);
	expect((await value("ada")).city).toBe("Rome");
});

test("what somebody has written over since is not taken back, nor half of a renaming", async () => {
	await edit("ada", { name: "Ada", city: "Paris" });
	await edit("bob", { name: "Bob" });
	await another("cy", { name: "Cy" });
	page.stageRenamed("users:cy", await seen("users:cy"), "users:cyrus");
	let overtaken = ["users:ada", "users:cyrus"];
	const racing = createChanges({
		send: async (changes) => {
			const answer = await send(changes);
			await another("ada", { name: "Ada", city: "Rome" });
			return { ...answer, rows: await Promise.all(changes.map(({ key }) => seen(key))), overtaken };
		},
		kept: { changes: page.changes.value, writes: [] },
		now: () => ++clock,
	});
	await racing.write();
	racing.undo(racing.lastWrite.value);
	expect(racing.changes.value.map(({ key }) => key)).toEqual(["users:bob"]);
	overtaken = ["users:bob"];
	await racing.write();
	racing.stage("users:ada", await seen("users:ada"), row("ada", { name: "Ada", city: "Oslo" }));
	overtaken = ["users:ada"];
	await racing.write();
	expect(racing.lastWrite.value).toBeUndefined();
	expect((await value("ada")).city).toBe("Rome");
});

test("a page that is loaded again has the changes and can undo the writes of the one before", async () => {
	await edit("ada", { name: "Ada", city: "Paris" });
	await page.write();
	await edit("bob", { name: "Bob" });
	page = open(JSON.parse(JSON.stringify({ changes: page.changes.value, writes: page.writes.value })));
	expect(staged()).toEqual([["users:bob", "new"]]);
	page.undo(page.lastWrite.value);
	await page.write();
	expect([(await value("ada")).city, (await value("bob")).name]).toEqual(["London", "Bob"]);
});

test("what is stored already, because an answer was lost, is a write that is done and can be undone", async () => {
	await edit("ada", { name: "Ada", city: "Paris" });
	await edit("bob", { name: "Bob" });
	const lost = createChanges({
		send: async (changes) => {
			await send(changes);
			throw new Error("The explorer does not answer.");
		},
		kept: { changes: page.changes.value, writes: [] },
		now: () => ++clock,
	});
	await expect(lost.write()).rejects.toThrow("does not answer");
	expect(await page.write()).toBe(true);
	expect(page.stored.value).toEqual(["users:ada", "users:bob"]);
	expect(staged()).toEqual([]);
	page.undo(page.lastWrite.value);
	expect(await page.write()).toBe(true);
	expect(await value("ada")).toEqual({ name: "Ada", city: "London" });
	expect(await keys()).toEqual(["users:ada"]);
});

test("what others have stored just so is taken off the list, and the rest waits", async () => {
	await edit("ada", { name: "Ada", city: "Paris" });
	await edit("bob", { name: "Bob" });
	await another("ada", { name: "Ada", city: "Paris" });
	expect(await page.write()).toBe(false);
	expect(page.stored.value).toEqual(["users:ada"]);
	expect(page.conflicts.value.size).toBe(0);
	expect(staged()).toEqual([["users:bob", "new"]]);
	expect(await page.write()).toBe(true);
	expect(await keys()).toEqual(["users:ada", "users:bob"]);
});

test("half of a renaming that others have done is still a conflict", async () => {
	page.stageRenamed("users:ada", await seen("users:ada"), "users:ada2");
	await data.remove("users:ada");
	expect(await page.write()).toBe(false);
	expect([...page.conflicts.value.keys()]).toEqual(["users:ada"]);
	expect(page.changes.value).toHaveLength(2);
});

test("a renamed item that others have changed gets what is chosen under its new key, on the new version", async () => {
	page.stageRenamed("users:ada", await seen("users:ada"), "users:byron");
	await another("ada", { name: "Ada L.", city: "London" });
	expect(await page.write()).toBe(false);
	const [renaming] = counted(page.changes.value);
	page.resolveRenamed(renaming, row("ada", { name: "Ada L.", city: "Paris" }));
	expect(page.conflicts.value.size).toBe(0);
	expect(counted(page.changes.value)).toMatchObject([{ from: "users:ada", key: "users:byron" }]);
	expect(await page.write()).toBe(true);
	expect(await keys()).toEqual(["users:byron"]);
	expect(await value("byron")).toEqual({ name: "Ada L.", city: "Paris" });
});

test("a renamed item that others have removed stays removed, or is made under its new key", async () => {
	const meet = async () => {
		page.stageRenamed("users:ada", await seen("users:ada"), "users:byron");
		await data.remove("users:ada");
		await page.write();
		return counted(page.changes.value)[0];
	};
	page.resolveRenamed(await meet(), null);
	expect([staged(), page.conflicts.value.size]).toEqual([[], 0]);
	await another("ada", { name: "Ada" });
	const renaming = await meet();
	page.resolveRenamed(renaming, renaming.after);
	expect(page.changes.value).toMatchObject([{ key: "users:byron", pair: undefined }]);
	expect(await page.write()).toBe(true);
	expect(await keys()).toEqual(["users:byron"]);
});

test("a renaming that is rejected leaves no conflict of either key", async () => {
	page.stageRenamed("users:ada", await seen("users:ada"), "users:byron");
	await another("ada", { name: "Ada L." });
	await page.write();
	page.discard("users:byron");
	expect([staged(), page.conflicts.value.size]).toEqual([[], 0]);
});

test("a change that was begun on an older row than the one that waits meets what others have stored", async () => {
	const old = await seen("users:ada");
	await another("ada", { name: "Ada", city: "Rome" });
	await edit("ada", { name: "Ada L.", city: "Rome" });
	page.stageFrom("users:ada", old, { ...old, ...row("ada", { name: "Ada", city: "Oslo" }) });
	expect(await page.write()).toBe(false);
	expect(await value("ada")).toEqual({ name: "Ada", city: "Rome" });
});
