"use strict";

// Downloads: what a query selects, in each format, under a name that every system takes.

const http = require("node:http");
const { freshUrl } = require("../support/command-line");
const { openExplorer } = require("../support/explorer");
const { run, upload } = require("../support/jobs");
const { onDynamo, rows } = require("../support/store");

async function open({ wrap = (data) => data, ...options } = {}) {
	const { url, data } = await freshUrl();
	return { url, data, ...(await openExplorer({ data: wrap(data), store: url, ...options })) };
}

const exported = (page, parameters) => page.call("GET", `/api/export?${new URLSearchParams(parameters)}`);

test.each([
	["ndjson", "application/x-ndjson", /^users-\d{4}-\d\d-\d\d\.ndjson$/],
	["json", "application/json", /\.json$/],
	["csv", "text/csv; charset=utf-8", /\.csv$/],
	["raw", "application/x-ndjson", /\.dynamodb\.json$/],
])("what a query selects is exported as %s, and imported again", async (format, type, name) => {
	const { data, ...page } = await open();
	await data.import([
		{ pk: { S: "users" }, sk: { S: "jane" }, _n: { N: "12345678901234567890.5" }, pk1: { S: "t" }, sk1: { S: "a" } },
		{ pk: { S: "users" }, sk: { S: "joe" }, _n: { N: "1" } },
		{ pk: { S: "orders" }, sk: { S: "1" }, _n: { N: "1" } },
	]);
	const { status, headers, text } = await exported(page, { format, expression: "users:*" });
	expect([status, headers["content-type"]]).toEqual([200, type]);
	const [, file] = /^attachment; filename="([^"]+)"$/.exec(headers["content-disposition"]);
	expect(file).toMatch(name);
	const { data: copy, ...other } = await open({ readOnly: false });
	expect((await run(other, { kind: "import", upload: await upload(other, file, text) })).result.written).toBe(2);
	const contents = async (store) => (await rows(store)).map(({ pk, sk, _n, pk1, sk1 }) => ({ pk, sk, _n, pk1, sk1 }));
	expect(await contents(copy)).toEqual((await contents(data)).filter(({ pk }) => pk.S === "users"));
});

test("a label, a filter and a large store", async () => {
	const { data, ...page } = await open();
	const count = onDynamo ? 3000 : 30_000;
	await data.import(
		Array.from({ length: count }, (_, n) => ({
			key: `a:${n}`,
			value: { n, text: "x".repeat(100) },
			label1: `l:${n % 2}`,
		})),
	);
	const { text } = await exported(page, { label: "label1", expression: "l:1", filter: `{"n":{"$lt":${count - 10}}}` });
	const lines = text
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(lines.at(-1)).toEqual({ format: "ampt-data", items: (count - 10) / 2 });
	expect(lines.slice(1, -1).every(({ label1, value }) => label1 === "l:1" && value.n < count - 10)).toBe(true);
});

test("chosen items are exported", async () => {
	const { data, ...page } = await open();
	for (const name of ["a", "b", "c"]) await data.set(`users:${name}`, {});
	const { id } = await page.post("/api/exports", { keys: ["users:c", "users:a", "users:none"] });
	const { text } = await exported(page, { keys: id, format: "raw" });
	expect(
		text
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line).Item.sk.S),
	).toEqual(["c", "a"]);
	const { status, body } = await exported(page, { keys: "none" });
	expect([status, body.error.code]).toEqual([404, "NO_KEYS"]);
	const both = await exported(page, { keys: id, expression: "users:*" });
	expect(both.status).toBe(400);
	const many = await page.call("POST", "/api/exports", { body: { keys: Array(10_001).fill("a:1") } });
	expect(many.status).toBe(400);
});

