"use strict";

// What queries ask of a table: what DynamoDB can filter, cut and count itself, it does, and nothing else is read.

const { Data } = require("../..");
const { startProxy } = require("../support/proxy");
const { startServer } = require("../support/server");

let server;
let proxy;
let data;
let sent = [];
beforeAll(async () => {
	server = await startServer();
	await Data.createTable(server.url("queries"));
	proxy = await startProxy(server.endpoint);
	proxy.rules.push((operation, body) => {
		sent.push({ operation, ...body });
	});
	data = Data.open(proxy.url("queries"));
	await data.seed(
		Array.from({ length: 2500 }, (_, n) => ({
			key: `n:${10_000 + n}`,
			value: { n, text: "some text" },
			label1: `l:${n % 2}`,
			...(n % 10 === 0 && { label2: "tenth" }),
		})),
	);
});
afterAll(async () => {
	await data.close();
	await proxy.stop();
	await server.stop();
});

/** The requests of a call. */
async function requests(call) {
	sent = [];
	await call();
	return sent;
}

/** An expression of a request with its placeholders replaced, without what leaves expired items out. */
function said({ ExpressionAttributeNames: names, ExpressionAttributeValues: values, ...request }, member) {
	const text = request[member]
		?.replace(/[#:]\w+/g, (place) => names[place] ?? JSON.stringify(Object.values(values[place])[0]))
		.replace(/ AND \(?attribute_not_exists\(ttl\).*?"N"\)\)?|\(?attribute_not_exists\(ttl\).*?"N"\)\)?( AND )?/, "");
	return text === "" ? undefined : text;
}

const read = async (iterable) => {
	const items = [];
	for await (const item of iterable) items.push(item);
	return items;
};

describe("a filter", () => {
	test("is a FilterExpression of a Query or a Scan", async () => {
		const filter = { n: { $gte: 5, $lt: 7 } };
		const [query] = await requests(() => data.get("n:*", { filter }));
		expect([query.operation, said(query, "KeyConditionExpression")]).toEqual(["Query", 'pk="n"']);
		expect(said(query, "FilterExpression")).toMatch(/_n ?>= ?"5".*_n ?< ?"7"/);
		const [scan] = await requests(() => data.scan({ filter }));
		expect([scan.operation, said(scan, "FilterExpression")]).toEqual(["Scan", said(query, "FilterExpression")]);
	});

	test("that is too long for one is judged here, and all rows come", async () => {
		const filter = { $or: Array.from({ length: 400 }, (_, n) => ({ n })) };
		let items;
		const [query] = await requests(async () => {
			({ items } = await data.get("n:*", { filter, limit: 1000, keysOnly: true }));
		});
		expect(items).toHaveLength(400);
		expect([said(query, "FilterExpression"), query.ProjectionExpression]).toEqual([undefined, undefined]);
	});

	test("reads as much as a request can, not one page of 'limit' rows after the other", async () => {
		const sent = await requests(() => data.get("n:*", { filter: { n: 2499 }, limit: 1 }));
		expect(sent.length).toBeLessThan(15);
	});
});

describe("labels", () => {
	test("are a filter of their columns", async () => {
		const [query] = await requests(() => data.get("n:*", { labels: { label2: "tenth", label1: "l:>=1" } }));
		const filter = said(query, "FilterExpression");
		for (const part of ['pk2="tenth"', 'sk2="0"', 'pk1="l"', 'sk1>="1"']) expect(filter).toContain(part);
		expect(query.IndexName).toBeUndefined();
	});

	test("without an expression, the first is the index that is read", async () => {
		const [query] = await requests(() => read(data.iterate(undefined, { labels: { label2: "tenth", label1: "l:0" } })));
		expect([query.IndexName, said(query, "KeyConditionExpression")]).toEqual(["gsi2", 'pk2="tenth" AND sk2="0"']);
		expect(said(query, "FilterExpression")).toBe('pk1="l" AND sk1="0"');
	});

	test("of the index that is read are judged here: a filter cannot name its keys", async () => {
		let page;
		const [query] = await requests(async () => {
			page = await data.getByLabel("label1", "l:*", { labels: { label1: "l:1" }, limit: 2 });
		});
		expect([page.items.length, said(query, "FilterExpression")]).toEqual([2, undefined]);
	});
});

