"use strict";

// Documentation: "Setting items", keys, results and options. TTL, batches, existence checks and defaults have their own
// files.

const { freshStore } = require("../support/store");
const { expected } = require("../support/golden");

const now = expected({ $date: "now" });

let data;

beforeEach(async () => {
	data = await freshStore();
});

describe("values", () => {
	test("of every kind are set and read back", async () => {
		await data.set("foo", "bar");
		await data.set("fooNum", 123456);
		await data.set("foo-Bool", true);
		await data.set("foo_Array", ["val1", "val2", "val3"]);
		await data.set("foo Obj", { key1: "some val", key2: "some other val" });

		expect(await data.get("foo")).toBe("bar");
		expect(await data.get("fooNum")).toBe(123456);
		expect(await data.get("foo-Bool")).toBe(true);
		expect(await data.get("foo_Array")).toStrictEqual(["val1", "val2", "val3"]);
		expect(await data.get("foo Obj")).toStrictEqual({ key1: "some val", key2: "some other val" });
	});

	test("set resolves to the new value", async () => {
		expect(await data.set("foo", "bar")).toBe("bar");
		expect(await data.set("fooNum", 123456)).toBe(123456);
		expect(await data.set("foo-Bool", true)).toBe(true);
		expect(await data.set("foo_Array", ["val1", "val2", "val3"])).toStrictEqual(["val1", "val2", "val3"]);
		expect(await data.set("foo Obj", { key1: "some val", key2: "some other val" })).toStrictEqual({
			key1: "some val",
			key2: "some other val",
		});
	});

	test("after a partial update, set resolves to the whole object", async () => {
		await data.set("foo Obj", { key1: "some val", key2: "some other val" });

		expect(await data.set("foo Obj", { key2: null, key3: "new" })).toStrictEqual({ key1: "some val", key3: "new" });
	});
});

describe("keys", () => {
	test("are case sensitive", async () => {
		await data.set("keyName", "camel");
		await data.set("KEYNAME", "upper");
		await data.set("Ns:keyName", "collection");

		expect(await data.get("keyName")).toBe("camel");
		expect(await data.get("KEYNAME")).toBe("upper");
		expect(await data.get("keyname")).toBeUndefined();
		expect(await data.get("ns:keyName")).toBeUndefined();
	});

	test.each(["a b  c", "zażółć gęślą", "データ", "🚀", "tab\tand\nline", 'quote" and \\', "nul\0inside", "50%&?=#/@"])(
		"can contain any UTF-8 text: %j",
		async (key) => {
			await data.set(key, "simple");
			await data.set(`collection:${key}`, "in a collection");

			expect(await data.get(key, true)).toMatchObject({ key, value: "simple" });
			expect(await data.get("collection:*")).toStrictEqual({
				items: [{ key: `collection:${key}`, value: "in a collection" }],
			});
		},
	);

	test.each([
		["of one byte each", "k".repeat(256), "k".repeat(257)],
		["of several bytes each", "ż".repeat(128), "ż".repeat(129)],
		["behind a colon", `ns:${"k".repeat(256)}`, `ns:${"k".repeat(257)}`],
		["before a colon", `${"n".repeat(256)}:k`, `${"n".repeat(257)}:k`],
	])("can have parts of 256 bytes, characters %s", async (_, longest, tooLong) => {
		await data.set(longest, "fits");

		expect(await data.get(longest)).toBe("fits");
		await expect(data.set(tooLong, "does not")).rejects.toThrow("256 bytes");
	});

	test("are trimmed", async () => {
		await data.set(" keyName ", 1);

		expect(await data.get("keyName")).toBe(1);
		expect(await data.get(" keyName ", true)).toMatchObject({ key: "keyName" });
	});

	test("are trimmed by every verb, also around the colon", async () => {
		await data.set(" ns : my counter ", 1);

		expect(await data.add("ns:my counter  ", 1)).toBe(2);
		expect(await data.get([" ns:my counter"])).toStrictEqual({ items: [{ key: "ns:my counter", value: 2 }] });
		expect(await data.get(" ns : * ")).toStrictEqual({ items: [{ key: "ns:my counter", value: 2 }] });

		await data.remove("  ns:  my counter");
		expect(await data.get("ns:my counter")).toBeUndefined();
	});
});

describe("options", () => {
	test("metadata, overwriting, expiry and labels in one call", async () => {
		const result = await data.set("foo", "bar", {
			meta: true,
			overwrite: true,
			ttl: 3600,
			label1: "baz",
			label2: "baz:bat",
		});

		const item = {
			key: "foo",
			value: "bar",
			created: now,
			modified: now,
			ttl: expected({ $date: "now+3600" }),
			label1: "baz",
			label2: "baz:bat",
		};
		expect(result).toStrictEqual(item);
		expect(await data.get("foo", { meta: true })).toStrictEqual(item);
		expect(await data.getByLabel("label1", "baz", { meta: true })).toStrictEqual({ items: [item] });
		expect(await data.getByLabel("label2", "baz:*", { meta: true })).toStrictEqual({ items: [item] });
	});

	test("meta: the whole value is in the field value", async () => {
		const result = await data.set("ns:foo", { a: { b: 1 } }, { meta: true });

		expect(result).toStrictEqual({ key: "ns:foo", value: { a: { b: 1 } }, created: now, modified: now });
	});

	test("overwrite: replaces attributes, labels, expiry and dates", async () => {
		await data.import([
			{
				key: "foo",
				value: { a: 1, b: 2 },
				created: "2023-06-30T03:51:48.000Z",
				modified: "2023-06-30T14:15:40.000Z",
				ttl: "2099-01-01",
				label1: "baz",
				label2: "baz:bat",
			},
		]);

		const result = await data.set("foo", { b: 3 }, { meta: true, overwrite: true, label3: "new" });

		const item = { key: "foo", value: { b: 3 }, created: now, modified: now, label3: "new" };
		expect(result).toStrictEqual(item);
		expect(await data.get("foo", true)).toStrictEqual(item);
		expect(await data.getByLabel("label1", "baz")).toStrictEqual({ items: [] });
		expect(await data.getByLabel("label2", "baz:bat")).toStrictEqual({ items: [] });
	});

	test("overwrite: a single value can replace an object", async () => {
		await data.set("foo", { a: 1 });
		await data.set("foo", "bar", { overwrite: true });

		expect(await data.get("foo")).toBe("bar");
	});

	test("without overwrite, expiry and labels stay", async () => {
		await data.set("foo", "bar", { ttl: 3600, label1: "baz" });
		await data.set("foo", "other");

		expect(await data.get("foo", true)).toStrictEqual({
			key: "foo",
			value: "other",
			created: now,
			modified: now,
			ttl: expected({ $date: "now+3600" }),
			label1: "baz",
		});
	});
});
