"use strict";

// What a table refuses: writes of a handle that only reads, and what only a file has.

const { Data } = require("../..");
const { refusal } = require("../support/refusal");
const { startServer } = require("../support/server");

let server;
beforeAll(async () => {
	server = await startServer();
	await Data.createTable(server.url("shop"));
});
afterAll(() => server.stop());

test("a handle with 'readonly' reads and watches, and writes nothing", async () => {
	const writer = Data.open(server.url("shop"));
	await writer.set("stock:chair", { count: 3 });
	const url = `${server.url("shop")}&readonly`;
	const data = Data.open(url);
	expect(await data.get("stock:chair", { consistent: true })).toEqual({ count: 3 });
	expect((await data.get("stock:*", { consistent: true })).items).toHaveLength(1);
	const watch = data.watch("stock:*");
	expect((await watch.next()).value).toMatchObject({ key: "stock:chair" });
	await watch.return();
	for (const write of [
		() => data.set("a", 1),
		() => data.add("a", 1),
		() => data.remove("stock:chair"),
		() => data.removeAll("stock:*"),
		() => data.seed([{ key: "a", value: 1 }]),
		() => data.truncate(),
		() => data.import([{ key: "a", value: 1 }]),
		() => data.transaction((tx) => tx.set("a", 1)),
		() => Data.createTable(url),
		async () => data.on("created", () => {}),
	]) {
		expect((await refusal(write())).code).toBe("READ_ONLY");
	}
	expect(await writer.count(undefined, { consistent: true })).toBe(1);
	await Promise.all([data.close(), writer.close()]);
});

test("a table has no file to copy or to compact", async () => {
	const data = Data.open(server.url("shop"));
	const backup = await refusal(data.backup("anywhere"));
	expect(backup.code).toBe("NO_BACKUP");
	expect(backup.message).toContain("npx ampt-data export");
	expect((await refusal(data.compact())).code).toBe("NO_COMPACTION");
	await data.close();
});
