"use strict";

// `data.streamHandler()` with batches of records as AWS Lambda passes them. It needs no server.

const { Data } = require("../..");

const handles = [];
const before = process.env.AWS_LAMBDA_FUNCTION_NAME;

beforeEach(() => {
	process.env.AWS_LAMBDA_FUNCTION_NAME = "function";
});

afterEach(async () => {
	if (before === undefined) delete process.env.AWS_LAMBDA_FUNCTION_NAME;
	else process.env.AWS_LAMBDA_FUNCTION_NAME = before;
	while (handles.length > 0) await handles.pop().close();
});

/** A handle on a table that is never accessed. */
function open() {
	const data = Data.open("dynamodb://never?region=eu-west-1&endpoint=http%3A%2F%2F127.0.0.1%3A1");
	data.events.on("retry", () => {});
	data.events.on("gap", () => {});
	handles.push(data);
	return data;
}

function row(pk, sk, value, more = {}) {
	return {
		pk: { S: pk },
		sk: { S: sk },
		val: { N: String(value) },
		ct: { N: "1700000000" },
		md: { N: "1700000001" },
		...more,
	};
}

/** A record. Sequence numbers in DynamoDB have more digits than a JavaScript number. */
function record(number, { old, now, name = "MODIFY", at = Date.now() / 1000 }) {
	return {
		eventID: String(number),
		eventName: name,
		eventSource: "aws:dynamodb",
		dynamodb: {
			ApproximateCreationDateTime: Math.floor(at),
			Keys: {},
			...(old && { OldImage: old }),
			...(now && { NewImage: now }),
			SequenceNumber: sequence(number),
			StreamViewType: "NEW_AND_OLD_IMAGES",
		},
	};
}

function sequence(number) {
	return `49590338271490256608559692538361571095921575989136588${number}`;
}

const created = (number, pk, sk) => record(number, { now: row(pk, sk, number), name: "INSERT" });
const failed = (...numbers) => ({ batchItemFailures: numbers.map((number) => ({ itemIdentifier: sequence(number) })) });

test("handlers get the same events as with `data.on`", async () => {
	const data = open();
	const events = [];
	data.on("*", (event) => void events.push(event));
	const handler = data.streamHandler();
	const labelled = row("users", "jane", 2, {
		pk1: { S: "vip" },
		sk1: { S: "0" },
		kv1: { BOOL: true },
		ttl: { N: "4000000000" },
	});
	const result = await handler({
		Records: [
			record(1, { now: row("users", "jane", 1), name: "INSERT" }),
			record(2, { old: row("users", "jane", 1), now: labelled }),
			// An expiry, which is recognized by its images, not by the event name.
			record(3, { old: labelled, name: "MODIFY" }),
			// Not a row of this package.
			record(4, { now: { pk: { S: "x" } }, name: "INSERT" }),
			record(5, {
				now: { pk: { S: "x" }, sk: { S: "0" }, kv: { BOOL: true }, _a: { B: "AQI=" }, ct: { N: "1" }, md: { N: "1" } },
			}),
		],
	});
	expect(result).toEqual(failed());
	const dates = { created: new Date(1700000000000), modified: new Date(1700000001000) };
	const jane = { key: "users:jane", value: 2, ...dates, label1: "vip", ttl: new Date(4000000000000) };
	const inUsers = events.filter(({ item }) => item.key === "users:jane");
	expect(inUsers).toEqual([
		{ name: "created", item: { key: "users:jane", value: 1, ...dates } },
		{ name: "updated", item: jane, previous: { key: "users:jane", value: 1, ...dates } },
		{ name: "deleted", item: jane },
	]);
	const [x] = events.filter(({ item }) => item.key === "x");
	expect(events).toHaveLength(4);
	expect([...x.item.value.a]).toEqual([1, 2]);
});

