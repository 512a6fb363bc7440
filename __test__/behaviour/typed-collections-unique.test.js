"use strict";

// Unique values of collections: who has one, what frees it, and what `reindex` sets right.

const fc = require("fast-check");
const { USERS, consistency, itemsOf, markerOf, schemaOf } = require("../support/typed-collections");
const { run } = require("../support/random");
const { refusal } = require("../support/refusal");
const { freshStore } = require("../support/store");

let data;
let users;
beforeAll(async () => {
	data = await freshStore();
	users = data.collection("users", USERS);
});
beforeEach(() => data.truncate());

/** Markers are those of the items, and labels, too. */
async function expectConsistent() {
	const { expected, found } = await consistency(data);
	expect(found).toEqual(expected);
}

const owner = async (attribute, value) => (await users.getBy(attribute, value, { meta: true }))?.key;
const taken = (call) => refusal(call).then(({ code, key, attribute }) => [code, key, attribute]);

describe("a unique value", () => {
	test("belongs to one item", async () => {
		await users.create({ id: "a", email: "e" });
		const error = await refusal(users.create({ id: "b", email: "e" }));
		expect(error).toMatchObject({ name: "Error", code: "NOT_UNIQUE", key: "a", attribute: "email" });
		expect(error.message).toBe("Another item has the same 'email', which is unique.");
		expect(await taken(users.put({ id: "b", email: "e" }))).toEqual(["NOT_UNIQUE", "a", "email"]);
		await users.create({ id: "b", nick: "e" });
		expect(await taken(users.update("b", { email: "e" }))).toEqual(["NOT_UNIQUE", "a", "email"]);
		expect(await users.get("b")).toEqual({ id: "b", nick: "e" });
		expect(await users.getBy("email", "e")).toEqual({ id: "a", email: "e" });
		expect(await users.getBy("nick", "e", { version: true })).toMatchObject({ key: "b", version: expect.any(String) });
		expect(await users.getBy("nick", "f")).toBeUndefined();
		await expectConsistent();
	});

	test("may be missing, and then belongs to nobody", async () => {
		for (const [id, email] of [
			["a", undefined],
			["b", undefined],
			["c", null],
			["d", null],
		]) {
			await users.create({ id, email });
		}
		expect(await itemsOf(data, "users.email")).toEqual([]);
		expect(await users.count()).toBe(4);
	});

	test("is free after update, put and remove", async () => {
		await users.create({ id: "a", email: "1", nick: "n" });
		await users.update("a", { email: "2" });
		await users.create({ id: "b", email: "1" });
		await users.put({ id: "a", email: "3" });
		await users.create({ id: "c", email: "2", nick: "n" });
		await users.remove("b");
		await users.create({ id: "d", email: "1" });
		await users.update("d", { email: undefined });
		await users.update("c", { email: null });
		expect([await owner("email", "1"), await owner("email", "2"), await owner("email", "3")]).toEqual([
			undefined,
			undefined,
			"a",
		]);
		await expectConsistent();
	});

	test("moves between two attributes and back", async () => {
		await users.create({ id: "a", email: "1", nick: "2" });
		await users.update("a", { email: "2", nick: "1" });
		expect([await owner("email", "2"), await owner("nick", "1"), await owner("nick", "2")]).toEqual([
			"a",
			"a",
			undefined,
		]);
		await expectConsistent();
	});

	test("expires with its item, and is free then", async () => {
		const ttl = 4_000_000_000;
		await users.create({ id: "a", email: "1" }, { ttl });
		await users.create({ id: "b", email: "2" }, { ttl: 1000 });
		await users.create({ id: "c", email: "3" });
		await expectConsistent();
		expect((await itemsOf(data, "users.email"))[0].ttl).toEqual(new Date(ttl * 1000));
		await users.update("a", { team: "t" });
		await users.update("b", { email: "4" });
		await users.update("c", {}, { ttl: "2090-01-01" });
		await expectConsistent();
		await users.update("a", {}, { ttl: null });
		await users.put({ id: "b", email: "4" });
		await expectConsistent();
		await users.update("a", {}, { ttl: 1_000_000_000 });
		expect(await users.getBy("email", "1")).toBeUndefined();
		expect(await itemsOf(data, "users.email")).toMatchObject([{ value: { owner: "c" } }, { value: { owner: "b" } }]);
		await users.create({ id: "d", email: "1" });
		await users.create({ id: "a", email: "5" });
		expect([await owner("email", "1"), await owner("email", "5")]).toEqual(["d", "a"]);
		await expectConsistent();
	});

	test("is kept when the write of its item is refused", async () => {
		await users.create({ id: "a", email: "1" });
		await refusal(users.put({ id: "a", email: "2" }, { if: { email: "3" } }));
		await refusal(users.update("a", { email: "2" }, { if: { email: "3" } }));
		await refusal(users.remove("a", { if: { email: "3" } }));
		await refusal(users.create({ id: "a", email: "2" }));
		await refusal(users.update("a", { email: "2", big: "b".repeat(500_000) }));
		expect(await owner("email", "1")).toBe("a");
		await expectConsistent();
	});

	test("is written with its item, so both have one moment", async () => {
		const names = [];
		data.on("*:users*:*", ({ name, item }) => names.push(`${name} ${item.key}`));
		await users.create({ id: "a", email: "1" });
		await users.update("a", { team: "t" });
		await users.update("a", { email: "2" });
		await data.events.idle();
		expect(names.sort()).toEqual([
			"created users.email:1",
			"created users.email:2",
			"created users:a",
			"deleted users.email:1",
			"updated users:a",
			"updated users:a",
		]);
	});

	test("of 100 creates at the same time, one succeeds", async () => {
		const creates = Array.from({ length: 100 }, (_, index) => users.create({ id: `u${index}`, email: "e" }));
		const results = await Promise.allSettled(creates);
		const winners = results.flatMap(({ status, value }) => (status === "fulfilled" ? [value.id] : []));
		expect(winners).toHaveLength(1);
		for (const { reason } of results.filter(({ status }) => status === "rejected")) {
			expect(reason).toMatchObject({ code: "NOT_UNIQUE", key: winners[0] });
		}
		await expectConsistent();
	});
});

