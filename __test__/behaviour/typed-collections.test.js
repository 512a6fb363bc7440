"use strict";

// Collections with a schema: what their verbs do, and what they refuse.

const v = require("valibot");
const { z } = require("zod");
const { ValidationError } = require("../..");
const { USERS, schemaOf, text } = require("../support/typed-collections");
const { refusal } = require("../support/refusal");
const { freshStore } = require("../support/store");

let data;
let users;
beforeAll(async () => {
	data = await freshStore();
	users = data.collection("users", USERS);
});
beforeEach(() => data.truncate());

const jane = { id: "jane", email: "jane@example.com", team: "core" };
const joe = { id: "joe", email: "joe@example.com" };

describe("writes", () => {
	test("create stores a new item, with its labels", async () => {
		expect(await users.create(jane)).toEqual(jane);
		const item = await data.get("users:jane", true);
		expect(item).toMatchObject({ value: jane, label1: "team-core:jane" });
		expect(item.ttl).toBeUndefined();
		const error = await refusal(users.create({ ...jane, email: "other" }));
		expect(error).toMatchObject({ code: "ITEM_EXISTS", key: "jane", item: { key: "jane", value: jane } });
		expect(Object.keys(error)).not.toContain("item");
	});

	test("put replaces the item, its labels and its expiry", async () => {
		await users.put({ ...jane, nick: "j" }, { ttl: 1000 });
		await data.set("users:jane", {}, { label2: "other:1" });
		expect(await users.put({ id: "jane", email: "new" })).toEqual({ id: "jane", email: "new" });
		const { ttl, label1, label2, value } = await data.get("users:jane", true);
		expect([ttl, label1, label2, value]).toEqual([undefined, undefined, undefined, { id: "jane", email: "new" }]);
	});

	test("update changes attributes, and keeps all else", async () => {
		await users.create({ ...jane, nick: "j" }, { ttl: 2_000_000_000 });
		await data.set("users:jane", {}, { label2: "other:1" });
		const before = await data.get("users:jane", true);
		expect(await users.update("jane", { team: "ops", nick: undefined })).toEqual({ ...jane, team: "ops" });
		const after = await data.get("users:jane", true);
		expect(after).toEqual({
			...before,
			value: { ...jane, team: "ops" },
			label1: "team-ops:jane",
			modified: after.modified,
		});
		expect(await users.update("jane", ({ team, ...rest }) => rest, { ttl: null })).toEqual({
			id: "jane",
			email: jane.email,
		});
		const item = await data.get("users:jane", true);
		expect([item.label1, item.label2, item.ttl]).toEqual([undefined, "other:1", undefined]);
	});

	test("update takes a function that changes what it gets, or is asynchronous", async () => {
		await users.create({ ...jane, nick: "j" });
		await users.update("jane", (user) => {
			delete user.nick;
			user.email = "new";
			return user;
		});
		await users.update("jane", async (user) => ({ ...user, team: "a" }));
		expect(await users.get("jane")).toEqual({ id: "jane", email: "new", team: "a" });
		expect(await users.getBy("nick", "j")).toBeUndefined();
	});

	test("updates at the same time lose nothing", async () => {
		await users.create({ ...jane, n: 0 });
		await Promise.all(Array.from({ length: 5 }, () => users.update("jane", (user) => ({ ...user, n: user.n + 1 }))));
		expect((await users.get("jane")).n).toBe(5);
	});

	test("update of a missing item", async () => {
		const change = jest.fn();
		const error = await refusal(users.update("jane", change));
		expect(error).toMatchObject({ code: "ITEM_NOT_FOUND", key: "jane" });
		expect("item" in error && error.item === undefined).toBe(true);
		expect(change).not.toHaveBeenCalled();
	});

	test("update cannot change the key", async () => {
		await users.create(jane);
		expect(await refusal(users.update("jane", { id: "joe" }))).toMatchObject({ code: "INVALID_KEY" });
		await users.update(" jane ", { team: "ops" });
		expect((await users.get("jane")).team).toBe("ops");
	});

	test("update passes on what the function throws", async () => {
		await users.create(jane);
		const mine = Object.assign(new Error("mine"), { key: "users:jane" });
		const thrown = await refusal(
			users.update("jane", () => {
				throw mine;
			}),
		);
		expect([thrown, thrown.key]).toEqual([mine, "users:jane"]);
		expect(await users.get("jane")).toEqual(jane);
	});

	test("remove", async () => {
		await users.create(jane);
		expect(await users.remove("jane")).toBe(true);
		expect(await users.remove("jane")).toBe(true);
		expect(await users.get("jane")).toBeUndefined();
		expect(await refusal(users.remove("jane", { exists: true }))).toMatchObject({
			code: "ITEM_NOT_FOUND",
			key: "jane",
		});
		expect(await refusal(users.remove("*"))).toMatchObject({ code: "INVALID_KEY" });
	});

	test("conditions", async () => {
		await users.create(jane);
		const { version } = await users.get("jane", { version: true });
		await users.put({ ...jane, team: "a" }, { version, if: { team: "core" }, exists: true });
		for (const call of [
			() => users.put(jane, { version }),
			() => users.update("jane", { team: "b" }, { version }),
			() => users.remove("jane", { version }),
		]) {
			const error = await refusal(call());
			expect(error).toMatchObject({
				code: "VERSION_MISMATCH",
				key: "jane",
				item: { key: "jane", value: { team: "a" } },
			});
		}
		const error = await refusal(users.update("jane", { team: "b" }, { if: { team: "core" } }));
		expect(error).toMatchObject({ code: "CONDITION_FAILED", key: "jane" });
		expect(await refusal(users.put(joe, { exists: true }))).toMatchObject({ code: "ITEM_NOT_FOUND", key: "joe" });
		expect(await refusal(users.remove("jane", { if: { team: "core" } }))).toMatchObject({ code: "CONDITION_FAILED" });
		expect(await users.get("jane")).toEqual({ ...jane, team: "a" });
		await users.remove("jane", { if: { team: "a" } });
	});

	test("an item that was written past the collection can be put, updated and removed", async () => {
		await data.set("users:a", "text");
		await data.set("users:b", { id: "b", email: ["none"] });
		await data.set("users:c", [1]);
		await users.put({ id: "a", email: "a" });
		await users.update("b", { email: "b" });
		expect(await users.remove("c")).toBe(true);
		expect((await users.get("*")).items).toEqual([
			{ key: "a", value: { id: "a", email: "a" } },
			{ key: "b", value: { id: "b", email: "b" } },
		]);
	});

	test("the arguments are read before the call returns", async () => {
		const value = { ...jane, list: [1] };
		const options = { ttl: 1000 };
		const call = users.create(value, options);
		value.list.push(2);
		value.id = "other";
		options.ttl = null;
		await call;
		const item = await data.get("users:jane", true);
		expect([item.value, item.ttl instanceof Date]).toEqual([{ ...jane, list: [1] }, true]);
		const patch = { team: "a" };
		const update = users.update("jane", patch);
		patch.team = "b";
		expect((await update).team).toBe("a");
	});

	test("without unique attributes, all is the same", async () => {
		const { unique, ...rest } = USERS;
		const plain = data.collection("plain", rest);
		await plain.create(jane);
		expect(await refusal(plain.create(jane))).toMatchObject({
			code: "ITEM_EXISTS",
			key: "jane",
			item: { key: "jane" },
		});
		await plain.put(joe, { ttl: 1000 });
		await plain.update("jane", { team: "ops" });
		expect(await plain.getByLabel("label1", "team-ops:*")).toEqual({
			items: [{ key: "jane", value: { ...jane, team: "ops" } }],
		});
		await plain.remove("joe");
		expect(await plain.count()).toBe(1);
		expect((await data.scan()).items.map(({ key }) => key)).toEqual(["plain:jane"]);
	});
});

