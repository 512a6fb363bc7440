"use strict";

// Documentation: "Labels".

const { freshStore } = require("../support/store");

let data;

beforeEach(async () => {
	data = await freshStore();
});

/** The labels of an item, from its metadata. */
async function labelsOf(key) {
	const item = await data.get(key, { meta: true });
	return Object.fromEntries(Object.entries(item).filter(([name]) => name.startsWith("label")));
}

const keys = ({ items }) => items.map(({ key }) => key);

describe("one label", () => {
	test("finds the item, as its key does", async () => {
		await data.set(
			"productId-12345",
			{
				// my product data here
			},
			{ label1: `product-released:2023-07-01` },
		);

		expect(await data.get("productId-12345")).toStrictEqual({});
		expect(await data.getByLabel("label1", "product-released:2023-07-01")).toStrictEqual({
			items: [{ key: "productId-12345", value: {} }],
		});
		expect(await labelsOf("productId-12345")).toStrictEqual({ label1: "product-released:2023-07-01" });
	});

	test("can be shared by several items", async () => {
		await data.set("productId-1", { n: 1 }, { label1: "product-released:2023-07-01" });
		await data.set("productId-2", { n: 2 }, { label1: "product-released:2023-07-02" });
		await data.set("productId-3", { n: 3 }, { label1: "product-released:2023-07-01" });

		expect(await data.getByLabel("label1", "product-released:2023-07-01")).toStrictEqual({
			items: [
				{ key: "productId-1", value: { n: 1 } },
				{ key: "productId-3", value: { n: 3 } },
			],
		});
	});

	test("in a collection can be queried with key expressions", async () => {
		await data.set("productId-1", 1, { label1: "product-released:2023-07-01" });
		await data.set("productId-2", 2, { label1: "product-released:2023-06-15" });
		await data.set("productId-3", 3, { label1: "product-released:2023-08-01" });

		expect(keys(await data.getByLabel("label1", "product-released:*"))).toStrictEqual([
			"productId-2",
			"productId-1",
			"productId-3",
		]);
		expect(keys(await data.getByLabel("label1", "product-released:2023-07*"))).toStrictEqual(["productId-1"]);
		expect(keys(await data.getByLabel("label1", "product-released:>2023-07-01"))).toStrictEqual(["productId-3"]);
		expect(keys(await data.getByLabel("label1", "product-released:<=2023-07-01"))).toStrictEqual([
			"productId-2",
			"productId-1",
		]);
		expect(keys(await data.getByLabel("label1", "product-released:2023-06-01|2023-07-31"))).toStrictEqual([
			"productId-2",
			"productId-1",
		]);
	});

	test("is case sensitive and trimmed, like keys", async () => {
		await data.set("myKey", "myValue", { label1: " Product : Released " });

		expect(keys(await data.getByLabel("label1", "Product:Released"))).toStrictEqual(["myKey"]);
		expect(keys(await data.getByLabel("label1", "product:released"))).toStrictEqual([]);
	});

	test("is not a key", async () => {
		await data.set("myKey", "myValue", { label1: "someLabel" });

		expect(await data.get("someLabel")).toBeUndefined();
	});
});

describe("five labels", () => {
	const five = { label1: "one", label2: "two:2", label3: "three", label4: "four:4", label5: "five" };

	test("each find the item under their own number only", async () => {
		await data.set("myKey", "myValue", five);

		expect(await labelsOf("myKey")).toStrictEqual(five);
		for (const [number, label] of Object.entries(five)) {
			expect(keys(await data.getByLabel(number, label))).toStrictEqual(["myKey"]);
		}
		expect(keys(await data.getByLabel("label2", "one"))).toStrictEqual([]);
	});

	test("are the maximum", async () => {
		await data.set("myKey", "myValue", { ...five, label6: "six" });

		expect(await labelsOf("myKey")).toStrictEqual(five);
		await expect(data.getByLabel("label6", "six")).rejects.toThrow("'label1' through 'label5'");
	});
});

describe("default labels", () => {
	test("fill gaps only, while other labels overwrite", async () => {
		await data.set("myKey", "myValue", {
			label1: "someLabel", // overwrite label1
			label2: ["defaultLabel"], // overwrite if label2 doesn't exist
		});

		expect(await labelsOf("myKey")).toStrictEqual({ label1: "someLabel", label2: "defaultLabel" });
		expect(keys(await data.getByLabel("label2", "defaultLabel"))).toStrictEqual(["myKey"]);
	});

	test("do not change stored labels", async () => {
		await data.set("myKey", "myValue", { label1: "oldLabel", label2: "ownLabel" });

		await data.set("myKey", "myValue", {
			label1: "someLabel", // overwrite label1
			label2: ["defaultLabel"], // overwrite if label2 doesn't exist
		});

		expect(await labelsOf("myKey")).toStrictEqual({ label1: "someLabel", label2: "ownLabel" });
		expect(keys(await data.getByLabel("label1", "oldLabel"))).toStrictEqual([]);
		expect(keys(await data.getByLabel("label2", "defaultLabel"))).toStrictEqual([]);
	});

	test.each([
		["simple", "collection:label"],
		["in:a:collection", "simple"],
		["collection:one", "collection:two"],
	])("keep '%s' over '%s'", async (own, byDefault) => {
		await data.set("myKey", "myValue", { label2: own });
		await data.set("myKey", "myValue", { label2: [byDefault] });

		expect(await labelsOf("myKey")).toStrictEqual({ label2: own });
		expect(keys(await data.getByLabel("label2", own))).toStrictEqual(["myKey"]);
		expect(keys(await data.getByLabel("label2", byDefault))).toStrictEqual([]);
	});

	test("are set again after the label is removed", async () => {
		await data.set("myKey", "myValue", { label2: "ownLabel" });
		await data.set("myKey", "myValue", { label2: null });
		await data.set("myKey", "myValue", { label2: ["defaultLabel"] });

		expect(await labelsOf("myKey")).toStrictEqual({ label2: "defaultLabel" });
	});
});

describe("removing labels", () => {
	beforeEach(() => data.set("myKey", "myValue", { label1: "someLabel", label2: "other:label" }));

	test("undefined removes only the named label", async () => {
		await data.set("myKey", "myValue", {
			label1: undefined, // remove this label
		});

		expect(await labelsOf("myKey")).toStrictEqual({ label2: "other:label" });
		expect(keys(await data.getByLabel("label1", "someLabel"))).toStrictEqual([]);
		expect(keys(await data.getByLabel("label2", "other:label"))).toStrictEqual(["myKey"]);
		expect(await data.get("myKey")).toBe("myValue");
	});

	test("so does null", async () => {
		await data.set("myKey", "myValue", { label2: null });

		expect(await labelsOf("myKey")).toStrictEqual({ label1: "someLabel" });
		expect(keys(await data.getByLabel("label2", "other:label"))).toStrictEqual([]);
	});

	test("removing a missing label is not an error", async () => {
		await data.set("myKey", "myValue", { label5: undefined, label4: null });

		expect(await labelsOf("myKey")).toStrictEqual({ label1: "someLabel", label2: "other:label" });
	});

	test("an update without labels removes none", async () => {
		await data.set("myKey", "another value");

		expect(await labelsOf("myKey")).toStrictEqual({ label1: "someLabel", label2: "other:label" });
		expect(await data.getByLabel("label1", "someLabel")).toStrictEqual({
			items: [{ key: "myKey", value: "another value" }],
		});
	});
});
