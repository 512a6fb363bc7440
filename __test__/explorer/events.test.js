"use strict";

// Groups of handlers, and the events that they gave up: found, shown, replayed where the handlers are.

const { freshUrl } = require("../support/command-line");
const { retries } = require("../support/events");
const { openExplorer } = require("../support/explorer");
const { onDynamo } = require("../support/store");

async function open(options) {
	const { url, data } = await freshUrl();
	return { url, data, ...(await openExplorer({ data, store: url, readOnly: false, ...options })) };
}

/** A store with a handler that has given an event up, and that succeeds from then on. */
async function withLetter(options) {
	const opened = await open(options);
	const { data } = opened;
	retries(data);
	const handled = [];
	let isBroken = true;
	data.on("created:orders:*", { attempts: 1, deadLetter: "failed-orders", group: "mails" }, ({ item }) => {
		if (isBroken) throw Object.assign(new Error("No such country"), { code: "NO_COUNTRY" });
		handled.push(item.key);
	});
	await data.events.idle();
	await data.set("orders:1", { country: "XX", exact: 12345678901234567890n });
	await data.events.idle();
	isBroken = false;
	return { ...opened, handled };
}

test("a group, its dead letters, and their replay", async () => {
	const { data, handled, ...page } = await withLetter();
	const found = await page.get("/api/events", { letters: "failed-orders:*" });
	expect(found.groups).toMatchObject([{ group: "mails", members: 1, names: ["created:orders:*"], failing: 0 }]);
	expect(found).toMatchObject({ canReplay: true, others: 0, collections: onDynamo ? null : ["failed-orders"] });
	expect(found.letters).toMatchObject([
		{
			key: expect.stringMatching(/^failed-orders:2/),
			name: "created",
			item: "orders:1",
			error: { message: "Error: No such country", code: "NO_COUNTRY" },
			attempts: 1,
			group: "mails",
			handler: { names: ["created:orders:*"] },
			failed: expect.stringMatching(/Z$/),
		},
	]);
	expect(found.letters[0].row._item.M.value.M.exact).toEqual({ N: "12345678901234567890" });
	if (onDynamo) {
		expect((await page.get("/api/events", { scan: 1 })).collections).toEqual(["failed-orders"]);
	}

	const replayed = await page.post("/api/events/replay", { expression: "failed-orders:*" });
	expect([replayed, handled]).toEqual([{ replayed: 1, failed: 0 }, ["orders:1"]]);
	expect((await page.get("/api/events", { letters: "failed-orders:*" })).letters).toEqual([]);
});

test("a group that is alive is not forgotten, and an unknown one is none", async () => {
	const { data, ...page } = await open();
	data.on("created", { group: "alive" }, () => {});
	await data.events.idle();
	const { status, body } = await page.call("POST", "/api/events/forget", { body: { group: "alive" } });
	expect([status, body.error.code]).toEqual([409, "GROUP_IN_USE"]);
	expect(await page.post("/api/events/forget", { group: "none" })).toMatchObject({ forgotten: false });
	const wrong = await page.call("POST", "/api/events/forget", { body: {} });
	expect([wrong.status, wrong.body.error.code]).toEqual([400, "INVALID_OPTION"]);
});

const letter = (n, value) => ({
	key: `failed:2026-11-26T10:00:0${n}.000Z`,
	value: {
		name: "updated",
		item: { key: `orders:${n}`, value: n, created: 1_700_000_000, modified: 1_700_000_000 },
		error: { message: "Error: no" },
		attempts: 3,
		group: "default",
		handler: { id: "abc", names: ["updated"] },
		failed: "2026-11-26T10:00:00.000Z",
		omitted: ["previous"],
		...value,
	},
});

test("letters come in pages, and items that are none are counted", async () => {
	const { data, ...page } = await open();
	await data.import([
		letter(1),
		letter(2, { error: "text" }),
		letter(3),
		letter(4, { attempts: "many" }),
		letter(5, { replaying: 1_800_000_000_000 }),
		{ key: "failed:note", value: "call the customer" },
		...Array.from({ length: 5 }, (_, n) => ({ key: `a${n}:1`, value: { name: "created" } })),
	]);
	const first = await page.get("/api/events", { letters: "failed:*", limit: 3 });
	expect([first.letters.map(({ item }) => item), first.others]).toEqual([["orders:1", "orders:3"], 1]);
	expect(first.letters[0]).toMatchObject({ omitted: ["previous"], error: { message: "Error: no" } });
	const second = await page.get("/api/events", { letters: "failed:*", limit: 3, start: first.lastKey });
	expect([second.letters.map(({ item }) => item), second.others]).toEqual([["orders:5"], 2]);
	expect(second.letters[0].replaying).toBe(1_800_000_000_000);
	expect((await page.get("/api/events", { scan: 1 })).collections).toEqual(["failed"]);
});

test("an explorer without the handlers says how to replay", async () => {
	const { data, ...page } = await open({ canReplay: false });
	await data.import([letter(1)]);
	expect((await page.get("/api/events")).canReplay).toBe(false);
	const { status, body } = await page.call("POST", "/api/events/replay", { body: { expression: 'failed:"x*' } });
	expect([status, body.error.code]).toEqual([409, "NO_HANDLERS"]);
	expect(body.error.message).toBe("Only a program with the handlers can replay dead letters.");
	expect(body.code).toContain('data.events.replay("failed:\\"x*")');
	const wrong = await page.call("POST", "/api/events/replay", { body: {} });
	expect([wrong.status, wrong.body.error.code]).toEqual([400, "INVALID_KEY"]);
});

test("a read-only explorer shows groups, and changes none", async () => {
	const { data, ...page } = await open({ readOnly: true });
	await data.import([letter(1)]);
	expect((await page.get("/api/events", { letters: "failed:*" })).letters.length).toBe(1);
	for (const [path, body] of [
		["forget", { group: "x" }],
		["replay", { expression: "failed:*" }],
	]) {
		const { status, body: answer } = await page.call("POST", `/api/events/${path}`, { body });
		expect([status, answer.error.code]).toEqual([403, "READ_ONLY"]);
	}
});