describe("reads", () => {
	beforeEach(async () => {
		for (const id of ["a", "b", "c"]) await users.create({ id, email: `${id}@x`, team: "core" });
	});
	const value = (id) => ({ id, email: `${id}@x`, team: "core" });
	const item = (id) => ({ key: id, value: value(id) });

	test("get of keys and of expressions", async () => {
		expect(await users.get("a")).toEqual(value("a"));
		expect(await users.get("z")).toBeUndefined();
		expect(await users.get("a", { meta: true })).toMatchObject({ ...item("a"), label1: "team-core:a" });
		expect(await users.get("z", { meta: true })).toBeUndefined();
		expect(await users.get("a", { version: true, consistent: true })).toMatchObject({ version: expect.any(String) });
		expect(await users.get(["c", "z", "a"])).toEqual({ items: [item("c"), item("a")] });
		expect((await users.get(["c"], { meta: true, atomic: true })).items[0]).toMatchObject({
			...item("c"),
			created: expect.any(Date),
		});
		expect(await users.get(">=b")).toEqual({ items: [item("b"), item("c")] });
		expect(await users.get("a|b")).toEqual({ items: [item("a"), item("b")] });
		expect(await users.get("*", { filter: { id: "b" }, attributes: ["email"] })).toEqual({
			items: [{ key: "b", value: { email: "b@x" } }],
		});
		expect((await users.get("<c", { keysOnly: true, labels: { label1: "team-core:>=b" } })).items).toEqual([
			{ key: "b" },
		]);
		const page = await users.get("*", { limit: 2, reverse: true });
		expect(page.items).toEqual([item("c"), item("b")]);
		expect((await page.next()).items).toEqual([item("a")]);
		expect((await users.get("*", { limit: 2, reverse: true, start: page.lastKey })).items).toEqual([item("a")]);
	});

	test("getByLabel leaves out items of other collections", async () => {
		await data.set("others:b", 1, { label1: "team-core:aa" });
		expect(await users.getByLabel("label1", "team-core:*")).toEqual({ items: ["a", "b", "c"].map(item) });
		const page = await users.getByLabel("label1", "team-core:*", { limit: 2, version: true });
		expect(page.items).toMatchObject([{ ...item("a"), version: expect.any(String) }]);
		expect((await page.next()).items.map(({ key }) => key)).toEqual(["b", "c"]);
	});

	test("iterate and count", async () => {
		const all = async (iteration) => {
			const items = [];
			for await (const one of iteration) items.push(one);
			return items;
		};
		await data.set("users", { id: "0" });
		expect(await all(users.iterate())).toEqual([{ key: "0", value: { id: "0" } }, ...["a", "b", "c"].map(item)]);
		expect(await all(users.iterate(">a", { reverse: true }))).toEqual([item("c"), item("b")]);
		const pages = await all(users.iterate("<=b", { meta: true }).pages());
		expect(pages.flatMap(({ items }) => items)).toMatchObject([
			{ key: "0" },
			item("a"),
			{ ...item("b"), label1: "team-core:b" },
		]);
		expect(await all(users.iterate("a"))).toEqual([item("a")]);
		expect(await all(users.iterate("*", { limit: 2, filter: { id: { $gte: "b" } } }))).toEqual([item("b"), item("c")]);
		expect(await users.count("*", { filter: { id: "b" }, consistent: true })).toBe(1);
		expect(await users.count()).toBe(4);
		expect(await users.count(">a")).toBe(2);
	});

	test("methods work without their object", async () => {
		const { get, create } = users;
		await create({ id: "d", email: "d@x" });
		expect(await get("d")).toEqual({ id: "d", email: "d@x" });
		expect([users.name, Object.keys(users)]).toEqual(["users", []]);
	});
});

