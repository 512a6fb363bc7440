"use strict";

// `data.usage`: what a handle has asked of DynamoDB, and what that cost.

const { Data } = require("../..");
const { startServer } = require("../support/server");

let server;
let url;
let tables = 0;
const open = [];
const handle = (options = "") => {
	const data = Data.open(`${url}${options}`);
	open.push(data);
	return data;
};

beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
	url = server.url(`usage-${tables++}`);
	await Data.createTable(url);
});
afterEach(async () => {
	await server.faults();
	for (const data of open.splice(0)) await data.close();
});

/** What a call adds to the usage of a handle. */
async function spent(data, call) {
	const before = data.usage();
	await call();
	return Object.fromEntries(Object.entries(data.usage()).map(([name, value]) => [name, value - before[name]]));
}

test("each handle counts its own requests, from the beginning", async () => {
	const [data, other] = [handle(), handle()];
	expect(data.usage()).toStrictEqual({ requests: 0, retries: 0, throttled: 0 });
	await data.set("a:1", 1);
	await data.get("a:1");
	await data.get("a:*");
	await data.set(["a:2", "a:3"].map((key) => ({ key, value: 1 })));
	await data.transaction(async (tx) => {
		await tx.get(["a:1", "a:2"]);
		tx.set("a:3", 2);
	});
	await other.get("a:1");
	// One each, and two for the transaction: what it reads, and what it writes.
	expect(data.usage()).toStrictEqual({ requests: 6, retries: 0, throttled: 0 });
	expect(other.usage().requests).toBe(1);
});

test("'capacity' asks what requests cost: reads and writes of all kinds", async () => {
	const data = handle("&capacity");
	expect(data.usage()).toStrictEqual({ requests: 0, retries: 0, throttled: 0, readUnits: 0, writeUnits: 0 });
	const large = "x".repeat(10_000);
	const costs = async (call) => {
		const { readUnits, writeUnits } = await spent(data, call);
		return [readUnits, writeUnits];
	};
	expect(await costs(() => data.set("a:1", large))).toStrictEqual([0, 10]);
	expect(await costs(() => data.get("a:1"))).toStrictEqual([1.5, 0]);
	expect(await costs(() => data.get("a:1", { consistent: true }))).toStrictEqual([3, 0]);
	expect(await costs(() => data.add("a:2", 1))).toStrictEqual([0, 1]);
	expect(await costs(() => data.get("a:*"))).toStrictEqual([1.5, 0]);
	expect(await costs(() => data.set([{ key: "a:3", value: 1 }]))).toStrictEqual([0, 1]);
	expect(
		await costs(() =>
			data.set(
				["a:2", "a:3"].map((key) => ({ key, value: 2 })),
				{ atomic: true },
			),
		),
	).toStrictEqual([0, 4]);
	expect(await costs(() => data.get(["a:1", "a:2"], { atomic: true }))).toStrictEqual([8, 0]);
	expect(await costs(() => data.get(["a:1", "a:2"]))).toStrictEqual([2, 0]);
	expect(await costs(() => data.scan())).toStrictEqual([1.5, 0]);
	expect(await costs(() => data.remove("a:3"))).toStrictEqual([0, 1]);
});

test("without 'capacity' nothing is asked, and both kinds of handles share their connections", async () => {
	const [plain, asking] = [handle(), handle("&capacity=true&readonly")];
	await plain.set("a:1", 1);
	await asking.get("a:1");
	expect(plain.usage()).toStrictEqual({ requests: 1, retries: 0, throttled: 0 });
	expect(asking.usage()).toMatchObject({ requests: 1, readUnits: 0.5, writeUnits: 0 });
});

test("repetitions and refusals for being too busy are counted", async () => {
	const data = handle();
	await server.faults({ seed: 5, throttle: 0.3, internalError: 0.2 });
	await server.forget();
	for (let n = 0; n < 40; n++) await data.get(`a:${n}`);
	const { throttle, internalError } = (await server.counts()).injected;
	expect(throttle).toBeGreaterThan(0);
	expect(internalError).toBeGreaterThan(0);
	expect(data.usage()).toStrictEqual({
		requests: 40 + throttle + internalError,
		retries: throttle + internalError,
		throttled: throttle,
	});
});

test("what a batch leaves undone is repeated, and counts", async () => {
	const data = handle();
	await server.faults({ seed: 5, unprocessed: true });
	await data.set(Array.from({ length: 25 }, (_, n) => ({ key: `a:${n}`, value: n })));
	const { requests, retries, throttled } = data.usage();
	expect(retries).toBeGreaterThan(0);
	expect([requests, throttled]).toStrictEqual([retries + 1, retries]);
});

test("changes that are heard read no item", async () => {
	const data = handle();
	await data.set("a:1", 1);
	const changes = data.changes("a:*");
	const next = changes.next();
	let round = 0;
	const writing = setInterval(() => handle.other.set("a:1", round++), 200);
	handle.other = handle();
	const before = data.usage();
	await next;
	clearInterval(writing);
	expect(data.usage()).toStrictEqual(before);
	await changes.return();
});

test.each([
	["capacity=1", "'capacity=1' is not understood: write 'capacity'"],
	["capcity", "'connections', 'timeout', 'attemptTimeout', 'capacity' and 'readonly'"],
])("%s is an invalid URL", (option, message) => {
	expect(() => Data.open(`${url}&${option}`)).toThrow(
		expect.objectContaining({ code: "INVALID_URL", message: expect.stringContaining(message) }),
	);
});
