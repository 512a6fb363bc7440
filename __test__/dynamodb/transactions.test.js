"use strict";

// What a transaction costs on DynamoDB: which requests each shape sends, also when requests fail.

const { Data } = require("../..");
const { startServer } = require("../support/server");

let server;
let data;
beforeAll(async () => {
	server = await startServer();
	await Data.createTable(server.url("transactions"));
	data = Data.open(server.url("transactions"));
	await data.set("warm:1", 1);
});
afterEach(() => server.faults());
afterAll(async () => {
	await data.close();
	await server.stop();
});

/** The requests of a call, by operation. */
async function requests(call) {
	await server.forget();
	await call();
	const counts = {};
	// A transaction is recorded once for each kind of its parts.
	for (const { operation, count } of await server.requests()) {
		counts[operation] = operation.startsWith("Transact")
			? Math.max(counts[operation] ?? 0, count)
			: (counts[operation] ?? 0) + count;
	}
	return counts;
}

const put = (...items) => data.set(items.map(([key, value]) => ({ key, value })));

describe("the requests of", () => {
	beforeEach(() => put(["shape:a", { n: 1 }], ["shape:b", { n: 1 }]));

	test.each([
		["one edit", (tx) => tx.add("shape:a", "n", 1), { UpdateItem: 1 }],
		["one removal", (tx) => tx.remove("shape:a"), { DeleteItem: 1 }],
		[
			"several edits of one item",
			(tx) => {
				tx.add("shape:a", "n", 1);
				tx.set("shape:a", { x: 1, y: 2 }, { label1: "l:1" });
				tx.set("shape:a", { x: null });
				tx.add("shape:a", "n", 1);
			},
			{ UpdateItem: 1 },
		],
		[
			"one item, read and edited",
			async (tx) => tx.set("shape:a", { n: (await tx.get("shape:a")).n + 1 }),
			{ GetItem: 1, UpdateItem: 1 },
		],
		[
			"two items, edited",
			(tx) => {
				tx.add("shape:a", "n", -1);
				tx.add("shape:b", "n", 1);
			},
			{ TransactWriteItems: 1 },
		],
		[
			"one item read, another edited, a third checked",
			async (tx) => {
				await tx.get("shape:a");
				tx.set("shape:b", { n: 2 });
				tx.check("shape:c", { exists: false });
			},
			{ GetItem: 1, TransactWriteItems: 1 },
		],
		["one item, read", (tx) => tx.get("shape:a"), { GetItem: 1 }],
		["several items, read together", (tx) => tx.get(["shape:a", "shape:b"]), { TransactGetItems: 1 }],
		[
			"several items, read one by one",
			async (tx) => [await tx.get("shape:a"), await tx.get("shape:b")],
			{ GetItem: 2, TransactGetItems: 1 },
		],
		["one item, read twice", async (tx) => [await tx.get("shape:a"), await tx.get(["shape:a"])], { GetItem: 1 }],
		["a check", (tx) => tx.check("shape:a", { exists: true }), { GetItem: 1 }],
		["nothing", () => {}, {}],
	])("%s", async (_, run, expected) => {
		expect(await requests(() => data.transaction(async (tx) => run(tx)))).toEqual(expected);
	});

	test("a refusal, which needs no second read", async () => {
		const refused = () =>
			data.transaction((tx) => {
				tx.set("shape:a", {}, { exists: false });
				tx.add("shape:b", "n", 1);
			});
		const counts = await requests(() =>
			expect(refused()).rejects.toMatchObject({ code: "ITEM_EXISTS", key: "shape:a", item: { value: { n: 1 } } }),
		);
		expect(counts).toEqual({ TransactWriteItems: 1 });
		expect(await data.get("shape:b")).toEqual({ n: 1 });
	});
});

test("a conflict and throttling repeat the request, and do not run the function again", async () => {
	await put(["repeat:a", { n: 0 }], ["repeat:b", { n: 0 }]);
	await server.faults({ seed: 3, conflict: 0.3, throttle: 0.2, operations: ["TransactWriteItems"] });
	let runs = 0;
	for (let index = 0; index < 15; index++) {
		await data.transaction((tx) => {
			runs++;
			tx.add("repeat:a", "n", 1);
			tx.add("repeat:b", "n", -1);
		});
	}
	const { injected } = await server.counts();
	await server.faults();
	expect(runs).toBe(15);
	expect(injected.conflict).toBeGreaterThan(0);
	expect([await data.get("repeat:a"), await data.get("repeat:b")]).toEqual([{ n: 15 }, { n: -15 }]);
});

test("a lost answer never applies a transaction twice", async () => {
	await put(["lost:a", { n: 0 }], ["lost:b", { n: 0 }]);
	await server.faults({ seed: 5, internalErrorApplied: 0.5, operations: ["TransactWriteItems"] });
	for (let index = 0; index < 30; index++) {
		await data.transaction(async (tx) => {
			const { n } = await tx.get("lost:a");
			tx.set("lost:a", { n: n + 1 });
			tx.add("lost:b", "n", 1);
		});
	}
	await server.faults();
	expect([await data.get("lost:a"), await data.get("lost:b")]).toEqual([{ n: 30 }, { n: 30 }]);
});

test("sixty transactions that each read the item to write it all succeed", async () => {
	await data.set("busy:1", { o: {} });
	const edit = (index) =>
		data.transaction((tx) => tx.set("busy:1", { o: { $merge: { p: { $union: [`e${index}`] } } } }));
	await Promise.all(Array.from({ length: 60 }, (_, index) => edit(index)));
	expect((await data.get("busy:1")).o.p.size).toBe(60);
});

test("of several refusals, the first edit's is told", async () => {
	await put(["order:a", { n: 1 }], ["order:b", { n: 1 }]);
	const refused = data.transaction((tx) => {
		tx.set("order:a", { n: 2 }, { if: { n: 5 } });
		tx.set("order:b", { n: 2 });
		tx.set("order:b", { n: 1 }, { if: { n: 5 } });
	});
	await expect(refused).rejects.toMatchObject({ code: "CONDITION_FAILED", key: "order:a" });
});
