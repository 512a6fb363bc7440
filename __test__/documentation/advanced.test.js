"use strict";

// Documentation: "Advanced options", the integrity check on creation dates and storing nulls.

const { freshStore } = require("../support/store");
const { expected } = require("../support/golden");

const now = expected({ $date: "now" });

let data;

beforeEach(async () => {
	data = await freshStore();
});

describe("the integrity check on the creation date", () => {
	const mismatch = "The 'created' date integrity check failed.";
	const original = {
		key: "myKey",
		value: "some value",
		created: "2023-06-30T03:51:48.000Z",
		modified: "2023-06-30T14:15:40.000Z",
	};

	beforeEach(() => data.import([original]));

	test("the documented item is stored as shown", async () => {
		expect(JSON.parse(JSON.stringify(await data.get("myKey", true)))).toStrictEqual({
			key: "myKey",
			value: "some value",
			created: "2023-06-30T03:51:48.000Z",
			modified: "2023-06-30T14:15:40.000Z",
		});
	});

	test("the stored date in epoch seconds passes, and the date stays", async () => {
		await data.set("myKey", "another value", { overwrite: true, created: 1688097108 });

		expect(await data.get("myKey", true)).toStrictEqual({
			key: "myKey",
			value: "another value",
			created: new Date("2023-06-30T03:51:48.000Z"),
			modified: now,
		});
	});

	test("the rest of the item and of its metadata is replaced", async () => {
		await data.import([{ ...original, value: { a: 1, b: 2 }, ttl: "2099-01-01", label1: "old" }]);

		await data.set("myKey", { b: 3 }, { overwrite: true, created: 1688097108, label2: "new" });

		expect(await data.get("myKey", true)).toStrictEqual({
			key: "myKey",
			value: { b: 3 },
			created: new Date("2023-06-30T03:51:48.000Z"),
			modified: now,
			label2: "new",
		});
	});

	test.each([
		["a second earlier", 1688097107],
		["a second later", 1688097109],
		["milliseconds", 1688097108000],
		["the modification date", 1688134540],
	])("any other epoch fails and keeps the item: %s", async (_, created) => {
		await expect(data.set("myKey", "another value", { overwrite: true, created })).rejects.toThrow(mismatch);

		expect(JSON.parse(JSON.stringify(await data.get("myKey", true)))).toStrictEqual(original);
	});

	test("an item that does not exist matches no date", async () => {
		await expect(data.set("nowhere", 1, { overwrite: true, created: 1688097108 })).rejects.toThrow(mismatch);

		expect(await data.get("nowhere")).toBeUndefined();
	});

	test("a date read from metadata passes", async () => {
		const { created } = await data.set("ns:new", 1, { meta: true });

		const options = { overwrite: true, created: created.getTime() / 1000, meta: true };

		expect(await data.set("ns:new", 2, options)).toStrictEqual({ key: "ns:new", value: 2, created, modified: now });
	});

	test("overwriting without it sets a new date", async () => {
		await data.set("myKey", "another value", { overwrite: true });

		expect((await data.get("myKey", true)).created).toEqual(now);
	});
});

describe("nulls by default", () => {
	test("are removed from objects, and so is undefined", async () => {
		const result = await data.set("foo", { a: null, b: undefined, c: 1 });

		expect(result).toStrictEqual({ c: 1 });
		expect(await data.get("foo")).toStrictEqual({ c: 1 });
	});

	test("are removed when overwriting", async () => {
		await data.set("foo", { a: 1 });
		await data.set("foo", { a: null, b: undefined, c: 1 }, { overwrite: true });

		expect(await data.get("foo")).toStrictEqual({ c: 1 });
	});

	test.each([null, undefined])("are not single values: %s is not stored", async (value) => {
		await expect(data.set("foo", value)).rejects.toThrow("Value can not be undefined");

		expect(await data.get("foo", true)).toBeUndefined();
	});
});

describe("removeNulls: false for one call", () => {
	test("stores nulls of an object", async () => {
		const result = await data.set("foo", { a: null, c: 1 }, { removeNulls: false });

		expect(result).toStrictEqual({ a: null, c: 1 });
		expect(await data.get("foo")).toStrictEqual({ a: null, c: 1 });
	});

	test("stores null over a stored value", async () => {
		await data.set("foo", { a: 1, c: 1 });
		await data.set("foo", { a: null }, { removeNulls: false });

		expect(await data.get("foo")).toStrictEqual({ a: null, c: 1 });
	});

	test("stores nulls when overwriting, and null as a single value", async () => {
		await data.set("foo", { a: null, c: 1 }, { removeNulls: false, overwrite: true });
		await data.set("single", null, { removeNulls: false });

		expect(await data.get("foo")).toStrictEqual({ a: null, c: 1 });
		expect(await data.get("single")).toBeNull();
		expect(await data.get("single", true)).toMatchObject({ key: "single", value: null });
	});

	test("applies to one call only", async () => {
		await data.set("foo", { a: null, b: null }, { removeNulls: false });
		await data.set("foo", { a: null });

		expect(await data.get("foo")).toStrictEqual({ b: null });
	});
});

describe("data.removeNulls = false", () => {
	beforeEach(() => {
		data.removeNulls = false;
	});

	test("stores nulls in every later set", async () => {
		await data.set("foo", { a: null, c: 1 });
		await data.set("over", { a: null }, { overwrite: true });
		await data.set([{ key: "batch", value: { a: null, c: 1 } }], { overwrite: true });

		expect(await data.get("foo")).toStrictEqual({ a: null, c: 1 });
		expect(await data.get("over")).toStrictEqual({ a: null });
		expect(await data.get("batch")).toStrictEqual({ a: null, c: 1 });
	});

	test("is overridden by the option of a call", async () => {
		await data.set("foo", { a: null, b: null });
		await data.set("foo", { a: null }, { removeNulls: true });

		expect(await data.get("foo")).toStrictEqual({ b: null });
	});

	test("can be reset, and nulls are removed again", async () => {
		expect(data.removeNulls).toBe(false);
		data.removeNulls = true;

		await data.set("foo", { a: null, c: 1 });

		expect(await data.get("foo")).toStrictEqual({ c: 1 });
	});

	test("applies to one handle only", async () => {
		const other = await freshStore();

		await other.set("foo", { a: null, c: 1 });

		expect(await other.get("foo")).toStrictEqual({ c: 1 });
	});
});