test("the first failure is reported, and no later record is started", async () => {
	const data = open();
	const seen = [];
	let fails = true;
	data.on("*", { concurrency: 1 }, ({ item }) => {
		seen.push(item.key);
		if (fails && item.key === "b:1") throw new Error("later");
	});
	const handler = data.streamHandler();
	const Records = [
		created(1, "a", "1"),
		created(2, "b", "1"),
		created(3, "c", "1"),
		created(4, "b", "2"),
		created(5, "a", "2"),
	];
	expect(await handler({ Records })).toEqual(failed(2));
	expect(seen).toEqual(["a:1", "b:1"]);
	// Lambda repeats the batch from that record.
	fails = false;
	expect(await handler({ Records: Records.slice(1) })).toEqual(failed());
	expect(seen.slice(2).sort()).toEqual(["a:2", "b:1", "b:2", "c:1"]);
});

test("a handler that succeeded does not run again while the function is warm", async () => {
	const data = open();
	const seen = [];
	let fails = true;
	data.on("created:*:*", ({ item }) => void seen.push(`first ${item.key}`));
	data.on("created:b:*", async ({ item }) => {
		await null;
		seen.push(`second ${item.key}`);
		if (fails) throw new Error("later");
	});
	const handler = data.streamHandler();
	const Records = [created(1, "b", "1"), created(2, "a", "1"), created(3, "b", "2")];
	expect(await handler({ Records })).toEqual(failed(1));
	const before = [...seen];
	expect(before.sort()).toEqual(["first a:1", "first b:1", "second b:1"]);
	fails = false;
	seen.length = 0;
	expect(await handler({ Records })).toEqual(failed());
	expect(seen).toEqual(["second b:1", "first b:2", "second b:2"]);
});

test("successes are remembered over many attempts, and over batches of other shards in between", async () => {
	const data = open();
	const seen = [];
	data.on("created:ok:*", ({ item }) => void seen.push(item.key));
	data.on("created:bad:*", () => {
		throw new Error("later");
	});
	const handler = data.streamHandler();
	const Records = [created(1, "bad", "1"), created(2, "ok", "1")];
	for (let attempt = 0; attempt < 5; attempt++) {
		expect(await handler({ Records })).toEqual(failed(1));
		expect(await handler({ Records: [created(10 + attempt, "ok", String(attempt))] })).toEqual(failed());
	}
	expect(seen.filter((key) => key === "ok:1").length).toBe(2);
	expect(seen).toHaveLength(6);
});

test("times can have fractions", async () => {
	const data = open();
	const events = [];
	data.on("*", (event) => void events.push(event));
	const now = row("a", "1", 1, { ct: { N: "1700000000.25" }, md: { N: "1700000001.75" } });
	const broken = record(1, { now, name: "INSERT" });
	broken.dynamodb.ApproximateCreationDateTime = Date.now() / 1000 - 0.123;
	expect(await data.streamHandler()({ Records: [broken] })).toEqual(failed());
	const dates = { created: new Date(1700000000000), modified: new Date(1700000001000) };
	expect(events).toEqual([{ name: "created", item: { key: "a:1", value: 1, ...dates } }]);
});

test("an unreadable row is reported once with its key, and hides no other row", async () => {
	const data = open();
	const [seen, gaps] = [[], []];
	data.events.on("gap", (gap) => gaps.push(gap));
	let fails = true;
	data.on("*", ({ item }) => {
		seen.push(item.key);
		if (fails && item.key === "c:1") throw new Error("later");
	});
	const handler = data.streamHandler();
	const now = row("b", "1", 1, { _x: { NS: ["secret"] } });
	const Records = [created(1, "a", "1"), record(2, { now, name: "INSERT" }), created(3, "c", "1")];
	expect(await handler({ Records })).toEqual(failed(3));
	fails = false;
	expect(await handler({ Records })).toEqual(failed());
	expect(seen.sort()).toEqual(["a:1", "c:1", "c:1"]);
	expect(gaps).toEqual([
		{ group: "default", changes: 1, reason: expect.stringMatching(/^The row 'b:1' cannot be read: its column '_x'/) },
	]);
	expect(gaps[0].reason).not.toContain("secret");
});

