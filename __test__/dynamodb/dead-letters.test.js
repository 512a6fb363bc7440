"use strict";

// Dead letters on a table: each is written before the checkpoint passes its event.

const { Data } = require("../..");
const { startServer } = require("../support/server");
const { run, start, until } = require("../support/programs");
const { gate } = require("../support/events");

let server;
let data;

beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

afterEach(async () => {
	await server.faults();
	await data.close();
});

async function fresh(table) {
	await Data.createTable(server.url(table));
	data = Data.open(server.url(table));
	return server.url(table);
}

async function letters() {
	return (await data.get("failed:*", { consistent: true })).items;
}

test("a process that dies between the letter and the checkpoint leaves one letter", async () => {
	const url = await fresh("letters-crash");
	const handle = `
		data.on("created:orders:*", { attempts: 1, deadLetter: "failed" }, ({ item }) => {
			say("tries " + item.key);
			throw new Error("no");
		});
		await data.events.idle();
		say("idle");
	`;
	const first = start(url, `${handle} await data.events.run();`);
	await until(first, "idle");
	// No checkpoint can be written any more.
	await server.faults({ throttle: 1, operations: ["UpdateItem"] });
	await data.set("orders:1", 1, { overwrite: true });
	while ((await letters()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
	first.kill("SIGKILL");
	await first.ended;
	await server.faults();
	const before = await letters();

	const lines = await run(url, handle);

	expect(lines).toStrictEqual(["tries orders:1", "idle"]);
	expect(await letters()).toStrictEqual(before);
}, 60_000);

test("a letter that the table is too busy to take is written later, and others are handled meanwhile", async () => {
	await fresh("letters-throttled");
	const drops = [];
	data.events.on("dropped", (report) => void drops.push(report));
	data.on("created:orders:*", { attempts: 1, deadLetter: "failed" }, () => {
		throw new Error("no");
	});
	const handled = gate();
	data.on("created:calm:*", handled.open);
	await data.events.idle();

	await server.faults({ throttle: 1, operations: ["PutItem"] });
	await data.set("orders:1", { a: 1 });
	while ((await server.counts()).injected.throttle === 0) await new Promise((resolve) => setTimeout(resolve, 20));
	await data.set("calm:1", { a: 1 });
	await handled.opened;
	expect(await letters()).toStrictEqual([]);
	expect(drops).toStrictEqual([]);

	await server.faults();
	await data.events.idle();
	expect((await letters()).map(({ value }) => value.item.key)).toStrictEqual(["orders:1"]);
	expect(drops).toHaveLength(1);
}, 60_000);

test("lost answers never make two letters of one", async () => {
	await fresh("letters-lost");
	data.on("created:orders:*", { attempts: 1, deadLetter: "failed" }, () => {
		throw new Error("no");
	});
	data.events.on("dropped", () => {});
	await data.events.idle();

	await server.faults({ cutApplied: 0.6, cut: 0.2, seed: 5, operations: ["PutItem"] });
	for (let index = 0; index < 10; index++) await data.set(`orders:${index}`, { index });
	await data.events.idle();

	expect((await letters()).map(({ value }) => value.item.value.index).sort()).toStrictEqual([
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
	]);
}, 60_000);

test("a Lambda function reports a record as failed until its letter is written", async () => {
	await fresh("letters-lambda");
	let calls = 0;
	data.on("created:orders:*", { attempts: 1, deadLetter: "failed", group: "lambda" }, () => {
		calls++;
		throw new Error("no");
	});
	data.events.on("dropped", () => {});
	const handler = data.streamHandler({ group: "lambda" });
	const row = {
		pk: { S: "orders" },
		sk: { S: "1" },
		val: { N: "5" },
		ct: { N: "1700000000" },
		md: { N: "1700000000" },
	};
	const record = {
		eventID: "1",
		dynamodb: {
			SequenceNumber: "100",
			ApproximateCreationDateTime: Math.floor(Date.now() / 1000),
			StreamViewType: "NEW_AND_OLD_IMAGES",
			NewImage: row,
		},
	};

	await server.faults({ throttle: 1, operations: ["PutItem"] });
	expect(await handler({ Records: [record] })).toEqual({ batchItemFailures: [{ itemIdentifier: "100" }] });
	await server.faults();
	expect(await handler({ Records: [record] })).toEqual({ batchItemFailures: [] });
	expect(await handler({ Records: [record] })).toEqual({ batchItemFailures: [] });

	expect(calls).toBe(2);
	expect((await letters()).map(({ value }) => value.item.value)).toStrictEqual([5]);
}, 90_000);
