"use strict";

// The arguments of `data.on` (names, configs, handlers), and which events a handler gets.

const { freshStore } = require("../support/store");
const { collect, gate, names } = require("../support/events");

let data;

beforeEach(async () => {
	data = await freshStore();
});

const ignore = () => {};

describe("refused at once", () => {
	test.each([
		["", ""],
		["create", "create"],
		["Created", "Created"],
		["created:", "created:"],
		["created::", "created::"],
		["created:a:", "created:a:"],
		["created::b", "created::b"],
		["created: :b", "created: :b"],
		["*:a:b*c", "*:a:b*c"],
		["*:a:<b", "*:a:<b"],
		["**", "**"],
		[["created", "bogus"], "bogus"],
		[["created", 5], "5"],
		[[], ""],
		[42, "42"],
		[null, "null"],
		[undefined, "undefined"],
		[[undefined], "undefined"],
		[Symbol("s"), "Symbol(s)"],
	])("%p as a name", (name, text) => {
		expect(() => data.on(name, ignore)).toThrow(
			expect.objectContaining({ name: "Error", code: "INVALID_EVENT_NAME", message: `Invalid event name: ${text}` }),
		);
	});

	test("a name longer than a key", () => {
		expect(() => data.on(`*:${"k".repeat(257)}`, ignore)).toThrow(/^Invalid event name/);
		expect(() => data.on(`*:${"n".repeat(257)}:k`, ignore)).toThrow(/^Invalid event name/);
		expect(() => data.on(`*:n:${"k".repeat(257)}`, ignore)).toThrow(/^Invalid event name/);
		data.on([`*:${"k".repeat(256)}`, `*:${"n".repeat(256)}:${"k".repeat(256)}`], ignore).remove();
	});

	test.each([
		[{ timeout: 0 }, "timeout"],
		[{ timeout: 1.5 }, "timeout"],
		[{ timeout: 60_001 }, "timeout"],
		[{ timeout: -1 }, "timeout"],
		[{ timeout: Number.NaN }, "timeout"],
		[{ timeout: "50" }, "timeout"],
		[{ group: "" }, "group"],
		[{ group: "g".repeat(65) }, "group"],
		[{ group: "ö".repeat(33) }, "group"],
		[{ group: 5 }, "group"],
		[{ concurrency: 0 }, "concurrency"],
		[{ concurrency: 1.5 }, "concurrency"],
		[{ concurrency: 1001 }, "concurrency"],
		[{ concurrency: "2" }, "concurrency"],
	])("%j as a config", (config, option) => {
		expect(() => data.on("created", config, ignore)).toThrow(
			expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringContaining(`'${option}'`) }),
		);
	});

	test.each([
		["nothing else", ["created"]],
		["a config alone", ["created", {}]],
		["text", ["created", "handler"]],
		["a config behind the handler", ["created", ignore, {}]],
		["a config that is none", ["created", 5, ignore]],
		["no name", [ignore]],
		["a generator", ["created", function* () {}]],
		["an asynchronous generator", ["created", async function* () {}]],
	])("%s in place of a handler", (_, args) => {
		expect(() => data.on(...args)).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
	});

	test("an unknown report type", () => {
		for (const args of [["failed", ignore], ["__proto__", ignore], ["retry"], ["retry", {}], []]) {
			expect(() => data.events.on(...args)).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
		}
	});

	test("any handler on a closed handle", async () => {
		await data.close();

		expect(() => data.on("created", ignore)).toThrow(expect.objectContaining({ code: "CLOSED" }));
		expect(() => data.events.on("retry", ignore)).toThrow(expect.objectContaining({ code: "CLOSED" }));
		await expect(data.events.idle()).rejects.toMatchObject({ code: "CLOSED" });
		await expect(data.events.run()).rejects.toMatchObject({ code: "CLOSED" });
	});
});