test.each([
	['users:ünï"\r\n/../x', /^users-u-ni-.*x-\d{4}-\d\d-\d\d\.ndjson$/],
	["日本", /^export-\d{4}-\d\d-\d\d\.ndjson$/],
	["a".repeat(200), /^a{60}-\d{4}-\d\d-\d\d\.ndjson$/],
])("the name of the file is made safe: %j", async (expression, expected) => {
	const page = await open();
	const { status, headers } = await exported(page, { expression });
	expect(status).toBe(200);
	const [, file] = /filename="([^"]+)"$/.exec(headers["content-disposition"]);
	expect(file).toMatch(expected);
});

test("what cannot be exported is an answer, not a file", async () => {
	const { data, ...page } = await open();
	await data.set("a:1", { tags: new Set(["x"]) });
	const asJson = await exported(page, { format: "json" });
	expect([asJson.status, asJson.body.error.code]).toEqual([409, "WRONG_FORMAT"]);
	expect(asJson.body.error.message).toContain("'a:1' holds a Set");
	const wrong = await exported(page, { expression: "a:*", filter: '{"n":{"$near":1}}' });
	expect([wrong.status, wrong.headers["content-disposition"]]).toEqual([400, undefined]);
	expect((await exported(page, { format: "xml" })).status).toBe(400);
});

test("a download that fails in the middle is cut off, so that nobody takes it for whole", async () => {
	const page = await open({
		wrap: (data) => {
			const failing = async function* () {
				for (const page of [0, 1]) yield { items: [{ ...row, sk: { S: String(page) } }] };
				throw Object.assign(new Error("The network is gone."), { code: "UNREACHABLE" });
			};
			return new Proxy(data, {
				get: (target, name) => (name === "export" ? () => ({ pages: failing }) : target[name]),
			});
		},
	});
	const row = { pk: { S: "a" }, val: { N: "1" }, ct: { N: "1" }, md: { N: "1.1" } };
	await expect(exported(page, {})).rejects.toThrow();
});

test("how a download has ended is told, also when it breaks in the middle", async () => {
	const { data, ...page } = await open();
	const rows = Array.from({ length: 3000 }, (_, n) => ({ key: `a:${10_000 + n}`, value: { text: "x".repeat(500) } }));
	await data.import(rows);
	await data.set("b:odd", { bytes: Buffer.from("x") });
	const announced = async (parameters) => {
		const { id } = await page.post("/api/exports", {});
		const [told, answer] = await Promise.all([
			page.get(`/api/exports/${id}`),
			exported(page, { ...parameters, id }).catch(() => "broken"),
		]);
		return { told, answer };
	};
	const broken = await announced({ format: "json" });
	expect(broken.answer).toBe("broken");
	expect(broken.told.error).toMatchObject({ code: "WRONG_FORMAT" });
	expect(broken.told.error.message).toContain("The item 'b:odd' holds bytes");
	const whole = await announced({ format: "json", expression: "a:*" });
	expect([whole.answer.status, whole.told]).toEqual([200, { items: 3000 }]);
});

test("an export ends with its reader, and reads no more than that took", async () => {
	let given = 0;
	let end;
	const ended = new Promise((resolve) => {
		end = resolve;
	});
	const { origin, cookie } = await open({
		wrap: (data) => {
			const endless = async function* () {
				try {
					for (;;) yield { items: [{ ...row, sk: { S: String(++given) } }] };
				} finally {
					end();
				}
			};
			return new Proxy(data, {
				get: (target, name) => (name === "export" ? () => ({ pages: endless }) : target[name]),
			});
		},
	});
	const row = { pk: { S: "a" }, val: { S: "x".repeat(100_000) }, ct: { N: "1" }, md: { N: "1.1" } };
	const headers = { cookie, "sec-fetch-site": "same-origin" };
	await new Promise((resolve) => {
		const request = http.get(`${origin}/api/export?format=raw`, { headers }, (response) => {
			response.once("readable", () => {
				request.destroy();
				resolve();
			});
		});
		request.on("error", () => {});
	});
	await ended;
	// What the buffers of both ends hold, in items of 100 kB.
	expect(given).toBeLessThan(500);
});
