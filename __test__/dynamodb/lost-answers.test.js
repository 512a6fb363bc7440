"use strict";

// Lost answers: what happened, and what the call reports.

const { Data } = require("../..");
const { remembersCanceled, startProxy } = require("../support/proxy");
const { startServer } = require("../support/server");

let server;
let proxy;
let data;
/** Another program, which loses no answers. */
let other;
beforeAll(async () => {
	server = await startServer();
	await Data.createTable(server.url("lost"));
	await Data.createTable(server.url("second"));
	other = Data.open(server.url("lost"));
});
beforeEach(async () => {
	proxy = await startProxy(server.endpoint);
	data = Data.open(proxy.url("lost"));
});
afterEach(async () => {
	await data.close();
	await proxy.stop();
});
afterAll(async () => {
	await other.close();
	await server.stop();
});

/** The column `md` of a row, which contains the version of its last write. */
const modified = async (pk, sk) => {
	const { Item } = await server.send("GetItem", { TableName: "lost", Key: { pk: { S: pk }, sk: { S: sk } } });
	return Item.md.N;
};

describe("exists: false", () => {
	test("does not mistake another program's equal item for its own", async () => {
		await other.set("lock:1", { held: true }, { exists: false });
		proxy.loseBefore("UpdateItem");
		await expect(data.set("lock:1", { held: true }, { exists: false })).rejects.toThrow(/already exists|lost/);
		proxy.loseBefore("PutItem");
		await expect(data.set("lock:1", { held: true }, { exists: false, overwrite: true })).rejects.toThrow(
			/already exists|lost/,
		);
	});

	test("one of two programs gets a lock, even if a request is lost", async () => {
		const ask = (handle) => handle.set("lock:2", { held: true }, { exists: false });
		let others;
		proxy.loseBefore("UpdateItem", async () => {
			others = await ask(other);
		});
		await expect(ask(data)).rejects.toThrow(/already exists|lost/);
		expect(others).toEqual({ held: true });
	});

	test("an item older than the call rejects with ITEM_EXISTS", async () => {
		await other.set("lock:3", 1);
		await new Promise((resolve) => setTimeout(resolve, 20));
		proxy.loseBefore("UpdateItem");
		await expect(data.set("lock:3", 1, { exists: false })).rejects.toMatchObject({ code: "ITEM_EXISTS" });
	});

	test("recognizes its own item, even if it was changed before the call resolved", async () => {
		proxy.loseAfter("UpdateItem");
		expect(await data.set("lock:4", { held: true }, { exists: false })).toEqual({ held: true });
		proxy.loseAfter("UpdateItem", () => other.set("lock:5", { held: "by nobody" }));
		await expect(data.set("lock:5", { held: true }, { exists: false })).rejects.toMatchObject({
			code: "UNKNOWN_OUTCOME",
		});
	});
});

describe("remove", () => {
	test("does not remove an item created after it", async () => {
		await other.set("gone:1", "old");
		proxy.loseAfter("DeleteItem", () => other.set("gone:1", "new", { exists: false }));
		await expect(data.remove("gone:1")).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
		expect(await other.get("gone:1")).toBe("new");
	});

	test("removes a remaining item, and resolves if none is left", async () => {
		await other.set("gone:2", "old");
		await new Promise((resolve) => setTimeout(resolve, 5));
		proxy.loseBefore("DeleteItem");
		expect(await data.remove("gone:2")).toBe(true);
		expect(await other.get("gone:2")).toBeUndefined();
		proxy.loseAfter("DeleteItem");
		expect(await data.remove("gone:2")).toBe(true);
	});

	test("on a condition says neither that it was refused nor that it was carried out", async () => {
		await other.set("gone:3", { n: 1 });
		proxy.loseAfter("DeleteItem");
		await expect(data.remove("gone:3", { if: { n: 1 } })).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
		await other.set("gone:4", { n: 1 });
		await new Promise((resolve) => setTimeout(resolve, 5));
		proxy.loseBefore("DeleteItem");
		expect(await data.remove("gone:4", { if: { n: 1 } })).toBe(true);
		// A condition that holds for what is missing is as good as none.
		proxy.loseAfter("DeleteItem");
		expect(await data.remove("gone:4", { if: { n: { $ne: 2 } } })).toBe(true);
	});
});

