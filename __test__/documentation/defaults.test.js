"use strict";

// Documentation: "Setting default values".

const { freshStore } = require("../support/store");
const { expected } = require("../support/golden");

const now = expected({ $date: "now" });

let data;

beforeEach(async () => {
	data = await freshStore();
});

describe("attributes", () => {
	test("a value is written; a default is written only if the attribute is missing", async () => {
		await data.set(
			"myKey",
			{ key1: "myValue" },
			{
				default: { key2: "defaultVal2" },
			},
		);

		expect(await data.get("myKey")).toStrictEqual({ key1: "myValue", key2: "defaultVal2" });
	});

	test("a stored attribute wins over the default", async () => {
		await data.set("myKey", { key1: "before", key2: "before", key3: "before" });

		const result = await data.set(
			"myKey",
			{ key1: "myValue" },
			{
				default: { key2: "defaultVal2" },
			},
		);

		expect(result).toStrictEqual({ key1: "myValue", key2: "before", key3: "before" });
		expect(await data.get("myKey")).toStrictEqual(result);
	});

	test.each([false, 0, "", []])("%j counts as a stored value", async (value) => {
		await data.set("myKey", { key2: value });
		await data.set("myKey", { key1: "myValue" }, { default: { key2: "defaultVal2" } });

		expect(await data.get("myKey")).toStrictEqual({ key1: "myValue", key2: value });
	});

	test("a removed attribute gets the default again", async () => {
		await data.set("myKey", { key2: "before" });
		await data.set("myKey", { key2: null });
		await data.set("myKey", { key1: "myValue" }, { default: { key2: "defaultVal2" } });

		expect(await data.get("myKey")).toStrictEqual({ key1: "myValue", key2: "defaultVal2" });
	});
});

describe("input with missing fields", () => {
	const defaults = { key1: "defaultVal1", key2: "defaultVal2", key3: "defaultVal3" };

	test.each([
		["nothing", {}, defaults],
		["key2", { key2: "given" }, { ...defaults, key2: "given" }],
		["another", { other: "given" }, { ...defaults, other: "given" }],
		["all", { key1: 1, key2: 2, key3: 3 }, { key1: 1, key2: 2, key3: 3 }],
	])("with %s", async (_, body, stored) => {
		const req = { body };

		const input = req.body;

		await data.set("myKey", input, {
			default: { key1: "defaultVal1", key2: "defaultVal2", key3: "defaultVal3" },
		});

		expect(await data.get("myKey")).toStrictEqual(stored);
	});

	test("is not changed, and neither are the defaults", async () => {
		const input = { a: { x: 1 } };
		const byDefault = { a: { y: 2 }, b: 3 };

		await data.set("myKey", input, { default: byDefault });

		expect(input).toStrictEqual({ a: { x: 1 } });
		expect(byDefault).toStrictEqual({ a: { y: 2 }, b: 3 });
	});

	test("with overwrite, stored attributes do not count", async () => {
		await data.set("myKey", { key1: "before", key2: "before" });
		await data.set("myKey", { key1: "given" }, { overwrite: true, default: defaults });

		expect(await data.get("myKey")).toStrictEqual({ ...defaults, key1: "given" });
	});
});

describe("merging", () => {
	test("reaches every depth", async () => {
		const input = { a: { b: { c: { given: 1 } }, given: 2 } };

		await data.set("myKey", input, {
			default: { a: { b: { c: { given: 0, missing: 3 }, missing: 4 }, missing: 5 }, missing: 6 },
		});

		expect(await data.get("myKey")).toStrictEqual({
			a: { b: { c: { given: 1, missing: 3 }, missing: 4 }, given: 2, missing: 5 },
			missing: 6,
		});
	});

	test("keeps given arrays unchanged, at the root and deeper", async () => {
		await data.set(
			"myKey",
			{ list: [1], objects: [{ a: 1 }], deep: { list: ["given"], empty: [] } },
			{
				default: { list: [7, 8, 9], objects: [{ b: 2 }, { c: 3 }], deep: { list: ["x", "y"], empty: [1], more: [2] } },
			},
		);

		expect(await data.get("myKey")).toStrictEqual({
			list: [1],
			objects: [{ a: 1 }],
			deep: { list: ["given"], empty: [], more: [2] },
		});
	});

	test("keeps the given value if the kinds differ", async () => {
		await data.set("myKey", { a: "given", b: { c: 1 }, d: [1] }, { default: { a: { x: 1 }, b: "text", d: { e: 1 } } });

		expect(await data.get("myKey")).toStrictEqual({ a: "given", b: { c: 1 }, d: [1] });
	});
});

describe("single values", () => {
	test("undefined as the value stores the default", async () => {
		await data.set("myKey", undefined, { default: "defaultValue" });

		expect(await data.get("myKey")).toBe("defaultValue");
	});

	test("so does null, and set resolves to it", async () => {
		expect(await data.set("myKey", null, { default: "defaultValue" })).toBe("defaultValue");
		expect(await data.get("myKey")).toBe("defaultValue");
	});

	test.each(["given", 0, false, ""])("a given value wins: %j", async (value) => {
		const byDefault = { string: "defaultValue", number: 5, boolean: true }[typeof value];
		await data.set("myKey", value, { default: byDefault });

		expect(await data.get("myKey")).toBe(value);
	});

	test.each([undefined, null])("a stored value stays, and only its modification date changes (%s)", async (value) => {
		await data.import([
			{
				key: "myKey",
				value: "existing",
				created: "2023-06-30T03:51:48.000Z",
				modified: "2023-06-30T14:15:40.000Z",
			},
		]);

		expect(await data.set("myKey", value, { default: "defaultValue" })).toBe("existing");

		expect(await data.get("myKey", true)).toStrictEqual({
			key: "myKey",
			value: "existing",
			created: new Date("2023-06-30T03:51:48.000Z"),
			modified: now,
		});
	});

	test("a failed existence check leaves the item untouched", async () => {
		await data.import([
			{
				key: "myKey",
				value: "existing",
				created: "2023-06-30T03:51:48.000Z",
				modified: "2023-06-30T14:15:40.000Z",
			},
		]);

		await expect(data.set("myKey", undefined, { default: "defaultValue", exists: false })).rejects.toThrow(
			new Error("Item already exists"),
		);

		expect(await data.get("myKey", true)).toStrictEqual({
			key: "myKey",
			value: "existing",
			created: new Date("2023-06-30T03:51:48.000Z"),
			modified: new Date("2023-06-30T14:15:40.000Z"),
		});
	});
});
