"use strict";

// Handles: order of calls, tables, closing, invalid configurations.

const path = require("node:path");
const fs = require("node:fs");
const { pathToFileURL } = require("node:url");
const { Data, data: defaultData, ValidationError, Labels } = require("../..");
const { freshStore, temporaryFolder } = require("../support/store");

test("values are copied at the call, so later changes do not matter", async () => {
	const data = await freshStore();
	const value = { a: 1, l: [1] };
	const set = data.set("k", value);
	value.a = 2;
	value.l.push(2);
	await set;
	expect(await data.get("k")).toEqual({ a: 1, l: [1] });
});

test("a thousand concurrent calls all settle, including refused ones", async () => {
	const data = await freshStore();
	const calls = Array.from({ length: 1000 }, (_, index) => data.set(`n:${index % 500}`, index, { exists: false }));
	const settled = await Promise.allSettled(calls);
	expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(500);
	// Either of the two calls may win, but exactly one must.
	const reasons = settled.flatMap(({ status, reason }) => (status === "rejected" ? [reason.message] : []));
	expect(reasons).toEqual(Array(500).fill("Item already exists"));
	expect((await data.scan({ count: true })).count).toBe(500);
});

test("counters are exact with several handles", async () => {
	const data = await freshStore();
	await Promise.all(Array.from({ length: 500 }, () => data.add("n", 1)));
	await Promise.all(Array.from({ length: 500 }, () => data.set("o", { n: { $add: 2 } })));
	expect(await data.get("n")).toBe(500);
	expect(await data.get("o")).toEqual({ n: 1000 });
});

test("the stack of an error contains the caller", async () => {
	const data = await freshStore();
	await data.set("k", { a: 1 });
	async function myFunction() {
		await data.set("k", "text");
	}
	await expect(myFunction()).rejects.toMatchObject({ stack: expect.stringContaining("myFunction") });
});

test("errors are ValidationErrors with statusCode 400 or plain errors, and each has a code", async () => {
	const data = await freshStore();
	const error = await data.get("").catch((reason) => reason);
	expect(error).toBeInstanceOf(ValidationError);
	expect(error).toMatchObject({ name: "ValidationError", statusCode: 400, code: "INVALID_KEY" });
	const refused = await data.set("k", 1, { exists: true }).catch((reason) => reason);
	expect(refused).not.toBeInstanceOf(ValidationError);
	expect(refused).toMatchObject({ name: "Error", code: "ITEM_NOT_FOUND" });
});

test("handles on one folder share one store", async () => {
	const folder = temporaryFolder();
	const [one, other] = [Data.open(`file:${folder}`), Data.open(`file:${folder}`)];
	await one.set("k", 1);
	expect(await other.get("k")).toBe(1);
	await one.close();
	await other.set("k", 2);
	expect(await other.get("k")).toBe(2);
	await other.close();
});

test("a URL object works like its text", async () => {
	const folder = temporaryFolder();
	const data = Data.open(pathToFileURL(path.join(folder, "with space")));
	await data.set("k", 1);
	await data.close();
	expect(fs.existsSync(path.join(folder, "with space", "data.mdb"))).toBe(true);
});

test("close waits for requested calls, and the store can be opened again", async () => {
	const folder = temporaryFolder();
	const data = Data.open(`file:${folder}`);
	const set = data.set("k", 1);
	await data.close();
	expect(await set).toBe(1);
	await expect(data.get("k")).rejects.toMatchObject({ code: "CLOSED" });
	await expect(data.close()).resolves.toBeUndefined();
	const again = Data.open(`file:${folder}`);
	expect(await again.get("k")).toBe(1);
	await again.close();
});

describe("with the environment set", () => {
	const { AMPT_DATA_URL, AMPT_DATA_TABLES } = process.env;
	afterEach(async () => {
		Object.assign(process.env, { AMPT_DATA_URL, AMPT_DATA_TABLES });
		if (AMPT_DATA_URL === undefined) delete process.env.AMPT_DATA_URL;
		if (AMPT_DATA_TABLES === undefined) delete process.env.AMPT_DATA_TABLES;
	});

	test("each table is a folder beside the default one", async () => {
		const folder = path.join(temporaryFolder(), "data");
		process.env.AMPT_DATA_URL = `file:${folder}`;
		const orders = Data.table("orders");
		await orders.set("k", 1);
		expect(fs.existsSync(path.join(folder, "..", "orders", "data.mdb"))).toBe(true);
		expect(Data.table("orders")).toBe(orders);
		const same = new Data({ table: "orders" });
		expect(await same.get("k")).toBe(1);
		const other = Data.table("other");
		expect(await other.get("k")).toBeUndefined();
		expect(await defaultData.get("k")).toBeUndefined();
		await Promise.all([orders, same, other, defaultData].map((data) => data.close()));
		const again = Data.table("orders");
		expect(again).not.toBe(orders);
		expect(await again.get("k")).toBe(1);
		await again.close();
	});

	test("an invalid URL is reported by the first call", async () => {
		process.env.AMPT_DATA_URL = "redis://localhost";
		const data = new Data();
		await expect(data.get("k")).rejects.toMatchObject({ code: "INVALID_URL" });
	});

	test("an empty variable counts as not set", async () => {
		process.env.AMPT_DATA_URL = "";
		process.env.AMPT_DATA_TABLES = "my-table";
		await expect(new Data().get("k")).rejects.toThrow(/'AMPT_DATA_TABLES' must be a JSON array/);
	});
});

test("an invalid URL or name is reported where it is passed", () => {
	expect(() => Data.open("nonsense")).toThrow(ValidationError);
	expect(() => Data.open()).toThrow(/needs the URL/);
	expect(() => Data.open("file:x?durability=perhaps")).toThrow(/durability=relaxed/);
	expect(() => Data.table("../elsewhere")).toThrow(/name of a table/);
	expect(() => Data.table(5)).toThrow(ValidationError);
});

test("a store in memory belongs to one handle", async () => {
	const [one, other] = [Data.open("memory:"), Data.open("memory:")];
	await one.set("k", 1);
	expect(await other.get("k")).toBeUndefined();
	await Promise.all([one.close(), other.close()]);
});

test("Labels names the five labels", async () => {
	const data = await freshStore();
	await data.set("k", 1, { [Labels.label2]: "l" });
	expect((await data.getByLabel(Labels.label2, "l")).items).toHaveLength(1);
});

test("methods work when detached from their handle", async () => {
	const { get, set, remove } = await freshStore();
	await set("k", { a: 1 });
	expect(await Promise.all(["k", "missing"].map((key) => get(key)))).toEqual([{ a: 1 }, undefined]);
	expect(await remove("k")).toBe(true);
});

test("methods of events work when detached, too", async () => {
	const data = await freshStore();
	const { idle, on } = data.events;
	const reports = [];
	on("retry", (report) => reports.push(report));
	data.on("created", () => {});
	await data.set("k", 1);
	await idle();
	expect(reports).toEqual([]);
});
