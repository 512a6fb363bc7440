"use strict";

// Documentation: "Using atomic counters".

const { freshStore } = require("../support/store");
const { expected } = require("../support/golden");

const now = expected({ $date: "now" });

let data;

beforeEach(async () => {
	data = await freshStore();
});

describe("one value", () => {
	test("counts up and down", async () => {
		{
			const results = await data.add("myCounter", 1);
			expect(results).toBe(1);
		}
		{
			const results = await data.add("myNegativeCounter", -1);
			expect(results).toBe(-1);
		}
		expect(await data.get("myCounter")).toBe(1);
		expect(await data.get("myNegativeCounter")).toBe(-1);
	});

	test("starts from the stored number", async () => {
		await data.set("myCounter", 10);
		await data.set("myNegativeCounter", 10);

		expect(await data.add("myCounter", 1)).toBe(11);
		expect(await data.add("myNegativeCounter", -1)).toBe(9);
	});

	test("in a collection", async () => {
		await data.add("counters:mine", 2);

		expect(await data.add("counters:mine", 3)).toBe(5);
		expect(await data.get("counters:*")).toStrictEqual({ items: [{ key: "counters:mine", value: 5 }] });
	});

	test("accepts integers and floats", async () => {
		expect(await data.add("myCounter", 0.5)).toBe(0.5);
		expect(await data.add("myCounter", 2)).toBe(2.5);
		expect(await data.add("myCounter", -2.75)).toBe(-0.25);
		expect(await data.add("myCounter", 0.25)).toBe(0);
		expect(await data.get("myCounter")).toBe(0);
	});

	test.each([[true], [{ meta: true }]])("returns metadata for %j", async (options) => {
		await data.import([
			{
				key: "myCounter",
				value: 10,
				created: "2023-06-30T03:51:48.000Z",
				modified: "2023-06-30T14:15:40.000Z",
				label1: "counters:mine",
			},
		]);

		expect(await data.add("myCounter", 1, options)).toStrictEqual({
			key: "myCounter",
			value: 11,
			created: new Date("2023-06-30T03:51:48.000Z"),
			modified: now,
			label1: "counters:mine",
		});
	});

	test("loses no concurrent addition", async () => {
		const results = await Promise.all(Array.from({ length: 100 }, () => data.add("myCounter", 1)));

		expect(results.sort((a, b) => a - b)).toStrictEqual(Array.from({ length: 100 }, (_, index) => index + 1));
		expect(await data.get("myCounter")).toBe(100);
	});

	test("loses no concurrent subtraction", async () => {
		await Promise.all(Array.from({ length: 100 }, (_, index) => data.add("myCounter", index % 2 === 0 ? 3 : -1)));

		expect(await data.get("myCounter")).toBe(100);
	});
});

describe("a value inside an object", () => {
	test("is addressed by its name", async () => {
		const results = await data.add("myObjectKey", "nestedCounter", 5);

		expect(results).toStrictEqual({ nestedCounter: 5 });
		expect(await data.get("myObjectKey")).toStrictEqual({ nestedCounter: 5 });
	});

	test("starts from the stored number, and the rest of the object stays", async () => {
		await data.set("myObjectKey", { nestedCounter: 10, other: "x" });

		const results = await data.add("myObjectKey", "nestedCounter", 5);

		expect(results).toStrictEqual({ nestedCounter: 15, other: "x" });
		expect(await data.get("myObjectKey")).toStrictEqual({ nestedCounter: 15, other: "x" });
	});

	test.each([[true], [{ meta: true }]])("returns metadata for %j", async (options) => {
		await data.set("myObjectKey", { other: "x" }, { label1: "mine" });

		expect(await data.add("myObjectKey", "nestedCounter", -5, options)).toStrictEqual({
			key: "myObjectKey",
			value: { nestedCounter: -5, other: "x" },
			created: now,
			modified: now,
			label1: "mine",
		});
	});

	test("loses no concurrent addition", async () => {
		await Promise.all(Array.from({ length: 50 }, () => data.add("myObjectKey", "nestedCounter", 5)));

		expect(await data.get("myObjectKey")).toStrictEqual({ nestedCounter: 250 });
	});
});

describe("several values", () => {
	const countBoth = () =>
		data.set("myObject", {
			nestedCounter: { $add: 1 },
			anotherCounter: { $add: 5 },
			someOtherValue: "foo",
		});

	test("are added to by one set that also sets other attributes", async () => {
		const results = await data.set("myObject", {
			nestedCounter: { $add: 1 },
			anotherCounter: { $add: 5 },
			someOtherValue: "foo",
		});

		expect(results).toStrictEqual({ nestedCounter: 1, anotherCounter: 5, someOtherValue: "foo" });
		expect(await data.get("myObject")).toStrictEqual(results);
	});

	test("each grow by their own number on every call", async () => {
		await countBoth();
		await countBoth();

		expect(await countBoth()).toStrictEqual({ nestedCounter: 3, anotherCounter: 15, someOtherValue: "foo" });
		expect(await data.get("myObject")).toStrictEqual({ nestedCounter: 3, anotherCounter: 15, someOtherValue: "foo" });
	});

	test("lose no concurrent addition", async () => {
		await Promise.all(Array.from({ length: 50 }, countBoth));

		expect(await data.get("myObject")).toStrictEqual({
			nestedCounter: 50,
			anotherCounter: 250,
			someOtherValue: "foo",
		});
	});

	test("keep the last value of other attributes", async () => {
		await countBoth();
		await data.set("myObject", { nestedCounter: { $add: 1 }, someOtherValue: "last" });

		expect(await data.get("myObject")).toStrictEqual({ nestedCounter: 2, anotherCounter: 5, someOtherValue: "last" });
	});

	test("accept the options of set", async () => {
		await countBoth();

		await expect(data.set("myObject", { nestedCounter: { $add: 1 } }, { exists: false })).rejects.toThrow(
			new Error("Item already exists"),
		);
		expect(await data.set("myObject", { nestedCounter: { $add: -0.5 } }, { meta: true })).toStrictEqual({
			key: "myObject",
			value: { nestedCounter: 0.5, anotherCounter: 5, someOtherValue: "foo" },
			created: now,
			modified: now,
		});
	});

	test("$add also adds to a single value", async () => {
		await data.set("myCounter", 10);

		expect(await data.set("myCounter", { $add: 1 })).toBe(11);
	});
});
