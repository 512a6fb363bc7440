"use strict";

// Writes on a version: of rows of other programs, and after lost answers.

const { Data } = require("../..");
const { startProxy } = require("../support/proxy");
const { startServer } = require("../support/server");

let server;
let proxy;
let data;
/** Another program, which loses no answers. */
let other;
beforeAll(async () => {
	server = await startServer();
	await Data.createTable(server.url("versions"));
	other = Data.open(server.url("versions"));
});
beforeEach(async () => {
	proxy = await startProxy(server.endpoint);
	data = Data.open(proxy.url("versions"));
});
afterEach(async () => {
	await data.close();
	await proxy.stop();
});
afterAll(async () => {
	await other.close();
	await server.stop();
});

const put = async (sk, columns) => {
	const row = { pk: { S: "k" }, sk: { S: sk }, ct: { N: "1" }, _n: { N: "1" }, ...columns };
	expect(await server.send("PutItem", { TableName: "versions", Item: row })).toEqual({});
};
const versionOf = async (key) => (await other.get(key, { version: true }))?.version;
const refusal = (call) =>
	call.then(
		() => "nothing was refused",
		({ code, item }) => ({ code, item }),
	);

describe("rows of other programs", () => {
	test.each([
		["without 'md'", "none", {}, "0"],
		["of the reference", "second", { md: { N: "1700000000" } }, "1700000000"],
		["with an exponent", "exponent", { md: { N: "1.7E9" } }, "1700000000"],
		["with 28 digits", "digits", { md: { N: "1700000000.1234567890123456789012345678" } }, undefined],
		["with a short fraction", "short", { md: { N: "1700000000.50" } }, "1700000000.5"],
	])("%s have a version", async (_, sk, columns, expected) => {
		const key = `k:${sk}`;
		await put(sk, columns);
		const version = await versionOf(key);
		expect(version).toBe(expected ?? columns.md.N);
		expect(await refusal(data.set(key, { n: 2 }, { version: "5" }))).toMatchObject({
			code: "VERSION_MISMATCH",
			item: { key, version },
		});
		const written = await data.set(key, { n: 2 }, { version });
		expect(written).toMatchObject({ key, value: { n: 2 } });
		expect(await refusal(data.remove(key, { version }))).toMatchObject({ item: { version: written.version } });
		await put(sk, columns);
		expect(await refusal(data.remove(key, { version: written.version }))).toMatchObject({ item: { version } });
		expect(await data.remove(key, { version })).toBe(true);
	});

	test("keep their columns in a large update on a version", async () => {
		await put("foreign", { md: { N: "1700000000" }, foreign: { S: "x" } });
		const many = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`attribute${index}`, { $add: 1 }]));
		const { version } = await data.set("k:foreign", many, { version: "1700000000" });
		const { Item } = await server.send("GetItem", {
			TableName: "versions",
			Key: { pk: { S: "k" }, sk: { S: "foreign" } },
		});
		expect(Item).toMatchObject({ md: { N: version }, foreign: { S: "x" }, _attribute599: { N: "1" } });
	});
});

describe("a write on a version whose answer is lost", () => {
	const MANY = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`attribute${index}`, { $add: 1 }]));
	const writes = [
		["set", "UpdateItem", (version) => data.set("k:1", { n: 2 }, { version })],
		["overwrite", "PutItem", (version) => data.set("k:1", { n: 2 }, { version, overwrite: true })],
		["add", "UpdateItem", (version) => data.add("k:1", "n", 1, { version })],
		["many additions", "PutItem", (version) => data.set("k:1", { n: 2, ...MANY }, { version })],
	];

	beforeEach(() => other.set("k:1", { n: 1 }, { overwrite: true }));

	test.each(writes)("is carried out once: %s", async (_, operation, write) => {
		for (const lose of ["loseBefore", "loseAfter"]) {
			await other.set("k:1", { n: 1 }, { overwrite: true });
			proxy[lose](operation);
			const written = await write(await versionOf("k:1"));
			expect(written).toMatchObject({ key: "k:1", value: { n: 2 } });
			expect(written.version).toBe(await versionOf("k:1"));
		}
	});

	test.each(writes)("is in doubt if somebody else has written since: %s", async (_, operation, write) => {
		const version = await versionOf("k:1");
		proxy.loseAfter(operation, () => other.set("k:1", { n: 9 }));
		expect(await refusal(write(version))).toMatchObject({ code: "UNKNOWN_OUTCOME" });
		expect(await other.get("k:1")).toMatchObject({ n: 9 });
	});

	test.each(writes)("is in doubt if somebody else has removed the item since: %s", async (_, operation, write) => {
		const version = await versionOf("k:1");
		proxy.loseAfter(operation, () => other.remove("k:1"));
		expect(await refusal(write(version))).toMatchObject({ code: "UNKNOWN_OUTCOME" });
		expect(await other.get("k:1")).toBeUndefined();
	});

	test.each(writes)("is refused if the item had another version before the call: %s", async (_, operation, write) => {
		// The version of a moment ago might be that of a write that was called before this one, but carried out after it.
		await put("1", { md: { N: "1700000000.5" } });
		proxy.loseBefore(operation);
		const now = await other.get("k:1", { version: true });
		expect(await refusal(write("5"))).toEqual({ code: "VERSION_MISMATCH", item: now });
	});

	test("is carried out once: remove", async () => {
		proxy.loseBefore("DeleteItem");
		expect(await data.remove("k:1", { version: await versionOf("k:1") })).toBe(true);
		expect(await other.get("k:1")).toBeUndefined();
	});

	test.each([
		["the item is gone", () => undefined, undefined],
		["somebody else has made it again", () => other.set("k:1", { n: 9 }), { n: 9 }],
	])("is in doubt if %s: remove", async (_, meanwhile, left) => {
		const version = await versionOf("k:1");
		proxy.loseAfter("DeleteItem", meanwhile);
		expect(await refusal(data.remove("k:1", { version }))).toMatchObject({ code: "UNKNOWN_OUTCOME" });
		expect(await other.get("k:1")).toEqual(left);
	});
});
