"use strict";

// Documentation: "Getting started" and "Understanding data structures" up to "Collections".

const { freshStore } = require("../support/store");
const { expected } = require("../support/golden");

const now = expected({ $date: "now" });
const ISO_8601_IN_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/;

let data;

beforeEach(async () => {
	data = await freshStore();
});

/** Stores an item with dates of June 2023. */
const storedLongAgo = (key, value) =>
	data.import([{ key, value, created: "2023-06-30T03:51:48.000Z", modified: "2023-06-30T14:15:40.000Z" }]);

describe("getting started", () => {
	test("the package exports the interface by name", () => {
		const { data, Data } = require("../..");

		expect(data).toBeInstanceOf(Data);
	});

	test("a handler sets and gets in turn", async () => {
		const handlers = new Map();
		const api = (name) => ({
			router: (path) => ({ get: (route, handler) => handlers.set(`${name} ${path}${route}`, handler) }),
		});
		expect.assertions(2);

		api("my-api")
			.router("/test-data")
			.get("/", async (event) => {
				// Set and get data
				await data.set("foo", "bar");
				const results = await data.get("foo");

				expect(event).toBe("the event");
				expect(results).toBe("bar");
			});

		await handlers.get("my-api /test-data/")("the event");
	});
});

describe("single values", () => {
	test("strings, numbers, booleans and arrays are stored, each over the previous one", async () => {
		await data.set("foo", "bar"); // string
		expect(await data.get("foo")).toBe("bar");

		await data.set("foo", 123); // number
		expect(await data.get("foo")).toBe(123);

		await data.set("foo", true); // boolean
		expect(await data.get("foo")).toBe(true);

		await data.set("foo", ["arr1", "arr2"]); // array
		expect(await data.get("foo")).toStrictEqual(["arr1", "arr2"]);
	});

	test("an array replaces an array as a whole", async () => {
		await data.set("foo", ["arr1", "arr2"]);
		await data.set("foo", ["arr3"]);

		expect(await data.get("foo")).toStrictEqual(["arr3"]);
	});
});

describe("objects", () => {
	test("are stored whole and updated by root key", async () => {
		await data.set("foo", {
			var1: "some string value",
			var2: 123,
			var3: false,
			var4: ["arr1", "arr2"],
			var5: { var6: "nested object" },
		});

		expect(await data.get("foo")).toStrictEqual({
			var1: "some string value",
			var2: 123,
			var3: false,
			var4: ["arr1", "arr2"],
			var5: { var6: "nested object" },
		});

		await data.set("foo", {
			var1: "this value will be updated",
			var3: null, // or 'undefined' will be removed
			var7: "this value will be added",
		});

		expect(await data.get("foo")).toStrictEqual({
			var1: "this value will be updated",
			var2: 123,
			var4: ["arr1", "arr2"],
			var5: { var6: "nested object" },
			var7: "this value will be added",
		});
	});

	test("undefined removes a root key, as null does", async () => {
		await data.set("foo", { var1: "some string value", var2: 123, var3: false });
		await data.set("foo", { var1: undefined, var3: null });

		expect(await data.get("foo")).toStrictEqual({ var2: 123 });
	});

	test("below the root, an update replaces", async () => {
		await data.set("foo", { var2: 123, var5: { var6: "nested object" } });
		await data.set("foo", { var5: { var8: "another" } });

		expect(await data.get("foo")).toStrictEqual({ var2: 123, var5: { var8: "another" } });
	});
});

describe("metadata", () => {
	test("both dates of a new item are the time of the call", async () => {
		await data.set("foo", "bar");

		expect(await data.get("foo", { meta: true })).toStrictEqual({
			key: "foo",
			value: "bar",
			created: now,
			modified: now,
		});
	});

	test("as JSON, both dates are ISO 8601 in UTC", async () => {
		await data.set("foo", "bar");

		const { created, modified } = JSON.parse(JSON.stringify(await data.get("foo", { meta: true })));

		expect(created).toMatch(ISO_8601_IN_UTC);
		expect(modified).toMatch(ISO_8601_IN_UTC);
	});

	test.each([
		["a value", "old", () => data.set("foo", "new")],
		["the same value", "old", () => data.set("foo", "old")],
		["a part of an object", { a: 1 }, () => data.set("foo", { b: 2 })],
		["a counter", 1, () => data.add("foo", 1)],
	])("updating %s keeps the creation date and changes the modification date", async (_, value, update) => {
		await storedLongAgo("foo", value);

		await update();

		expect(await data.get("foo", true)).toMatchObject({
			created: new Date("2023-06-30T03:51:48.000Z"),
			modified: now,
		});
	});

	test("overwriting sets a new creation date", async () => {
		await storedLongAgo("foo", "old");

		await data.set("foo", "new", { overwrite: true });

		expect(await data.get("foo", true)).toStrictEqual({ key: "foo", value: "new", created: now, modified: now });
	});

	test("reading changes no date", async () => {
		await storedLongAgo("foo", "old");

		await data.get("foo");

		expect((await data.get("foo", true)).modified).toStrictEqual(new Date("2023-06-30T14:15:40.000Z"));
	});
});

describe("collections", () => {
	test("an item of a collection is read by its complete key", async () => {
		await data.set("users:jane@doe.com", {
			name: "Jane Doe",
			email: "jane@doe.com",
			title: "Senior Developer",
		});

		const user = await data.get("users:jane@doe.com");

		expect(user).toStrictEqual({
			name: "Jane Doe",
			email: "jane@doe.com",
			title: "Senior Developer",
		});
		expect(await data.get("jane@doe.com")).toBeUndefined();
		expect(await data.get("users")).toBeUndefined();
	});

	test("the same name in another collection is another item", async () => {
		await data.set("users:jane@doe.com", "a user");
		await data.set("customers:jane@doe.com", "a customer");
		await data.set("jane@doe.com", "in no collection");

		expect(await data.get("users:jane@doe.com")).toBe("a user");
		expect(await data.get("customers:jane@doe.com")).toBe("a customer");
		expect(await data.get("jane@doe.com")).toBe("in no collection");
	});

	test("items are sorted by key, whatever the order of their creation", async () => {
		for (const key of ["log:2023-10-02", "log:2023-09-30", "log:2024-01-01", "log:2023-10-01"]) {
			await data.set(key, key);
		}

		const { items } = await data.get("log:*");

		expect(items.map(({ key }) => key)).toStrictEqual([
			"log:2023-09-30",
			"log:2023-10-01",
			"log:2023-10-02",
			"log:2024-01-01",
		]);
	});
});