describe("set with 'if'", () => {
	test("recognizes its own item, which the condition no longer matches", async () => {
		await other.set("cas:1", { n: 1 });
		proxy.loseAfter("UpdateItem");
		expect(await data.set("cas:1", { n: 2 }, { if: { n: 1 } })).toEqual({ n: 2 });
	});

	test("does not say that it was refused if it may have been carried out before", async () => {
		await other.set("cas:2", { n: 1 });
		proxy.loseAfter("UpdateItem", () => other.set("cas:2", { n: 3 }));
		await expect(data.set("cas:2", { n: 2 }, { if: { n: 1 } })).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
	});
});

test("an addition whose answer is lost resolves if its item shows that it was applied", async () => {
	proxy.loseAfter("UpdateItem");
	expect(await data.add("sum:1", 1)).toBe(1);
	proxy.loseAfter("UpdateItem", () => other.add("sum:1", 10));
	await expect(data.add("sum:1", 1)).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
	expect(await other.get("sum:1")).toBe(12);
});

describe("a condition on the version", () => {
	/** A write that was called before another call, but is carried out after it: it has an older version. */
	const writeLate = (sk) =>
		server.send("UpdateItem", {
			TableName: "lost",
			Key: { pk: { S: "late" }, sk: { S: sk } },
			UpdateExpression: "SET md = :old",
			ExpressionAttributeValues: { ":old": { N: `${Math.floor(Date.now() / 1000) - 5}.123456789012345678901` } },
		});

	test("a late write with an older version does not hide that the call was carried out", async () => {
		for (const [sk, operation, write] of [
			["1", "UpdateItem", (version) => data.set("late:1", { n: 2 }, { version })],
			["2", "PutItem", (version) => data.set("late:2", { n: 2 }, { version, overwrite: true })],
			["3", "DeleteItem", (version) => data.remove("late:3", { version })],
		]) {
			await other.set(`late:${sk}`, { n: 1 });
			const { version } = await other.get(`late:${sk}`, { version: true });
			proxy.loseAfter(operation, () => writeLate(sk));
			await expect(write(version)).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
		}
	});

	test("a transaction that may have been carried out does not run again", async () => {
		await other.set("late:4", { n: 1 });
		let runs = 0;
		proxy.loseAfter("UpdateItem", () => writeLate("4"));
		const call = data.transaction(async (tx) => {
			runs++;
			const { n } = await tx.get("late:4");
			tx.set("late:4", { n: n + 1 });
		});
		await expect(call).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
		expect([runs, await other.get("late:4", { consistent: true })]).toEqual([1, { n: 2 }]);
	});

	test("a request that was lost before it was carried out is sent again", async () => {
		await other.set("late:5", { n: 1 });
		const { version } = await other.get("late:5", { version: true });
		proxy.loseBefore("UpdateItem");
		expect(await data.set("late:5", { n: { $add: 1 } }, { version })).toMatchObject({ value: { n: 2 } });
	});
});

test("every write has a version, which is not part of `modified`", async () => {
	const writes = [
		() => data.set("v:1", { a: 1 }),
		() => data.set("v:1", { a: 1 }),
		() => data.set("v:1", { a: 1 }, { overwrite: true }),
		() => data.add("v:1", "n", 1),
		() => data.add("v:1", "n", 1, { idempotencyToken: "v" }),
		() => data.set([{ key: "v:1", value: { a: 1 } }]),
		() => data.import([{ key: "v:1", value: 1, modified: "2020-01-01T00:00:00Z" }]),
	];
	const versions = new Set();
	for (const write of writes) {
		await write();
		const md = await modified("v", "1");
		expect(md).toMatch(/^\d{10}\.\d{20}[1-9]$/);
		versions.add(md.split(".")[1]);
	}
	expect(versions.size).toBe(writes.length);
	const { modified: shown } = await data.get("v:1", true);
	expect(shown).toEqual(new Date("2020-01-01T00:00:00Z"));
});