describe("the schema", () => {
	const zod = z.object({
		id: z.string(),
		email: z.email().transform((email) => email.toLowerCase()),
		visits: z.number().default(0),
		note: z.string().nullable(),
		born: z.coerce.date().optional(),
	});
	const valibot = v.object({
		id: v.string(),
		email: v.pipe(v.string(), v.email(), v.toLowerCase()),
		visits: v.optional(v.number(), 0),
		note: v.nullable(v.string()),
		born: v.optional(v.union([v.pipe(v.date()), v.string()])),
	});

	test.each([
		["zod", zod],
		["valibot", valibot],
	])("%s: what it returns is stored, and read back", async (_, schema) => {
		const accounts = data.collection("accounts", { schema, key: "id", unique: ["email", "born"] });
		const born = new Date(5);
		const stored = { id: "a", email: "a@example.com", visits: 0, note: null, born: "1970-01-01T00:00:00.005Z" };
		expect(await accounts.create({ id: "a", email: "A@example.com", note: null, born, other: 1 })).toEqual(stored);
		expect(await accounts.get("a")).toEqual(stored);
		expect(await accounts.update("a", { visits: 1 })).toEqual({ ...stored, visits: 1 });
		expect(await accounts.get("a")).toEqual({ ...stored, visits: 1 });
		expect(await accounts.getBy("born", stored.born)).toEqual({ ...stored, visits: 1 });
		const taken = refusal(accounts.create({ id: "b", email: "b@example.com", note: "", born }));
		expect(await taken).toMatchObject({ code: "NOT_UNIQUE", key: "a", attribute: "born" });

		const error = await refusal(accounts.create({ id: "b", email: "none", note: 5 }));
		expect(error).toBeInstanceOf(ValidationError);
		expect(error).toMatchObject({ name: "ValidationError", code: "SCHEMA", statusCode: 400 });
		expect(error.issues.map(({ path }) => path)).toEqual([["email"], ["note"]]);
		expect(error.message).toContain("'email': ");
		expect(await refusal(accounts.update("a", { note: undefined }))).toMatchObject({ code: "SCHEMA" });
		expect(await refusal(accounts.put(undefined))).toMatchObject({ code: "SCHEMA" });
		expect(await accounts.get("a")).toEqual({ ...stored, visits: 1 });
	});

	test("that is asynchronous", async () => {
		const slow = data.collection("slow", { ...USERS, schema: schemaOf({ id: text }, { isAsync: true }) });
		await slow.create(jane);
		await slow.update("jane", { team: "a" });
		expect(await slow.get("jane")).toEqual({ ...jane, team: "a" });
		expect(await refusal(slow.create({ id: 1 }))).toMatchObject({
			code: "SCHEMA",
			issues: [{ message: "must be a string", path: ["id"] }],
		});
	});

	test("that throws", async () => {
		const mine = new Error("mine");
		const validate = () => {
			throw mine;
		};
		const broken = data.collection("broken", { schema: { "~standard": { version: 1, validate } }, key: "id" });
		expect(await refusal(broken.create(jane))).toBe(mine);
	});

	test("that shows many issues, without paths or with keys", async () => {
		const issues = [
			{ message: "none" },
			{ message: "deep", path: ["a", { key: 0 }, Symbol("s")] },
			{ message: "third", path: undefined },
			{ message: "fourth" },
			{ message: "fifth" },
		];
		const schema = { "~standard": { version: 1, validate: () => ({ issues }) } };
		const error = await refusal(data.collection("picky", { schema, key: "id" }).create(jane));
		expect(error.message).toBe(
			"The schema of 'picky' refuses the value. none; 'a.0.Symbol(s)': deep; third; and 2 more",
		);
		expect(error.issues.map(({ path }) => path.length)).toEqual([0, 3, 0, 0, 0]);
	});

	test.each([
		["an array", [1]],
		["a string", "text"],
		["a Map", new Map([["id", "jane"]])],
		["a Date", new Date()],
		["nothing", undefined],
		["an instance", new (class Mine {})()],
		["an operator", { $add: 1 }],
		["an operator in an attribute", { id: "jane", n: { $add: 1 } }],
		["a value that cannot be stored", { id: "jane", n: Number.NaN }],
	])("that returns %s", async (_, value) => {
		const schema = { "~standard": { version: 1, validate: () => ({ value }) } };
		const odd = data.collection("odd", { schema, key: () => "jane" });
		expect(await refusal(odd.create(jane))).toMatchObject({ code: "INVALID_VALUE" });
		expect(await odd.count()).toBe(0);
	});
});