describe("values", () => {
	const VALUES = [
		"1",
		1,
		1n << 100n,
		"#number:1",
		true,
		"true",
		false,
		new Uint8Array([1]),
		new Uint8Array(),
		"AQ==",
		"",
		" ",
		"a",
		"A",
		" a",
		"a ",
		"a:b",
		"a: b",
		":a",
		"a:",
		"0",
		0,
		"*",
		"a|b",
		"<a",
		">a",
		"é",
		"e\u0301",
		"x".repeat(256),
		"x".repeat(257),
		"\u0000",
		"\ufeff",
	];

	test("that differ are different", async () => {
		for (const [index, email] of VALUES.entries()) await users.create({ id: `u${index}`, email });
		for (const [index, email] of VALUES.entries()) {
			expect([email, await owner("email", email)]).toEqual([email, `u${index}`]);
			expect(await taken(users.create({ id: "new", email }))).toEqual(["NOT_UNIQUE", `u${index}`, "email"]);
		}
		expect(await itemsOf(data, "users.email")).toHaveLength(VALUES.length);
		expect(await users.count()).toBe(VALUES.length);
	});

	test("that are read back alike are the same", async () => {
		await users.create({ id: "a", email: 5, nick: new Date(0) });
		expect(await owner("email", 5n)).toBe("a");
		expect(await owner("nick", "1970-01-01T00:00:00.000Z")).toBe("a");
		expect(await taken(users.create({ id: "b", email: 5n }))).toEqual(["NOT_UNIQUE", "a", "email"]);
		await users.put({ id: "a", email: "\ud800", nick: Buffer.from("ab") });
		expect(await owner("email", "\ufffd")).toBe("a");
		expect(await owner("email", "\ud800")).toBe("a");
		expect(await owner("nick", new Uint8Array([97, 98]))).toBe("a");
		await users.put({ id: "a", email: -0 });
		expect(await owner("email", 0)).toBe("a");
	});

	test("are markers as the documentation says", async () => {
		for (const [index, email] of ["jane@example.com", "a b:c", 5, true, new Uint8Array([1, 2])].entries()) {
			await users.put({ id: `u${index}`, email });
			expect(await data.get(markerOf("email", email))).toEqual({ owner: `u${index}` });
		}
	});

	test("of any kind: the owner of a value is the one that has it", async () => {
		const value = fc.oneof(
			fc.string({ unit: "binary", maxLength: 5 }),
			fc.constantFrom("*", ":", " ", "#", "<", "|").chain((c) => fc.string({ unit: fc.constantFrom(c, "a") })),
			fc.double({ noNaN: true, min: -1e15, max: 1e15 }).filter((n) => n === 0 || Math.abs(n) > 1e-100),
			fc
				.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n })
				.filter((n) => String(n).replace(/0+$/, "").length <= 38),
			fc.boolean(),
			fc.uint8Array({ maxLength: 5 }),
		);
		await run(
			fc.asyncProperty(value, async (email) => {
				await users.put({ id: "a", email });
				expect(await users.getBy("email", email)).toMatchObject({ id: "a" });
				const [marker, ...others] = await itemsOf(data, "users.email");
				expect([marker.value, others]).toEqual([{ owner: "a" }, []]);
				expect(await taken(users.create({ id: "b", email }))).toEqual(["NOT_UNIQUE", "a", "email"]);
			}),
			{ numRuns: 200 },
		);
	}, 120_000);
});

