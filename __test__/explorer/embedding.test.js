"use strict";

// The explorer inside of a program of somebody else.

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const http = require("node:http");
const { once } = require("node:events");
const os = require("node:os");
const express = require("express");
const { createExplorer } = require("../../dist/explorer");
const { freshUrl } = require("../support/command-line");
const { openExplorer, send } = require("../support/explorer");
const { load } = require("../support/modules");
const { library } = require("../support/programs");

let url;
let data;
const servers = [];

beforeAll(async () => {
	({ url, data } = await freshUrl());
	await data.set("users:ada", { name: "Ada" });
});

afterAll(async () => {
	for (const server of servers) {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
});

/** Listens with a handler of requests that `make(origin)` gives. */
async function listen(make) {
	let handler;
	const server = http.createServer((request, response) => handler(request, response)).listen(0, "127.0.0.1");
	servers.push(server);
	await once(server, "listening");
	const origin = `http://127.0.0.1:${server.address().port}`;
	handler = make(origin);
	return origin;
}

/** Opens an address. Resolves to a function that reads and writes as its page does. */
async function open(explorer, origin, path) {
	const [where, token] = explorer.address.split("#token=");
	expect(where).toBe(`${origin}${path}`);
	const { headers, status } = await send(origin, "POST", `${path}api/session`, { body: { token } });
	expect(status).toBe(204);
	const cookie = headers["set-cookie"][0].split(";")[0];
	return (method, route, body) => send(origin, method, `${path}api/${route}`, { body, headers: { cookie } });
}

const behind = (middleware) => (app, explorer) => app.use(middleware).use("/admin/data", explorer);

test.each([
	["first", (app, explorer) => app.use("/admin/data", explorer).use(express.json())],
	["behind what reads bodies as JSON", behind(express.json())],
	["behind what reads bodies as bytes", behind(express.raw({ type: "*/*" }))],
	["behind what reads bodies as text", behind(express.text({ type: "*/*" }))],
	["behind what reads forms", behind(express.urlencoded({ extended: true }))],
])("it may be a part of an Express application, %s", async (_, mount) => {
	let explorer;
	const origin = await listen((origin) => {
		explorer = createExplorer({ data, store: url, origin, path: "/admin/data/" });
		const app = express();
		mount(app, explorer);
		return app.get("/other", (_, response) => response.send("other"));
	});
	const call = await open(explorer, origin, "/admin/data/");
	expect((await call("POST", "items", { keys: ["users:ada"] })).body.rows).toHaveLength(1);
	expect((await call("GET", "count?expression=users:*")).body).toEqual({ items: 1 });
	expect((await send(origin, "GET", "/admin/data/main.js")).headers["content-type"]).toContain("javascript");
	expect((await send(origin, "GET", "/other")).text).toBe("other");
	await explorer.close();
});

test("what keeps the bodies of requests to itself is said", async () => {
	let explorer;
	const origin = await listen((origin) => {
		explorer = createExplorer({ data, store: url, origin });
		const drain = (request, _, next) => request.resume().on("end", next);
		return express().use(drain).use(explorer);
	});
	const answer = await send(origin, "POST", "/api/session", { body: { token: "x" } });
	expect(answer).toMatchObject({
		status: 500,
		body: { error: { code: "BODY_READ", hint: expect.stringContaining("express.json") } },
	});
	await explorer.close();
});

test("the path without its last slash leads to the page", async () => {
	const origin = await listen((origin) => {
		const explorer = createExplorer({ data, store: url, origin, path: "/admin/data/" });
		return express().use("/admin/data", explorer);
	});
	for (const query of ["", "?view=live"]) {
		const { status, headers } = await send(origin, "GET", `/admin/data${query}`);
		expect([status, headers.location]).toEqual([308, `/admin/data/${query}`]);
	}
	expect(await send(origin, "GET", "/admin/data", { headers: { "sec-fetch-site": "cross-site" } })).toMatchObject({
		status: 403,
	});
	expect(await send(origin, "POST", "/admin/data", { body: {} })).toMatchObject({ status: 405 });
});

test("nothing begins once it has closed", async () => {
	const store = await freshUrl();
	await store.data.set("users:ada", { name: "Ada" });
	const page = await openExplorer({ data: store.data, store: store.url, readOnly: false });
	const uploads = () => fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith("ampt-data-explorer-"));
	const before = uploads();
	await page.explorer.close();
	for (const [method, path, body] of [
		["GET", "/"],
		["GET", "/api/rows"],
		["GET", "/api/live"],
		["POST", "/api/session", { token: "x" }],
		["POST", "/api/write", { changes: [{ key: "users:ada", before: null, row: null }] }],
		["POST", "/api/jobs", { kind: "remove", query: {} }],
		["POST", "/api/uploads", { name: "x" }],
	]) {
		const { status, headers, body: answer } = await page.call(method, path, { body });
		expect([path, status, answer.error.code, headers.connection]).toEqual([path, 503, "CLOSED", "close"]);
	}
	expect(uploads()).toEqual(before);
	expect(await store.data.get("users:ada", { consistent: true })).toEqual({ name: "Ada" });
});