describe("keys", () => {
	test("of a function", async () => {
		const points = data.collection("points", { schema: schemaOf({}), key: ({ x, y }) => `${x},${y}` });
		await points.create({ x: 1, y: 2 });
		expect(await points.update("1,2", { z: 3 })).toEqual({ x: 1, y: 2, z: 3 });
		expect(await refusal(points.update("1,2", { y: 3 }))).toMatchObject({ code: "INVALID_KEY" });
		expect(await points.get("*")).toEqual({ items: [{ key: "1,2", value: { x: 1, y: 2, z: 3 } }] });
	});

	test.each([
		["missing", undefined],
		["a number", 5],
		["empty", ""],
		["an expression", "a*"],
		["too long", "k".repeat(257)],
	])("that are %s", async (_, id) => {
		const loose = data.collection("loose", { schema: schemaOf({}), key: "id" });
		expect(await refusal(loose.create({ id }))).toMatchObject({ code: "INVALID_KEY" });
		expect(await refusal(loose.put({ id }))).toMatchObject({ code: "INVALID_KEY" });
	});

	test.each([undefined, null, 5, "", {}])("of a call that are %p", async (key) => {
		expect(await refusal(users.get(key))).toMatchObject({ code: "INVALID_KEY" });
		expect(await refusal(users.remove(key))).toMatchObject({ code: "INVALID_KEY" });
		expect(await refusal(users.update(key, {}))).toMatchObject({ code: "INVALID_KEY" });
	});

	test("are trimmed as everywhere", async () => {
		await users.create({ id: " a : b ", email: "e" });
		expect((await users.get("*")).items[0].key).toBe("a:b");
		expect(await users.update("a:b", { team: "t" })).toEqual({ id: " a : b ", email: "e", team: "t" });
		expect(await users.getBy("email", "e", { meta: true })).toMatchObject({ key: "a:b" });
		await users.remove("a : b");
		expect(await users.getBy("email", "e")).toBeUndefined();
	});
});

