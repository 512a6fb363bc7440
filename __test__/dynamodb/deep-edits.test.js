"use strict";

// Operators on DynamoDB: how many requests they take, and what happens when an answer is lost.

const { Data } = require("../..");
const { remembersCanceled, startProxy } = require("../support/proxy");
const { startServer } = require("../support/server");

let server;
let proxy;
let data;
/** Another program, which loses no answers. */
let other;
beforeAll(async () => {
	server = await startServer();
	await Data.createTable(server.url("deep"));
	other = Data.open(server.url("deep"));
});
beforeEach(async () => {
	proxy = await startProxy(server.endpoint);
	data = Data.open(proxy.url("deep"));
});
afterEach(async () => {
	await data.close();
	await proxy.stop();
});
afterAll(async () => {
	await other.close();
	await server.stop();
});

/** The operations of the requests of a call, in their order. */
async function operations(call) {
	const seen = [];
	proxy.rules.unshift((operation) => void seen.push(operation));
	await call();
	proxy.rules.shift();
	return seen;
}

describe("requests", () => {
	const STORED = {
		list: [1],
		tags: new Set(["a", "b"]),
		n: 1,
		deep: { n: 1, list: [1], gone: 1, tags: new Set(["a"]), inner: { n: 1 } },
	};
	beforeEach(() => other.set("k", STORED, { overwrite: true }));

	test.each([
		["$add", { n: { $add: 1 } }],
		["$append", { list: { $append: [2] } }],
		["$prepend to a missing array", { missing: { $prepend: [2] } }],
		["$union", { tags: { $union: ["c"] } }],
		["$without of all elements", { tags: { $without: ["a", "b"] } }],
		[
			"$merge",
			{
				deep: {
					$merge: {
						n: { $add: 1 },
						list: { $append: [2] },
						gone: null,
						made: { x: 1 },
						inner: { $merge: { n: { $add: 1 }, m: { $add: 1 } } },
					},
				},
			},
		],
	])("%s is one", async (_, value) => {
		expect(await operations(() => data.set("k", value))).toEqual(["UpdateItem"]);
	});

	test("a missing object costs a second one, without a read", async () => {
		const call = () => data.set("k", { absent: { $merge: { n: { $add: 1 } } } });
		expect(await operations(call)).toEqual(["UpdateItem", "PutItem"]);
		expect(await operations(call)).toEqual(["UpdateItem"]);
		expect(await operations(() => data.set("new", { a: { $merge: { n: 1 } } }))).toEqual(["UpdateItem", "PutItem"]);
	});

	test("so does a whole value that may lose the last element of its Set", async () => {
		await other.set("whole", new Set(["a", "b", "c"]));
		expect(await operations(() => data.set("whole", { $without: ["a"] }))).toEqual(["UpdateItem"]);
		expect(await operations(() => data.set("whole", { $without: ["b", "c"] }))).toEqual(["UpdateItem", "PutItem"]);
		expect(await operations(() => data.set("whole", { $union: ["a"] }))).toEqual(["UpdateItem", "PutItem"]);
	});

	test("a Set inside $merge is read and written back", async () => {
		const call = () => data.set("k", { deep: { $merge: { tags: { $union: ["b"] } } } });
		expect(await operations(call)).toEqual(["GetItem", "PutItem"]);
	});

	test("a hundred operators are one, whose condition checks no kinds", async () => {
		const hundred = (value) => Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`a${index}`, value]));
		const value = { ...hundred({ $add: 1 }), deep: { $merge: { inner: { $merge: { n: { $add: 1 } } } } } };
		expect(await operations(() => data.set("k", value))).toEqual(["UpdateItem"]);
		expect(await data.get("k")).toMatchObject({ ...hundred(1), deep: { inner: { n: 2 } } });
		await expect(data.set("k", hundred({ $append: [1] }))).rejects.toMatchObject({ code: "VALIDATION_EXCEPTION" });
		expect(await data.get("k")).toMatchObject(hundred(1));
	});

	test("a value of the wrong kind is refused without a second one", async () => {
		const call = () => expect(data.set("k", { list: { $union: ["a"] } })).rejects.toMatchObject({ item: { key: "k" } });
		expect(await operations(call)).toEqual(["UpdateItem"]);
	});
});

describe("a lost answer", () => {
	const operators = [
		["$append", { a: { $append: [1] } }, { a: [1] }, { a: [1, 1] }],
		["$prepend inside $merge", { a: { $merge: { l: { $prepend: [1] } } } }, { a: { l: [1] } }, { a: { l: [1, 1] } }],
	];
	test.each(operators)("%s resolves if its item shows that it was applied", async (name, value, once, twice) => {
		const key = `applied:${name}`;
		await other.set(key, value);
		proxy.loseAfter("UpdateItem");
		expect(await data.set(key, value)).toEqual(twice);
		expect(once).not.toEqual(twice);
	});

	test.each(operators)("%s is not sent again after others have written", async (name, value, _, twice) => {
		const key = `overtaken:${name}`;
		await other.set(key, value);
		proxy.loseAfter("UpdateItem", () => other.set(key, { others: true }));
		await expect(data.set(key, value)).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
		expect(await other.get(key, { consistent: true })).toEqual({ ...twice, others: true });
	});

	test("$union and $without are sent again", async () => {
		const value = { a: { $union: ["x"] }, b: { $without: ["x"] } };
		proxy.loseAfter("UpdateItem", () => other.set("again", { b: new Set(["x", "y"]) }));
		expect(await data.set("again", value)).toEqual({ a: new Set(["x"]), b: new Set(["y"]) });
	});

	test("of the request that creates missing objects counts once", async () => {
		const call = (key) => data.set(key, { a: { $merge: { n: { $add: 1 } } } });
		proxy.loseAfter("PutItem");
		expect(await call("made:1")).toEqual({ a: { n: 1 } });
		proxy.loseAfter("PutItem", () => other.set("made:2", { others: true }));
		await expect(call("made:2")).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
		expect(await other.get("made:2", { consistent: true })).toEqual({ a: { n: 1 }, others: true });
	});
});

describe.each([
	["is forgotten", []],
	["is remembered", [remembersCanceled()]],
])("with a token, when that of a canceled transaction %s", (_, rules) => {
	beforeEach(() => proxy.rules.push(...rules));

	test("an edit below missing objects counts once", async () => {
		const key = `token:${rules.length}`;
		const call = () =>
			data.set(
				key,
				{ a: { $merge: { l: { $append: [1] }, b: { $merge: { n: { $add: 1 } } } } } },
				{ idempotencyToken: "t" },
			);
		expect([await call(), await call()]).toEqual([{ a: { l: [1], b: { n: 1 } } }, { a: { l: [1], b: { n: 1 } } }]);
		await new Promise((resolve) => setTimeout(resolve, 1100));
		expect(await call()).toEqual({ a: { l: [1], b: { n: 1 } } });
		expect(await other.get(key, { consistent: true })).toEqual({ a: { l: [1], b: { n: 1 } } });
	});
});