test("a refused handler leaves nothing behind", async () => {
	expect(() => data.on(["created", "bogus"], ignore)).toThrow();

	await data.set("a", 1);
	const events = collect(data, "created");
	await data.events.idle();

	expect(events).toStrictEqual([]);
});

test("the largest config is accepted, and an empty one", async () => {
	const configs = [
		{ timeout: 60_000, concurrency: 1000, group: "g".repeat(64) },
		{ timeout: 1, concurrency: 1 },
		{ timeout: undefined, concurrency: undefined, group: undefined },
		{},
		undefined,
	];

	for (const config of configs) data.on("created", config, ignore).remove();
});

test("idle resolves at once without handlers", async () => {
	await data.set("a", 1);

	await expect(data.events.idle()).resolves.toBeUndefined();
});

test("duplicate and overlapping names count once", async () => {
	const events = collect(data, ["created", "created", "*", "created:a"]);

	await data.set("a", 1);
	await data.events.idle();

	expect(names(events)).toStrictEqual(["created a"]);
});

test("a function registered twice is called twice", async () => {
	const handler = jest.fn();
	data.on("created", handler);
	const second = data.on("created", handler);

	await data.set("a", 1);
	await data.events.idle();
	second.remove();
	await data.set("b", 1);
	await data.events.idle();

	expect(handler).toHaveBeenCalledTimes(3);
});

test("filters match unusual characters, and trim as keys do", async () => {
	const keys = ["\0", 'a "quoted" \\ key', "😀:👍 *:x", "line\nbreak:tab\there", "é:é"];
	const all = collect(data, "created");
	const one = collect(data, ["created:\0", 'created: a "quoted" \\ key ', "created: é : é "]);
	const prefix = collect(data, ["created:😀*:👍 *", "created:line\n*:*"]);
	const valid = keys.filter((key) => !key.includes("*"));
	await expect(data.set("😀:👍 *:x", 1)).rejects.toThrow();

	for (const key of [...valid, "😀:👍 x"]) await data.set(key, key);
	await data.events.idle();

	expect(all.map(({ item }) => item.key).sort()).toStrictEqual([...valid, "😀:👍 x"].sort());
	expect(all.every(({ item }) => item.key === item.value)).toBe(true);
	expect(one.map(({ item }) => item.key).sort()).toStrictEqual(["\0", 'a "quoted" \\ key', "é:é"]);
	expect(prefix.map(({ item }) => item.key).sort()).toStrictEqual(["line\nbreak:tab\there", "😀:👍 x"]);
});

describe("removed handlers", () => {
	test("get no more events, while the others do", async () => {
		const removed = [];
		const subscription = data.on("created", (event) => {
			removed.push(event);
			subscription.remove();
		});
		const others = collect(data, "created");

		await data.set([
			{ key: "list:1", value: 1 },
			{ key: "list:2", value: 2 },
		]);
		await data.events.idle();
		subscription.remove();
		await data.set("list:3", 3);
		await data.events.idle();

		expect(names(removed)).toStrictEqual(["created list:1"]);
		expect(names(others)).toStrictEqual(["created list:1", "created list:2", "created list:3"]);
	});

	test("finish their running calls", async () => {
		const began = gate();
		const end = gate();
		let ended = false;
		const subscription = data.on("created", async () => {
			began.open();
			await end.opened;
			ended = true;
		});

		await data.set("a", 1);
		await began.opened;
		subscription.remove();
		end.open();
		await data.close();

		expect(ended).toBe(true);
	});

	test("leave later changes of the group to the next handler", async () => {
		const first = collect(data, "created", { group: "mail" });
		const subscription = data.on("created", ignore);
		await data.set("list:1", 1);
		await data.events.idle();
		subscription.remove();

		await data.set("list:2", 2);
		const next = collect(data, "created");
		await data.set("list:3", 3);
		await data.events.idle();

		expect(names(first)).toStrictEqual(["created list:1", "created list:2", "created list:3"]);
		expect(names(next)).toStrictEqual(["created list:2", "created list:3"]);
	});
});