test.each(["KEYS_ONLY", "OLD_IMAGE", "NEW_IMAGE"])(
	"a stream of %s is refused, with the required view type",
	async (view) => {
		const data = open();
		data.on("*", () => {});
		const change = record(1, {
			...(view === "OLD_IMAGE" && { old: row("a", "1", 1) }),
			...(view === "NEW_IMAGE" && { now: row("a", "1", 1) }),
		});
		change.dynamodb.StreamViewType = view;
		const refused = { code: "INVALID_RECORDS", message: expect.stringMatching(/NEW_AND_OLD_IMAGES/) };
		await expect(data.streamHandler()({ Records: [change] })).rejects.toMatchObject(refused);
		delete change.dynamodb.StreamViewType;
		if (view === "KEYS_ONLY") await expect(data.streamHandler()({ Records: [change] })).rejects.toMatchObject(refused);
	},
);

describe("outside Lambda, as in a test of the function", () => {
	beforeEach(() => {
		delete process.env.AWS_LAMBDA_FUNCTION_NAME;
	});

	test.each(["a table", "a folder"])("the handlers run and the call resolves, on %s", async (where) => {
		const data = where === "a table" ? open() : Data.open("memory:");
		if (where === "a folder") handles.push(data);
		const seen = [];
		let fails = true;
		data.on("*", ({ item }) => {
			seen.push(item.key);
			if (fails && item.key === "b:1") throw new Error("later");
		});
		data.events.on("retry", () => {});
		const handler = data.streamHandler();
		data.on("created:a:*", () => void seen.push("second"));
		const Records = [created(1, "a", "1"), created(2, "b", "1")];
		expect(await handler({ Records })).toEqual(failed(2));
		fails = false;
		expect(await handler({ Records })).toEqual(failed());
		expect(seen.sort()).toEqual(["a:1", "b:1", "b:1", "second"]);
		if (where === "a folder") {
			await data.set("own:1", 1);
			await data.events.idle();
			expect(seen).toContain("own:1");
		}
	});
});

test("of several failures, the first record counts, in whatever order they occur", async () => {
	const data = open();
	let release;
	const gate = new Promise((resolve) => {
		release = resolve;
	});
	data.on("*:slow:*", async () => {
		await gate;
		throw new Error("slow");
	});
	data.on("*:quick:*", () => {
		setImmediate(release);
		throw new Error("quick");
	});
	const handler = data.streamHandler();
	expect(await handler({ Records: [created(1, "slow", "1"), created(2, "quick", "1")] })).toEqual(failed(1));
});

test("a handler that does not end fails, and an event that is a day old is dropped", async () => {
	const data = open();
	const dropped = [];
	data.events.on("dropped", ({ event }) => dropped.push(event.item.key));
	data.on("*", { timeout: 20 }, () => new Promise(() => {}));
	const handler = data.streamHandler();
	const old = record(1, { now: row("old", "1", 1), at: Date.now() / 1000 - 25 * 60 * 60 });
	expect(await handler({ Records: [old, created(2, "a", "1")] })).toEqual(failed(2));
	expect(dropped).toEqual(["old:1"]);
});

test("only handlers of the named group run, even if registered later", async () => {
	const data = open();
	const seen = [];
	const handler = data.streamHandler({ group: "mail" });
	data.on("*", { group: "mail" }, () => void seen.push("mail"));
	data.on("*", () => void seen.push("default"));
	await handler({ Records: [created(1, "a", "1")] });
	expect(seen).toEqual(["mail"]);
});

test.each([[undefined], [{}], [{ Records: [{}] }], [{ Records: [{ dynamodb: { SequenceNumber: 5 } }] }]])(
	"%j is refused",
	async (event) => {
		const data = open();
		data.on("*", () => {});
		await expect(data.streamHandler()(event)).rejects.toMatchObject({
			name: "ValidationError",
			code: "INVALID_RECORDS",
		});
	},
);

test("a function without handlers rejects with NO_HANDLERS", async () => {
	const data = open();
	const { remove } = data.on("*", () => {});
	const handler = data.streamHandler();
	remove();
	await expect(handler({ Records: [created(1, "a", "1")] })).rejects.toMatchObject({ code: "NO_HANDLERS" });
	await expect(open().streamHandler()({ Records: [created(1, "a", "1")] })).rejects.toMatchObject({
		code: "NO_HANDLERS",
	});
});
