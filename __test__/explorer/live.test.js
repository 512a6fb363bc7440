"use strict";

// Changes of the store in a browser: each is given with its images, a browser that is too slow hears what it has missed, and
// nothing goes on for one that is gone.

const http = require("node:http");
const { Data } = require("../..");
const { freshUrl } = require("../support/command-line");
const { gate } = require("../support/events");
const { openExplorer } = require("../support/explorer");
const { onDynamo } = require("../support/store");

async function open(options) {
	const { url, data } = await freshUrl();
	return { url, data, ...(await openExplorer({ data, store: url, ...options })) };
}

/** Opens a stream. `next()` resolves to the next event, `pause` and `resume` are those of its reader. */
async function listen({ origin, cookie }, parameters = {}) {
	const path = `${origin}/api/live?${new URLSearchParams(parameters)}`;
	const headers = { cookie, "sec-fetch-site": "same-origin", accept: "text/event-stream" };
	const request = http.get(path, { headers, agent: false });
	const response = await new Promise((resolve, reject) => request.on("response", resolve).on("error", reject));
	request.on("error", () => {});
	const events = [];
	const waiting = [];
	let text = "";
	let isEnded = false;
	const give = () => {
		while (waiting.length > 0 && (events.length > 0 || isEnded)) waiting.shift()(events.shift());
	};
	response.setEncoding("utf8").on("data", (piece) => {
		const blocks = (text + piece).split("\n\n");
		text = blocks.pop();
		for (const block of blocks) {
			const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
			if (name !== undefined) events.push({ name, data: JSON.parse(data) });
		}
		give();
	});
	response
		.on("error", () => {})
		.on("close", () => {
			isEnded = true;
			give();
		});
	return {
		status: response.statusCode,
		headers: response.headers,
		next: () =>
			new Promise((resolve) => {
				waiting.push(resolve);
				give();
			}),
		pause: () => response.pause(),
		resume: () => response.resume(),
		close: () => request.destroy(),
	};
}

/** Lets the changes of a table be heard from now on: the first listener of a process begins a moment after it is asked. */
async function heard(data) {
	await data.set("begun", 1);
	const watch = data.watch("begun");
	await watch.next();
	return watch;
}

const changesOf = (events) => events.map(({ data: { name, key } }) => `${name} ${key}`);

test("each change is given with its images, of all processes and to the last digit", async () => {
	const { url, data, ...page } = await open();
	const watch = await heard(data);
	const other = Data.open(url);
	const live = await listen(page, { expression: "users:*" });
	expect([live.status, live.headers["content-type"]]).toEqual([200, "text/event-stream"]);
	await other.import([
		{ pk: { S: "users" }, sk: { S: "jane" }, _n: { N: "12345678901234567890.5" }, pk1: { S: "t" }, sk1: { S: "a" } },
	]);
	await other.set("orders:1", {});
	await other.set("users:jane", { name: "Jane" });
	await other.remove("users:jane");
	const events = [await live.next(), await live.next(), await live.next()];
	expect(changesOf(events)).toEqual(["created users:jane", "updated users:jane", "deleted users:jane"]);
	const [created, updated, deleted] = events.map(({ data }) => data);
	expect(created.row).toMatchObject({
		_n: { N: "12345678901234567890.5" },
		pk1: { S: "t" },
		md: { N: expect.any(String) },
	});
	expect(created.previous).toBeUndefined();
	expect(updated.previous).toEqual(created.row);
	expect(updated.row).toMatchObject({ _n: created.row._n, _name: { S: "Jane" } });
	expect([deleted.previous, deleted.row]).toEqual([updated.row, undefined]);
	expect(new Date(deleted.at).toISOString()).toBe(deleted.at);
	live.close();
	await watch.return();
	await other.close();
});

test("a filter selects by value, and a label by label", async () => {
	const { data, ...page } = await open();
	const watch = await heard(data);
	const filtered = await listen(page, { filter: '{"isOpen":true}' });
	const labeled = await listen(page, { label: "label1", expression: "team:*" });
	await data.set("a:1", { isOpen: false });
	await data.set("a:2", { isOpen: true });
	await data.set("a:3", { isOpen: false }, { label1: "team:core" });
	await data.set("a:4", { isOpen: true }, { label1: "team:core" });
	expect(changesOf([await filtered.next(), await filtered.next()]).sort()).toEqual(["created a:2", "created a:4"]);
	expect(changesOf([await labeled.next(), await labeled.next()]).sort()).toEqual(["created a:3", "created a:4"]);
	filtered.close();
	labeled.close();
	await watch.return();
});

