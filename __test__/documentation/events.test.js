"use strict";

// Documentation: "Reacting to changes in data".

const { freshStore } = require("../support/store");
const { collect, gate, names, retries } = require("../support/events");

let data;

beforeEach(async () => {
	data = await freshStore();
});

/** Creates, updates and deletes two items. */
async function change() {
	await data.set("foo", 1);
	await data.set("foo", 2);
	await data.set("other:item", 1);
	await data.remove("foo");
	await data.events.idle();
}

describe("defining event handlers", () => {
	test("created", async () => {
		const called = jest.fn();
		data.on("created", async (event) => {
			called(event.name, event.item.key);
		});

		await change();

		expect(called.mock.calls.sort()).toStrictEqual([
			["created", "foo"],
			["created", "other:item"],
		]);
	});

	test.each(["updated", "deleted"])("%s", async (name) => {
		const events = collect(data, name);

		await change();

		expect(names(events)).toStrictEqual([`${name} foo`]);
	});

	test("an array of names, and any event", async () => {
		const some = collect(data, ["created", "updated"]);
		const all = collect(data, "*");

		await change();

		expect(names(some)).toStrictEqual(["created foo", "updated foo", "created other:item"]);
		expect(names(all)).toStrictEqual(["created foo", "updated foo", "deleted foo", "created other:item"]);
	});

	test("handlers are called in the order of their definition", async () => {
		const calls = [];
		data.on(["created", "updated"], async (event) => {
			await null;
			calls.push(`first ${event.name}`);
		});
		data.on("*", async (event) => {
			calls.push(`second ${event.name}`);
		});

		await data.set("foo", 1);
		await data.set("foo", 2);
		await data.remove("foo");
		await data.events.idle();

		expect(calls).toStrictEqual([
			"first created",
			"second created",
			"first updated",
			"second updated",
			"second deleted",
		]);
	});
});

describe("event format", () => {
	const meta = { created: expect.any(Date), modified: expect.any(Date) };

	test("has name and item, and previous for an update", async () => {
		const events = collect(data, "*");

		await data.set("foo:bar", { a: 1, b: [null, "two"] });
		await data.set("foo:bar", { a: 2 });
		await data.remove("foo:bar");
		await data.events.idle();

		const before = { key: "foo:bar", value: { a: 1, b: [null, "two"] }, ...meta };
		const after = { key: "foo:bar", value: { a: 2, b: [null, "two"] }, ...meta };
		expect(events).toStrictEqual([
			{ name: "created", item: before },
			{ name: "updated", item: after, previous: before },
			{ name: "deleted", item: after },
		]);
	});

	test("the item has its metadata, as get returns it", async () => {
		const events = collect(data, "*");
		const ttl = "2035-06-01T10:20:30.000Z";

		const first = await data.set("foo:bar", "one", { ttl, label1: "mine", label5: "list:a", meta: true });
		const second = await data.set("foo:bar", "two", { ttl: "2036", label1: null, label2: "yours", meta: true });
		await data.events.idle();

		expect(first).toMatchObject({ ttl: new Date(ttl), label1: "mine", label5: "list:a" });
		expect(events).toStrictEqual([
			{ name: "created", item: first },
			{ name: "updated", item: second, previous: first },
		]);
	});
});

describe("filtering by key", () => {
	const keys = ["global-item", "order_1", "order_1:item_1", "order_1:note", "order", "my:order_2", "my:item_1"];

	test.each([
		["*:global-item", ["created global-item", "deleted global-item"]],
		["created:order_*", ["created order_1"]],
		["created:order_*:item_*", ["created order_1:item_1"]],
		["deleted:my:order_2", ["deleted my:order_2"]],
		["deleted:my:*", ["deleted my:item_1", "deleted my:order_2"]],
		[
			["created:order", "deleted:*:item_1"],
			["deleted my:item_1", "created order", "deleted order_1:item_1"],
		],
	])("%j", async (filter, expected) => {
		const events = collect(data, filter);

		await data.set(keys.map((key) => ({ key, value: 1 })));
		for (const key of keys.toSorted()) await data.remove(key);
		await data.events.idle();

		expect(names(events)).toStrictEqual(expected);
	});
});

describe("event ordering", () => {
	test("events of a collection are handled one after another, in the order of the changes", async () => {
		let running = 0;
		const handled = [];
		data.on("*", async ({ item }) => {
			running++;
			await data.get(item.key);
			handled.push([item.value, running]);
			running--;
		});

		const values = Array.from({ length: 20 }, (_, index) => index);
		for (const value of values) await data.set(`list:${value % 3}`, value);
		await data.events.idle();

		expect(handled).toStrictEqual(values.map((value) => [value, 1]));
	});

	test("events of different collections can be handled in parallel", async () => {
		const second = gate();
		const handled = [];
		data.on("created:first:*", async ({ item }) => {
			await second.opened;
			handled.push(item.key);
		});
		data.on("created:second:*", async ({ item }) => {
			handled.push(item.key);
			second.open();
		});

		await data.set("first:a", 1);
		await data.set("second:a", 1);
		await data.events.idle();

		expect(handled).toStrictEqual(["second:a", "first:a"]);
	});
});

describe("handling errors", () => {
	test("a handler that throws runs again until it succeeds", async () => {
		const reports = retries(data);
		const handler = jest
			.fn()
			.mockRejectedValueOnce(new Error("The mail server is away"))
			.mockRejectedValueOnce(new Error("It still is"));
		data.on("created", handler);

		await data.set("foo", 1);
		await data.events.idle();

		expect(handler).toHaveBeenCalledTimes(3);
		for (const [event] of handler.mock.calls) expect(event).toMatchObject({ name: "created", item: { key: "foo" } });
		expect(reports.map(({ attempts, error }) => [attempts, error])).toStrictEqual([
			[1, "Error: The mail server is away"],
			[2, "Error: It still is"],
		]);
	});

	test("a failing handler prevents new events of the collection from being processed", async () => {
		retries(data);
		const handled = [];
		let fails = 1;
		data.on("*", async ({ name }) => {
			if (fails-- > 0) throw new Error("Not yet");
			handled.push(name);
		});

		await data.set("foo", 1);
		await data.set("foo", 2);
		await data.remove("foo");
		await data.events.idle();

		expect(handled).toStrictEqual(["created", "updated", "deleted"]);
	});

	test("a handler that captures a permanent error succeeds", async () => {
		const reports = retries(data);
		const captured = [];
		data.on("created", async () => {
			try {
				throw new Error("Permanent");
			} catch (error) {
				captured.push(error.message);
			}
		});

		await data.set("foo", 1);
		await data.events.idle();

		expect(captured).toStrictEqual(["Permanent"]);
		expect(reports).toStrictEqual([]);
	});
});

test("avoiding event loops: a handler that sets its own item is called again until it stops setting it", async () => {
	const values = [];
	data.on("*", async ({ item }) => {
		values.push(item.value);
		if (item.value < 3) await data.set(item.key, item.value + 1);
	});

	await data.set("foo", 1);
	await data.events.idle();

	expect(values).toStrictEqual([1, 2, 3]);
});