test("what is under way when it closes is refused, not answered in part", async () => {
	let isRead;
	const reading = new Promise((resolve) => {
		isRead = resolve;
	});
	const closing = {
		usage: () => ({ requests: 0, retries: 0, throttled: 0 }),
		export: () => ({
			async *pages() {
				isRead();
				await new Promise((resolve) => setImmediate(resolve));
				yield { items: [], lastKey: "users:x" };
				await new Promise((resolve) => setImmediate(resolve));
			},
		}),
	};
	const page = await openExplorer({ data: closing, store: url, readOnly: false });
	const rows = page.call("GET", "/api/rows");
	await reading;
	// A body that comes too late begins nothing either.
	const { host } = new URL(page.origin);
	const headers = { host, origin: page.origin, cookie: page.cookie, "content-type": "application/json" };
	const late = http.request(`${page.origin}/api/jobs`, { method: "POST", headers });
	late.flushHeaders();
	await page.call("GET", "/");
	const closed = page.explorer.close();
	late.end('{"kind":"stat"}');
	const [answer] = await once(late, "response");
	await closed;
	expect([answer.resume().statusCode, (await rows).status, (await rows).body.error.code]).toEqual([503, 503, "CLOSED"]);
});

test("a handle without a URL is where the library finds its store", async () => {
	const program =
		'import { data } from "ampt-data"; import { createExplorer } from "ampt-data/explorer"; ' +
		'try { createExplorer({ data, origin: "http://127.0.0.1:1", path: process.argv[1] }); } catch (e) { console.log(e.message) }';
	const { AMPT_DATA_URL, AMPT_DATA_TABLES, ...rest } = process.env;
	const run = (env) =>
		execFileSync(process.execPath, ["--input-type=module", "-e", program, "/"], {
			cwd: library,
			env: { ...rest, ...env },
			encoding: "utf8",
		});
	expect(run({ AMPT_DATA_TABLES: '["orders"]' })).toBe("");
	expect(run({ AMPT_DATA_TABLES: "orders" })).toContain("'AMPT_DATA_TABLES' must be a JSON array");
	expect(run({ AMPT_DATA_TABLES: "orders", AMPT_DATA_URL: url })).toBe("");
	const { readOptions } = load("explorer/server/options.mjs");
	const { data: usual } = require("../..");
	const placeIn = (env) => readOptions({ data: usual, origin: "http://127.0.0.1:1" }, env).place;
	expect(placeIn({ AMPT_DATA_TABLES: '["orders","other"]' })).toMatchObject({ kind: "dynamodb", name: "orders" });
	expect(placeIn({ AMPT_DATA_TABLES: '["orders"]', AMPT_DATA_URL: "file:/x/y" })).toMatchObject({ place: "/x/y" });
	expect(placeIn({ AMPT_DATA_TABLES: "", AMPT_DATA_URL: "" })).toMatchObject({ kind: "embedded", name: "data" });
});

test.each(["module", "commonjs"])("a program of type %s makes one of the store of its environment", (type) => {
	const load =
		type === "module"
			? 'import { data } from "ampt-data"; import { createExplorer } from "ampt-data/explorer";'
			: 'const { data } = require("ampt-data"); const { createExplorer } = require("ampt-data/explorer");';
	const program = `${load} console.log(createExplorer({ data, origin: "http://127.0.0.1:1" }).address);`;
	const env = { ...process.env, AMPT_DATA_URL: url };
	const printed = execFileSync(process.execPath, [`--input-type=${type}`, "-e", program], {
		cwd: library,
		env,
		encoding: "utf8",
	});
	expect(printed).toMatch(/^http:\/\/127\.0\.0\.1:1\/#token=[\w-]{43}\n$/);
});

test("the handle that hears changes is opened when somebody listens", async () => {
	const live = jest.fn(() => ({ changes: () => ({ next: () => new Promise(() => {}) }) }));
	const page = await openExplorer({ data, store: url, live });
	await page.get("/api/store");
	await page.get("/api/count");
	expect(live).not.toHaveBeenCalled();
	const streaming = http.get(`${page.origin}/api/live`, {
		headers: { cookie: page.cookie, "sec-fetch-site": "same-origin" },
	});
	const [response] = await once(streaming, "response");
	expect([response.headers["content-type"], live.mock.calls.length]).toEqual(["text/event-stream", 1]);
	streaming.destroy();
});

test("work that nobody waits for is not gone on with", async () => {
	const reading = [];
	const slow = {
		export: () => ({
			async *pages() {
				try {
					for (;;) {
						reading.push("page");
						yield await new Promise((resolve) => setImmediate(resolve, { items: [], lastKey: "users:x" }));
					}
				} finally {
					reading.push("end");
				}
			},
		}),
	};
	const page = await openExplorer({ data: slow, store: "memory:" });
	const request = http.get(`${page.origin}/api/rows?at=1`, {
		headers: { cookie: page.cookie, "sec-fetch-site": "same-origin" },
	});
	request.on("error", () => {});
	while (reading.length < 3) await new Promise((resolve) => setImmediate(resolve));
	request.destroy();
	while (!reading.includes("end")) await new Promise((resolve) => setImmediate(resolve));
	expect(reading.at(-1)).toBe("end");
});