(onDynamo ? test.skip : test)(
	"a handle that may only read a folder hears nothing, and the page learns why",
	async () => {
		const { url, data } = await open();
		await data.set("a:1", {});
		const reader = Data.open(`${url}&readonly`);
		const live = await listen(await openExplorer({ data: reader, store: url }));
		expect(await live.next()).toMatchObject({ name: "failed", data: { error: { code: "READ_ONLY" } } });
		expect(await live.next()).toBeUndefined();
		await reader.close();
	},
);

/** A handle that gives these changes. */
const handleOf = (changes) => ({ changes });

test("a browser that is too slow hears how many changes it has missed", async () => {
	const row = (n) => ({ pk: { S: "a" }, sk: { S: String(n) }, val: { S: "x".repeat(100_000) }, md: { N: "1.1" } });
	const count = 400;
	const [begun, offered, read] = [gate(), gate(), gate()];
	const all = async function* () {
		await begun.opened;
		for (let n = 0; n < count; n++) {
			yield { name: "created", item: row(n) };
			// Those of a store come in pieces, too.
			await new Promise(setImmediate);
		}
		offered.open();
		await read.opened;
		yield { name: "created", item: row("last") };
	};
	const live = await listen(await open({ live: handleOf(all) }));
	live.pause();
	begun.open();
	await offered.opened;
	live.resume();
	let [seen, missed] = [0, 0];
	while (seen + missed < count) {
		const { name, data } = await live.next();
		if (name === "change") seen++;
		else missed += data.count;
	}
	expect([seen + missed, missed > 0]).toEqual([count, true]);
	read.open();
	expect((await live.next()).data.key).toBe("a:last");
	expect(await live.next()).toBeUndefined();
});

test("changes that the store has lost are missed, and the stream goes on", async () => {
	let calls = 0;
	const row = { pk: { S: "a" }, sk: { S: "1" }, md: { N: "1.1" } };
	const changes = async function* () {
		if (++calls === 1) throw Object.assign(new Error("Too slow."), { code: "CHANGES_MISSED" });
		yield { name: "created", item: row };
	};
	const live = await listen(await open({ live: handleOf(changes) }));
	expect(await live.next()).toEqual({ name: "missed", data: { count: null } });
	expect(await live.next()).toMatchObject({ name: "change", data: { key: "a:1", row } });
});

test("changes that cannot be heard end the stream with the reason", async () => {
	const failure = Object.assign(new Error("The table has no stream."), { code: "NO_STREAM", hint: "Enable it." });
	const changes = () => ({ next: () => Promise.reject(failure) });
	const live = await listen(await open({ live: handleOf(changes) }));
	const error = { code: "NO_STREAM", message: "The table has no stream.", hint: "Enable it." };
	expect(await live.next()).toEqual({ name: "failed", data: { error } });
	expect(await live.next()).toBeUndefined();
});

test("a browser that goes ends its iterator, and no other one", async () => {
	const ended = [];
	const changes = (expression, { signal }) =>
		(async function* () {
			try {
				yield { name: "created", item: { pk: { S: expression }, sk: { S: "1" }, md: { N: "1.1" } } };
				await new Promise((resolve) => signal.addEventListener("abort", resolve));
			} finally {
				ended.push(expression);
				end.open();
			}
		})();
	const end = gate();
	const page = await open({ live: handleOf(changes) });
	const [first, second] = [await listen(page, { expression: "a" }), await listen(page, { expression: "b" })];
	await Promise.all([first.next(), second.next()]);
	first.close();
	await end.opened;
	expect(ended).toEqual(["a"]);
	await page.explorer.close();
	expect(await second.next()).toBeUndefined();
	expect(ended).toEqual(["a", "b"]);
});

test("a handle that hears changes is made when somebody listens, once", async () => {
	let made = 0;
	const changes = async function* () {
		yield { name: "created", item: { pk: { S: "a" }, sk: { S: "1" }, md: { N: "1.1" } } };
	};
	const page = await open({
		live: () => {
			made++;
			return handleOf(changes);
		},
	});
	await page.get("/api/store");
	expect(made).toBe(0);
	for (let n = 0; n < 2; n++) expect((await (await listen(page)).next()).name).toBe("change");
	expect(made).toBe(1);
});

test("an explorer that does not listen says so", async () => {
	const page = await open({ live: false });
	const { status, body } = await page.call("GET", "/api/live");
	expect([status, body.error.code]).toEqual([409, "NO_LIVE"]);
});
