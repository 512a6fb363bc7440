"use strict";

// Events of one process on the embedded store: expiry, handles and threads on one folder.

const { Worker } = require("node:worker_threads");
const { Data } = require("../..");
const { collect, gate, names, retries } = require("../support/events");
const { library } = require("../support/programs");
const { temporaryFolder } = require("../support/store");

/** A handle on a store. */
const open = (folder, options = "?durability=relaxed") => Data.open(`file:${folder}${options}`);

test("expiry fires 'deleted', with the item as it was last stored", async () => {
	const data = open(temporaryFolder());
	const gone = gate();
	data.on("deleted", gone.open);

	const item = await data.set("a", { x: 1 }, { ttl: 1, label1: "l", meta: true });
	const event = await gone.opened;

	expect(event).toStrictEqual({ name: "deleted", item });
	await data.close();
});

describe("of several handles on one folder", () => {
	test("the last one to register gets the events; when it closes, the previous one does", async () => {
		const folder = temporaryFolder();
		const [one, other] = [open(folder), open(folder)];
		const ofOne = collect(one, "*");
		await one.set("list:1", 1);
		await one.events.idle();
		const ofOther = collect(other, "*");
		await one.events.idle();

		await one.set("list:2", 1);
		await other.set("list:3", 1);
		await one.events.idle();
		await other.close();
		await one.set("list:4", 1);
		await one.events.idle();

		expect(names(ofOne)).toStrictEqual(["created list:1", "created list:4"]);
		expect(names(ofOther)).toStrictEqual(["created list:2", "created list:3"]);
		await one.close();
	});

	test("none starts while a handler of another one runs", async () => {
		const folder = temporaryFolder();
		const [one, other] = [open(folder), open(folder)];
		const began = gate();
		const end = gate();
		const order = [];
		one.on("*", async ({ item }) => {
			began.open();
			await end.opened;
			order.push(`one ${item.key}`);
		});

		await one.set("list:1", 1);
		await began.opened;
		other.on("*", ({ item }) => {
			order.push(`other ${item.key}`);
		});
		await one.set("list:2", 1);
		end.open();
		await other.events.idle();

		expect(order).toStrictEqual(["one list:1", "other list:2"]);
		await Promise.all([one.close(), other.close()]);
	});

	test("each can have its own groups", async () => {
		const folder = temporaryFolder();
		const [one, other] = [open(folder), open(folder)];
		const ofOne = collect(one, "*", { group: "one" });
		const ofOther = collect(other, "*", { group: "other" });

		await one.set("a", 1);
		await Promise.all([one.events.idle(), other.events.idle()]);

		expect([names(ofOne), names(ofOther)]).toStrictEqual([["created a"], ["created a"]]);
		await Promise.all([one.close(), other.close()]);
	});
});

test("a thread that ends leaves its events to the next handle, without counting an attempt", async () => {
	const folder = temporaryFolder();
	const data = open(folder);
	const handled = [];
	let fails = 1;
	const attempts = retries(data);
	data.on("*", ({ item }) => {
		if (fails-- > 0) throw new Error("once");
		handled.push(item.key);
	});
	const worker = new Worker(
		`
			const { Data } = require(${JSON.stringify(library)});
			const { parentPort } = require("node:worker_threads");
			const data = Data.open(${JSON.stringify(`file:${folder}?durability=relaxed`)});
			data.on("*", ({ item }) => new Promise(() => parentPort.postMessage(item.key)));
			data.set("list:1", 1);
			data.events.run();
		`,
		{ eval: true },
	);
	const message = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
	expect(message).toBe("list:1");

	await worker.terminate();
	await data.set("list:2", 1);
	await data.events.idle();

	expect(handled).toStrictEqual(["list:1", "list:2"]);
	// A timeout would have counted as an attempt.
	expect(attempts.map((report) => report.attempts)).toStrictEqual([1]);
	await data.close();
});

test("stores in memory have their own events", async () => {
	const [one, other] = [Data.open("memory:"), Data.open("memory:")];
	const events = collect(other, "*");

	await one.set("a", 1);
	await other.set("b", 1);
	await other.events.idle();

	expect(names(events)).toStrictEqual(["created b"]);
	await Promise.all([one.close(), other.close()]);
});