describe("labels", () => {
	const labelOf = async (labels, value) => {
		const labelled = data.collection("labelled", { schema: schemaOf({}), key: "id", labels: { label3: labels } });
		await labelled.put({ id: "a", ...value });
		return (await labelled.get("a", { meta: true })).label3;
	};

	test.each([
		["text-${s}:${n}", { s: "x", n: 5 }, "text-x:5"],
		["${b}:${big}", { b: true, big: 5n }, "true:5"],
		["t:${s}", { s: "a:b:c" }, "t:a:b:c"],
		["constant", {}, "constant"],
		["t:${missing}", {}, undefined],
		["t:${s}", { s: null }, undefined],
		["t:${s}", { s: "" }, undefined],
		["t:${constructor}", {}, undefined],
		[({ s }) => (s > 1 ? `many:${s}` : undefined), { s: 2 }, "many:2"],
		[({ s }) => (s > 1 ? `many:${s}` : null), { s: 1 }, undefined],
		[({ s }) => `born:${s}`, { s: new Date(0) }, "born:1970-01-01T00:00:00.000Z"],
	])("%s of %p", async (labels, value, expected) => {
		expect(await labelOf(labels, value)).toBe(expected);
	});

	test.each([
		["${s}:x", { s: "a:b" }, /first colon/],
		["${s}", { s: "a:b" }, /first colon/],
		["t:${list}", { list: [1] }, /not a string/],
		[() => 5, {}, /must return a string/],
		[async () => "a:b", {}, /must return a string/],
	])("%s of %p is refused", async (labels, value, message) => {
		const error = await refusal(labelOf(labels, value));
		expect([error.code, message.test(error.message)]).toEqual(["INVALID_VALUE", true]);
	});

	test("that are no labels are refused", async () => {
		expect(await refusal(labelOf(() => "a:", {}))).toMatchObject({ code: "INVALID_KEY" });
		expect(await refusal(labelOf("${s}:x", { s: "k".repeat(257) }))).toMatchObject({ code: "INVALID_KEY" });
	});
});

