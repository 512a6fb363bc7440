"use strict";

// Documentation: "Existence checks".

const { freshStore } = require("../support/store");

const EXISTS = new Error("Item already exists");
const MISSING = new Error("Item does not exist");

let data;

beforeEach(async () => {
	data = await freshStore();
});

test("both samples in sequence: the first creates, the second updates", async () => {
	// This will fail if "myKey" already exists
	await data.set("myKey", "someValue", { exists: false });

	expect(await data.get("myKey")).toBe("someValue");

	// This will fail if "myKey" doesn't exists
	await data.set("myKey", { foo: "bar" }, { exists: true });

	expect(await data.get("myKey")).toStrictEqual({ foo: "bar" });
});

describe("no check", () => {
	test("creates a missing item and updates a stored one", async () => {
		expect(await data.set("myKey", { foo: "bar" })).toStrictEqual({ foo: "bar" });
		expect(await data.set("myKey", { bat: "baz" })).toStrictEqual({ foo: "bar", bat: "baz" });
	});
});

describe.each([
	["updating", {}],
	["overwriting", { overwrite: true }],
])("%s", (_, options) => {
	test("exists: false refuses a stored item and keeps it", async () => {
		await data.import([
			{
				key: "myKey",
				value: "old",
				created: "2023-06-30T03:51:48.000Z",
				modified: "2023-06-30T14:15:40.000Z",
				label1: "mine",
			},
		]);
		const before = await data.get("myKey", true);

		await expect(data.set("myKey", "someValue", { ...options, exists: false, label1: "other" })).rejects.toThrow(
			EXISTS,
		);

		expect(await data.get("myKey", true)).toStrictEqual(before);
	});

	test("exists: true refuses a missing item and creates none", async () => {
		await expect(data.set("myKey", { foo: "bar" }, { ...options, exists: true })).rejects.toThrow(MISSING);

		expect(await data.get("myKey")).toBeUndefined();
	});

	test("exists: false creates", async () => {
		expect(await data.set("ns:myKey", { foo: "bar" }, { ...options, exists: false })).toStrictEqual({ foo: "bar" });
		expect(await data.get("ns:myKey")).toStrictEqual({ foo: "bar" });
	});

	test("exists: true finds an item that exists: false created", async () => {
		await data.set("ns:myKey", "one", { ...options, exists: false });

		expect(await data.set("ns:myKey", "two", { ...options, exists: true })).toBe("two");
		expect(await data.get("ns:myKey")).toBe("two");
	});

	test("a removed item does not exist", async () => {
		await data.set("myKey", "someValue");
		await data.remove("myKey");

		await expect(data.set("myKey", "someValue", { ...options, exists: true })).rejects.toThrow(MISSING);
		expect(await data.set("myKey", "someValue", { ...options, exists: false })).toBe("someValue");
	});

	test("one of many concurrent creations succeeds", async () => {
		const attempts = Array.from({ length: 10 }, (_, index) => data.set("myKey", index, { ...options, exists: false }));

		const outcomes = await Promise.allSettled(attempts);

		const created = outcomes.filter(({ status }) => status === "fulfilled");
		const refused = outcomes.filter(({ status }) => status === "rejected");
		expect(created).toHaveLength(1);
		expect(refused.map(({ reason }) => reason.message)).toStrictEqual(Array(9).fill("Item already exists"));
		expect(await data.get("myKey")).toBe(created[0].value);
	});
});
