"use strict";

// The explorer inside of a program of somebody else.

const { execFileSync } = require("node:child_process");
const http = require("node:http");
const { once } = require("node:events");
const express = require("express");
const { createExplorer } = require("../../dist/explorer");
const { freshUrl } = require("../support/command-line");
const { openExplorer, send } = require("../support/explorer");
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

test.each([
	["first", (app, explorer) => app.use("/admin/data", explorer).use(express.json())],
	["behind what reads bodies", (app, explorer) => app.use(express.json()).use("/admin/data", explorer)],
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