describe("an idempotencyToken", () => {
	test("names a call on one table; the same call on another table is executed", async () => {
		const second = Data.open(proxy.url("second"));
		for (const handle of [data, second]) {
			expect(await handle.add("token:1", 1, { idempotencyToken: "t" })).toBe(1);
			expect(await handle.set("token:2", { a: 1 }, { idempotencyToken: "t" })).toEqual({ a: 1 });
		}
		expect([await second.get("token:1"), await second.get("token:2")]).toEqual([1, { a: 1 }]);
		await second.close();
	});

	const worlds = [
		["is forgotten", []],
		["is remembered", [remembersCanceled()]],
	];
	describe.each(worlds)("when the token of a canceled transaction %s", (_, rules) => {
		const name = (text) => `${text}-${rules.length}`;
		beforeEach(() => proxy.rules.push(...rules));

		test("a refused call is executed when it is repeated and its condition holds", async () => {
			const key = name("canceled:1");
			const call = () => data.set(key, { n: { $add: 1 } }, { exists: true, idempotencyToken: "again" });
			await expect(call()).rejects.toMatchObject({ code: "ITEM_NOT_FOUND" });
			await other.set(key, { n: 1 });
			await new Promise((resolve) => setTimeout(resolve, 1100));
			expect(await call()).toEqual({ n: 2 });
			expect(await call()).toEqual({ n: 2 });
			expect(await other.get(key)).toEqual({ n: 2 });
		});

		test("an expired item is replaced once", async () => {
			const key = name("canceled:2");
			await other.set(key, 5, { ttl: "2020-01-01" });
			const call = () => data.add(key, 1, { idempotencyToken: "expired" });
			expect([await call(), await call()]).toEqual([1, 1]);
			await new Promise((resolve) => setTimeout(resolve, 1100));
			expect(await call()).toBe(1);
		});
	});

	test("a call repeated seconds later is recognized, even if others have written since", async () => {
		const call = (options) => data.add("later:1", 1, { idempotencyToken: "later", ...options });
		expect(await call()).toBe(1);
		await other.add("later:1", 10);
		await new Promise((resolve) => setTimeout(resolve, 2100));
		expect(await call()).toBe(11);
		await other.remove("later:1");
		expect(await call()).toBeUndefined();
		expect(await other.get("later:1")).toBeUndefined();
	}, 20_000);

	test("a write with a ttl in the past resolves to the item, as without a token", async () => {
		const past = { ttl: "2020-01-01T00:00:00Z" };
		expect(await data.set("past:1", { a: 1 }, past)).toEqual({ a: 1 });
		expect(await data.set("past:2", { a: 1 }, { ...past, idempotencyToken: "past" })).toEqual({ a: 1 });
		expect(await data.get("past:2")).toBeUndefined();
	});
});

describe("an import with a condition", () => {
	const items = [{ key: "copy:1", value: "given", version: "100.5" }];

	test.each(["missing", "newer"])("%s counts what it wrote, although the answer was lost", async (condition) => {
		await other.remove("copy:1");
		proxy.loseAfter("PutItem");
		expect(await data.import(items, { if: condition })).toEqual({ items: 1, skipped: 0 });
		expect(await data.import(items, { if: condition })).toEqual({ items: 0, skipped: 1 });
	});

	test("leaves what another program stored meanwhile", async () => {
		await other.remove("copy:1");
		proxy.loseBefore("PutItem", () => other.set("copy:1", "newer"));
		const outcome = await data.import(items, { if: "newer" }).catch((error) => error.code);
		expect([{ items: 0, skipped: 1 }, "UNKNOWN_OUTCOME"]).toContainEqual(outcome);
		expect(await other.get("copy:1")).toBe("newer");
	});
});