describe("refuses", () => {
	const { schema } = USERS;
	const valid = { schema, key: "id" };
	test.each([
		["no name", undefined, valid],
		["an empty name", " ", valid],
		["a name with a colon", "users:a", valid],
		["a name of markers", "users.email", valid],
		["no options", "users", undefined],
		["options that are none", "users", []],
		["an unknown option", "users", { ...valid, index: ["a"] }],
		["no schema", "users", { key: "id" }],
		[
			"a schema of another version",
			"users",
			{ ...valid, schema: { "~standard": { ...schema["~standard"], version: 2 } } },
		],
		["a schema that does nothing", "users", { ...valid, schema: { "~standard": { version: 1 } } }],
		["no key", "users", { schema }],
		["a key that is none", "users", { ...valid, key: 5 }],
		["labels that are none", "users", { ...valid, labels: ["a"] }],
		["an unknown label", "users", { ...valid, labels: { label6: "a" } }],
		["a label that is none", "users", { ...valid, labels: { label1: 5 } }],
		["a template without an end", "users", { ...valid, labels: { label1: "a-${b" } }],
		["a template without a name", "users", { ...valid, labels: { label1: "a-${}" } }],
		["unique names that are none", "users", { ...valid, unique: "email" }],
		["a unique name with a colon", "users", { ...valid, unique: ["a:b"] }],
		["a unique name with spaces", "users", { ...valid, unique: [" a"] }],
	])("%s", (_, name, options) => {
		expect(() => data.collection(name, options)).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
	});

	test.each([
		["create", () => users.create(jane, { version: "1" })],
		["put", () => users.put(jane, { label1: "a:b" })],
		["put with a token", () => users.put(jane, { idempotencyToken: "a" })],
		["update", () => users.update("jane", {}, { exist: true })],
		["get", () => users.get("jane", { label: "label1" })],
		["get of keys", () => users.get(["jane"], { consistent: true })],
		["get with a number", () => users.get("jane", 0)],
		["getBy", () => users.getBy("email", "e", { consistent: true })],
		["getByLabel", () => users.getByLabel("label1", "a:*", { consistent: true })],
		["iterate", async () => users.iterate("*", { label: "label1" })],
		["count", () => users.count("*", { limitt: 5 })],
		["remove", () => users.remove("jane", { vesion: "1" })],
		["an attribute that is not unique", () => users.getBy("team", "core")],
	])("an option that %s does not have", async (_, call) => {
		expect(await refusal(call())).toMatchObject({ code: "INVALID_OPTION" });
	});

	test.each([
		["a version that is undefined", () => users.put(jane, { version: undefined }), "INVALID_OPTION"],
		["a patch that is none", () => users.update("jane", [1]), "INVALID_VALUE"],
		["no change", () => users.update("jane"), "INVALID_VALUE"],
		["an operator in a patch", () => users.update("jane", { n: { $add: 1 } }), "INVALID_VALUE"],
		["an object as a unique value", () => users.getBy("email", {}), "INVALID_VALUE"],
		["nothing as a unique value", () => users.getBy("email", undefined), "INVALID_VALUE"],
		["a unique value that is an array", () => users.create({ ...jane, email: ["a"] }), "INVALID_VALUE"],
	])("%s", async (_, call, code) => {
		expect(await refusal(call())).toMatchObject({ code });
	});
});
