"use strict";

// A refused write says which item refused it, and what is there now, so that a program needs no second read.

const { inspect } = require("node:util");
const { refusal } = require("../support/refusal");
const { freshStore } = require("../support/store");

let data;
beforeAll(async () => {
	data = await freshStore();
});

describe("a refused write", () => {
	test("has the key and the item that it met", async () => {
		await data.set("users:jane", { n: 1, tags: new Set(["a"]), raw: new Uint8Array([1, 2]) }, { label1: "team:core" });
		const stored = await data.get("users:jane", true);
		const error = await refusal(data.set("users:jane", { n: 2 }, { exists: false }));
		expect(error.code).toBe("ITEM_EXISTS");
		expect(error.key).toBe("users:jane");
		expect(error.item).toMatchObject({ ...stored, label1: "team:core" });
		expect(error.item.created).toBeInstanceOf(Date);
	});

	test("has no item where there is none", async () => {
		const error = await refusal(data.set("nobody", 1, { exists: true }));
		expect(error).toMatchObject({ code: "ITEM_NOT_FOUND", key: "nobody", item: undefined });
		expect("item" in error).toBe(true);
	});

	test("has no item where it is expired", async () => {
		await data.set("expired", 1, { ttl: new Date(Date.now() - 10_000) });
		const error = await refusal(data.set("expired", 2, { exists: true }));
		expect(error).toMatchObject({ code: "ITEM_NOT_FOUND", key: "expired", item: undefined });
	});

	test.each([
		["another creation date", (key) => data.set(key, {}, { overwrite: true, created: 5 }), "CREATED_MISMATCH"],
		["an object in the way", (key) => data.set(key, 5), "OBJECT_TO_VALUE"],
	])("has them for %s", async (_, call, code) => {
		await data.set("objects:1", { n: 1 });
		const error = await refusal(call("objects:1"));
		expect(error).toMatchObject({ code, key: "objects:1", item: { key: "objects:1", value: { n: 1 } } });
	});

	test("does not show the item where an error is printed", async () => {
		await data.set("quiet", "confidential");
		const error = await refusal(data.set("quiet", 1, { exists: false }));
		expect(error.item.value).toBe("confidential");
		expect(inspect(error)).not.toContain("confidential");
		expect(JSON.stringify(error)).not.toContain("confidential");
	});
});

test("other errors name no key", async () => {
	const error = await refusal(data.set("users:", 1));
	expect(error.code).toBe("INVALID_KEY");
	expect("key" in error || "item" in error).toBe(false);
});