describe("past the collection", () => {
	test("a marker that nobody holds keeps nobody out", async () => {
		await users.create({ id: "a", email: "1" });
		await users.create({ id: "b", email: "2" });
		await data.remove("users:a");
		await data.set("users:b", { email: "3" });
		expect(await users.getBy("email", "1")).toBeUndefined();
		expect(await users.getBy("email", "2")).toBeUndefined();
		await users.create({ id: "c", email: "1" });
		await users.put({ id: "d", email: "2" });
		expect([await owner("email", "1"), await owner("email", "2")]).toEqual(["c", "d"]);
	});

	test("the marker of another item is not freed", async () => {
		await users.create({ id: "a", email: "1" });
		await data.set("users:b", { id: "b", email: "1" });
		await users.remove("b");
		expect(await owner("email", "1")).toBe("a");
		await data.set("users:b", { id: "b", email: "1" });
		await users.update("b", { email: "2" });
		await expectConsistent();
	});

	test("what is no marker is neither read nor replaced", async () => {
		await data.set("users.email:1", { mine: true });
		for (const call of [() => users.create({ id: "a", email: "1" }), () => users.getBy("email", "1")]) {
			expect(await refusal(call())).toMatchObject({
				code: "UNREADABLE_ROW",
				message: expect.stringContaining("'users.email'"),
			});
		}
		await users.create({ id: "b", email: "2" });
		expect(await users.reindex()).toMatchObject({
			items: 1,
			refused: [{ key: "users.email:1", code: "UNREADABLE_ROW", message: expect.stringContaining("'users.email'") }],
		});
		expect(await data.get("users.email:1")).toEqual({ mine: true });
	});
});

