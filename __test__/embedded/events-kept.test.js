"use strict";

// What a store keeps of events until it is opened again, whatever its handlers are then.

const { Data } = require("../..");
const { collect, gate, names, retries } = require("../support/events");
const { temporaryFolder } = require("../support/store");

let url;

beforeEach(() => {
	url = `file:${temporaryFolder()}?durability=relaxed`;
});

const ignore = () => {};

/** Registers a handler that fails, and resolves when it has failed. */
function failing(data, name = "*") {
	retries(data);
	const failed = gate();
	data.on(name, () => {
		failed.open();
		throw new Error("Not here");
	});
	return failed.opened;
}

/** The events that a newly opened handle gets. */
async function left(name = "*") {
	const data = Data.open(url);
	const events = collect(data, name);
	await data.events.idle();
	await data.close();
	return names(events);
}

test("changes are kept, including those made without handlers", async () => {
	const first = Data.open(url);
	const failed = failing(first);
	await first.set("list:1", 1);
	await failed;
	await first.set("list:1", 2);
	await first.close();
	const second = Data.open(url);
	await second.remove("list:1");
	await second.close();

	expect(await left()).toStrictEqual(["created list:1", "updated list:1", "deleted list:1"]);
	expect(await left()).toStrictEqual([]);
});

describe("an event that waits for a retry is not lost", () => {
	test("when an earlier handler is no longer registered", async () => {
		const first = Data.open(url);
		first.on("*", ignore);
		const failed = failing(first);
		await first.set("a", 1);
		await failed;
		await first.close();

		expect(await left()).toStrictEqual(["created a"]);
	});

	test("when a handler of another group is no longer registered", async () => {
		const first = Data.open(url);
		first.on("*", { group: "mail" }, ignore);
		const failed = failing(first);
		await first.set("a", 1);
		await failed;
		await first.close();

		expect(await left()).toStrictEqual(["created a"]);
	});

	test("when another handler was removed", async () => {
		const first = Data.open(url);
		first.on("*", ignore).remove();
		const failed = failing(first);
		await first.set("a", 1);
		await failed;
		await first.close();

		expect(await left()).toStrictEqual(["created a"]);
	});
});

test("an event waits for all handlers that are registered together", async () => {
	expect(await left()).toStrictEqual([]);
	for (let round = 0; round < 20; round++) {
		const writer = Data.open(url);
		await writer.set(`list:${round}`, 1);
		await writer.close();

		const data = Data.open(url);
		data.on("created:other", ignore);
		const events = collect(data, "created:list:*");
		await data.events.idle();
		await data.close();

		expect(names(events)).toStrictEqual([`created list:${round}`]);
	}
});