describe("what is not wanted of an item is not returned", () => {
	const columns = (request) => said(request, "ProjectionExpression").split(/, ?/);

	test("attributes", async () => {
		const [query] = await requests(() => data.get("n:*", { attributes: ["n"] }));
		expect(columns(query)).toEqual(expect.arrayContaining(["pk", "sk", "kv", "_n", "val", "ct", "md", "ttl"]));
		expect(columns(query)).not.toContain("_text");
	});

	test("values", async () => {
		const [query] = await requests(() => data.get("n:*", { keysOnly: true }));
		expect(columns(query)).toEqual(expect.arrayContaining(["pk", "sk", "kv"]));
		expect(columns(query).filter((column) => /^(_|val$)/.test(column))).toEqual([]);
	});

	test("items that are only counted", async () => {
		let counted;
		const sent = await requests(async () => {
			counted = await data.count("n:*", { filter: { n: { $lt: 7 } } });
		});
		expect(counted).toBe(7);
		for (const { Select, Limit, operation } of sent) {
			expect([operation, Select, Limit]).toEqual(["Query", "COUNT", undefined]);
		}
		const [scan] = await requests(() => data.count());
		expect([scan.operation, scan.Select]).toEqual(["Scan", "COUNT"]);
		const [byLabel] = await requests(() => data.count("l:1", { label: "label1" }));
		expect([byLabel.IndexName, byLabel.Select]).toEqual(["gsi1", "COUNT"]);
	});

	test("values of collections", async () => {
		const sent = await requests(() => read(data.collections()));
		for (const request of sent) {
			expect(request.operation).toBe("Scan");
			expect(columns(request).filter((column) => /^(_|val$)/.test(column))).toEqual([]);
		}
	});
});

test("a table that throttles and fails gives the same", async () => {
	const seed = Number(process.env.AMPT_TEST_SEED ?? Date.now() % 2 ** 31);
	const all = await read(data.iterate("n:*", { keysOnly: true }));
	const filter = { n: { $gte: 100 } };
	await server.faults({ seed, throttle: 0.2, internalError: 0.1 });
	try {
		expect([seed, await read(data.iterate("n:*", { keysOnly: true }))]).toEqual([seed, all]);
		expect([seed, await data.count("n:*", { filter })]).toEqual([seed, 2400]);
		expect([seed, (await read(data.iterate(undefined, { filter }))).length]).toEqual([seed, 2400]);
		expect([seed, await read(data.collections())]).toEqual([seed, [{ name: "n", items: 2500 }]]);
	} finally {
		await server.faults();
	}
}, 60_000);

describe("an iteration", () => {
	/** The pages that were asked for: at least `least`, and those that arrive before another request is answered. */
	async function pagesSent(least) {
		while (sent.length < least) await new Promise(setImmediate);
		await data.get("another");
		return sent.filter(({ operation }) => operation !== "GetItem").length;
	}

	test("reads one page ahead, and nothing before the first item is asked for", async () => {
		sent = [];
		const iterator = data.iterate("n:*")[Symbol.asyncIterator]();
		expect(await pagesSent(0)).toBe(0);
		await iterator.next();
		expect(await pagesSent(2)).toBe(2);
		for (let n = 1; n < 100; n++) await iterator.next();
		expect(await pagesSent(2)).toBe(2);
		await iterator.next();
		expect(await pagesSent(3)).toBe(3);
		await iterator.return();
	});

	test("reads no more after 'break'", async () => {
		sent = [];
		for await (const { key } of data.iterate("n:*")) {
			expect(key).toBe("n:10000");
			break;
		}
		expect(await pagesSent(2)).toBe(2);
	});

	test("reads no page that its limit makes needless", async () => {
		const limits = (await requests(() => read(data.iterate("n:*", { limit: 130 })))).map(({ Limit }) => Limit);
		expect(limits).toEqual([100, 30]);
		expect(await requests(() => read(data.iterate("n:*", { limit: 100 })))).toHaveLength(1);
	});

	test("reads consistently if it is asked to", async () => {
		const sent = await requests(() => read(data.iterate(undefined, { consistent: true, limit: 150 })));
		expect(sent.map(({ ConsistentRead }) => ConsistentRead)).toEqual([true, true]);
	});
});