describe("reindex", () => {
	test("gives old items labels and markers", async () => {
		await data.set("users:a", { id: "a", email: "1", team: "t" }, { ttl: 1000, label1: "old:1", label2: "kept:1" });
		await data.set("users:b", { id: "b", email: null, nick: 5 }, { label1: "old:1" });
		await data.set("users:c", { id: "c", team: "t" }, { label1: "team-t:c" });
		await data.set("users:d", "text", { label1: "kept:d" });
		await data.set("users", { id: "0", email: "0" });
		const before = await data.get("users:a", true);
		expect(await users.reindex()).toEqual({ items: 4, changed: 3, freed: 0 });
		const after = await data.get("users:a", true);
		expect(after).toEqual({ ...before, label1: "team-t:a", modified: after.modified });
		expect(await data.get("users:d", true)).toMatchObject({ value: "text", label1: "kept:d" });
		expect([await owner("email", "1"), await owner("nick", 5), await owner("email", "0")]).toEqual(["a", "b", "0"]);
		const { version } = await data.get("users:a", { version: true });
		expect(await users.reindex()).toEqual({ items: 4, changed: 0, freed: 0 });
		expect((await data.get("users:a", { version: true })).version).toBe(version);
		await data.remove("users:d");
		await expectConsistent();
	});

	test("frees what nobody holds, and corrects expiry", async () => {
		await users.create({ id: "a", email: "1", nick: "n" });
		await users.create({ id: "b", email: "2" });
		await users.create({ id: "c", email: "3" });
		await data.remove(["users:a", "users:c"]);
		await data.set("users:b", {}, { ttl: 1000 });
		expect(await users.reindex()).toEqual({ items: 1, changed: 1, freed: 3 });
		await expectConsistent();
	});

	test("reports items with the same value, of which one has it", async () => {
		for (const id of ["a", "b", "c"]) await data.set(`users:${id}`, { id, email: "1", team: "t" });
		const { conflicts, ...counts } = await users.reindex();
		const holder = await owner("email", "1");
		expect(counts).toEqual({ items: 3, changed: 3, freed: 0 });
		const losers = ["a", "b", "c"].filter((id) => id !== holder);
		expect(conflicts.sort((x, y) => (x.key < y.key ? -1 : 1))).toEqual(
			losers.map((key) => ({ key, attribute: "email", owner: holder })),
		);
		for (const id of losers) await users.update(id, { email: id });
		expect(await users.reindex()).toEqual({ items: 3, changed: 0, freed: 0 });
		await expectConsistent();
	});

	test("says which items cannot have their labels, and sets the others right", async () => {
		await data.set("users:a", { id: "a", team: "b:c" });
		await data.set("users:b", { id: "b", team: "x".repeat(300) });
		await data.set("users:c", { id: "c", email: "3", team: "t" });
		const { refused, ...counts } = await users.reindex();
		expect(counts).toEqual({ items: 3, changed: 1, freed: 0 });
		expect(refused.sort((x, y) => (x.key < y.key ? -1 : 1))).toEqual([
			{ key: "a", code: "INVALID_VALUE", message: expect.stringContaining("'team' has a colon") },
			{ key: "b", code: "INVALID_KEY", message: expect.any(String) },
		]);
		expect((await data.get("users:c", true)).label1).toBe("team-t:c");
		await data.remove(["users:a", "users:b"]);
	});

	test("takes no options", async () => {
		await expect(users.reindex({ dryRun: true })).rejects.toMatchObject({ code: "INVALID_OPTION" });
		await expect(users.reindex(1)).rejects.toMatchObject({ code: "INVALID_OPTION" });
	});

	test("of a collection without labels and unique attributes", async () => {
		await data.set("plain:a", { id: "a" }, { label1: "x:y" });
		const plain = data.collection("plain", { schema: schemaOf({}), key: "id" });
		expect(await plain.reindex()).toEqual({ items: 1, changed: 0, freed: 0 });
		expect((await data.get("plain:a", true)).label1).toBe("x:y");
	});

	test("that is broken off is completed by another", async () => {
		const items = Array.from({ length: 250 }, (_, index) => ({
			key: `users:${index}`,
			value: { id: `${index}`, email: `e${index}`, team: "t" },
		}));
		await data.seed(items);
		let left = 100;
		const labels = {
			label1: ({ id, team }) => {
				if (left-- === 0) throw new Error("broken off");
				return `team-${team}:${id}`;
			},
		};
		const breaking = data.collection("users", { ...USERS, labels });
		expect((await refusal(breaking.reindex())).message).toBe("broken off");
		const { length } = await itemsOf(data, "users.email");
		expect(length).toBeGreaterThan(0);
		expect(length).toBeLessThan(250);
		expect(await users.reindex()).toEqual({ items: 250, changed: 250 - length, freed: 0 });
		await expectConsistent();
	});

	test("does not free a value that is taken meanwhile", async () => {
		await users.create({ id: "a", email: "1" });
		await data.remove("users:a");
		const { transaction } = data;
		const spy = jest.spyOn(data, "transaction").mockImplementationOnce(async (run) => {
			await users.create({ id: "b", email: "1" });
			return transaction(run);
		});
		expect(await users.reindex()).toEqual({ items: 0, changed: 0, freed: 0 });
		spy.mockRestore();
		expect(await owner("email", "1")).toBe("b");
	});

	test("while others write", async () => {
		await data.seed(
			Array.from({ length: 100 }, (_, index) => ({ key: `users:${index}`, value: { id: `${index}`, email: index } })),
		);
		const writing = Array.from({ length: 100 }, async (_, index) => {
			if (index % 4 === 0) await users.remove(`${index}`);
			if (index % 4 === 1) await users.update(`${index}`, { email: index + 1000, team: "t" });
			if (index % 4 === 2) await users.put({ id: `${index}`, nick: index });
		});
		await Promise.all([...writing, users.reindex(), users.reindex()]);
		await users.reindex();
		await expectConsistent();
		expect(await users.count()).toBe(75);
	});
});
