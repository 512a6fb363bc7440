"use strict";

// What other pages, other machines and other programs could send to an explorer. Each attack is sent as it would be.

const net = require("node:net");
const http = require("node:http");
const { freshUrl } = require("../support/command-line");
const { listen, openExplorer, send } = require("../support/explorer");
const { load } = require("../support/modules");

let url;
let data;
/** An explorer that may change items, and the session of its page. */
let page;
let host;

beforeAll(async () => {
	({ url, data } = await freshUrl());
	await data.set("users:ada", { name: "Ada" });
	page = await openExplorer({ data, store: url, readOnly: false });
	host = new URL(page.origin).host;
});

/** Sends bytes as they are, and resolves to the answer as text. */
function raw(text, port = new URL(page.origin).port) {
	return new Promise((resolve, reject) => {
		const socket = net.connect(port, "127.0.0.1", () => socket.write(text));
		let answer = "";
		socket.setEncoding("latin1").on("data", (piece) => {
			answer += piece;
		});
		socket.on("error", reject).on("close", () => resolve(answer));
	});
}

/** A request, line by line. The connection ends after it. */
const lines = (...given) => `${[...given, "Connection: close"].join("\r\n")}\r\n\r\n`;
const status = (answer) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
const own = () => ["Sec-Fetch-Site: same-origin", `Cookie: ${page.cookie}`];

/** The headers of any answer. */
function expectProtected(headers) {
	expect(headers).toMatchObject({
		"content-security-policy": expect.stringMatching(/^default-src 'self'; .*frame-ancestors 'none'/),
		"cross-origin-opener-policy": "same-origin",
		"cross-origin-resource-policy": "same-origin",
		"referrer-policy": "no-referrer",
		"x-content-type-options": "nosniff",
		"x-frame-options": "DENY",
	});
	expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
}

describe("another host", () => {
	const port = () => new URL(page.origin).port;
	test.each([
		["a name that leads to this machine", () => [`Host: evil.example:${port()}`]],
		["the name of this machine", () => [`Host: localhost:${port()}`]],
		["its address in another version", () => [`Host: [::1]:${port()}`]],
		["another spelling of the address", () => [`Host: 127.1:${port()}`]],
		["a dot at the end", () => [`Host: 127.0.0.1.:${port()}`]],
		["no port", () => ["Host: 127.0.0.1"]],
		["another port", () => ["Host: 127.0.0.1:1"]],
		["two hosts", () => [`Host: 127.0.0.1:${port()}`, `Host: evil.example:${port()}`]],
		["a user", () => [`Host: user@127.0.0.1:${port()}`]],
		["nothing", () => ["Host:"]],
	])("is refused on every route: %s", async (_, hosts) => {
		for (const path of ["/", "/main.js", "/api/store", "/api/rows", "/nothing"]) {
			const answer = await raw(lines(`GET ${path} HTTP/1.1`, ...hosts(), ...own()));
			expect([path, status(answer), answer.includes("Ada")]).toEqual([
				path,
				answer.includes("WRONG_HOST") ? 403 : 400,
				false,
			]);
		}
		const body = '{"token":"x"}';
		const post = lines(
			"POST /api/session HTTP/1.1",
			...hosts(),
			`Origin: ${page.origin}`,
			"Content-Type: application/json",
			`Content-Length: ${body.length}`,
		);
		expect([400, 403]).toContain(status(await raw(post + body)));
	});

	test("is refused without a host, and as a whole URL", async () => {
		expect(status(await raw(`GET / HTTP/1.0\r\n\r\n`))).toBe(403);
		expect(status(await raw(`GET / HTTP/1.1\r\n\r\n`))).toBe(400);
		for (const target of [
			"http://evil.example/api/store",
			`${page.origin}/api/store`,
			"//evil.example/api/store",
			"api/store",
			"*",
		]) {
			const answer = await raw(lines(`GET ${target} HTTP/1.1`, `Host: ${host}`, ...own()));
			expect([target, status(answer)]).toEqual([target, 400]);
		}
	});
});

test("an explorer at an IPv6 address, or at a name, is found under that one only", async () => {
	for (const [origin, right] of [
		["http://[::1]:4000", "[::1]:4000"],
		["http://localhost:4000", "localhost:4000"],
		["http://127.0.0.1", "127.0.0.1"],
		["https://explorer.example.com", "explorer.example.com"],
	]) {
		const { origin: real } = await listen({ data, store: url, origin });
		for (const host of [
			"[::1]:4000",
			"localhost:4000",
			"127.0.0.1",
			"explorer.example.com",
			"[::ffff:127.0.0.1]:4000",
			"127.0.0.1:80",
		]) {
			const { status } = await send(real, "GET", "/", { headers: { host } });
			expect([origin, host, status]).toEqual([origin, host, host === right ? 200 : 403]);
		}
	}
});

describe("another origin", () => {
	const ORIGINS = ["https://evil.example", "null", "http://localhost", "http://127.0.0.1", "file://", ""];

	test.each(ORIGINS)("'%s' reads and writes nothing, and gets no session", async (origin) => {
		for (const [method, path] of [
			["GET", "/api/store"],
			["GET", "/api/rows"],
			["GET", "/api/live"],
			["GET", "/api/export"],
			["POST", "/api/items"],
			["POST", "/api/session"],
			["GET", "/"],
		]) {
			const { status, text, headers } = await page.call(method, path, {
				headers: { origin },
				...(method === "POST" && { body: {} }),
			});
			expect([path, status, JSON.parse(text).error.code]).toEqual([path, 403, "WRONG_ORIGIN"]);
			expectProtected(headers);
		}
	});

	test.each(["cross-site", "same-site", "none", "anything"])("is known by 'Sec-Fetch-Site: %s', too", async (site) => {
		const headers = { "sec-fetch-site": site };
		for (const [method, path] of [
			["GET", "/api/store"],
			["GET", "/api/live"],
			["GET", "/api/export"],
			["POST", "/api/items"],
		]) {
			expect([path, (await page.call(method, path, { headers })).status]).toEqual([path, 403]);
		}
	});

	test("a read without any sign of its origin is refused, and so is a write without an origin", async () => {
		expect(await page.call("GET", "/api/store", { headers: { "sec-fetch-site": undefined } })).toMatchObject({
			status: 403,
		});
		expect(await page.call("POST", "/api/items", { body: { keys: [] }, headers: { origin: undefined } })).toMatchObject(
			{ status: 403 },
		);
		expect(
			await page.call("GET", "/api/store", { headers: { "sec-fetch-site": undefined, origin: page.origin } }),
		).toMatchObject({ status: 200 });
	});

	test("cannot embed the page, but may link to it", async () => {
		const read = (path, mode, dest) =>
			send(page.origin, "GET", path, {
				headers: { "sec-fetch-site": "cross-site", "sec-fetch-mode": mode, "sec-fetch-dest": dest },
			});
		expect((await read("/", "navigate", "document")).status).toBe(200);
		for (const [path, ...how] of [
			["/", "navigate", "iframe"],
			["/main.js", "no-cors", "script"],
			["/main.css", "no-cors", "style"],
			["/", "cors", "empty"],
		]) {
			expect([how, (await read(path, ...how)).status]).toEqual([how, 403]);
		}
	});

	test("a preflight gets no permission", async () => {
		const headers = {
			origin: "https://evil.example",
			"access-control-request-method": "POST",
			"access-control-request-headers": "content-type",
		};
		for (const path of ["/", "/api/items", "/api/session"]) {
			const answer = await send(page.origin, "OPTIONS", path, { headers });
			expect([path, answer.status]).toEqual([path, 403]);
			expectProtected(answer.headers);
		}
	});
});

test.each([
	"/x/../api/store",
	"/x/../../api/store",
	"/x/%2e%2e/api/store",
	"/%2e%2e/api/store",
	"/..%2fapi%2fstore",
	"/x/..;/api/store",
	"/x\\..\\api/store",
	"/./api/store",
	"//api/store",
	"/api//store",
	"/%61pi/store",
	"/api%2fstore",
	"/API/store",
	"/api/../main.js",
	"/../package.json",
	"/..%5c..%5cpackage.json",
	"/licenses.txt/../../index.js",
	"/main.js%00.html",
	"/api/store/",
	"/api",
	"/index.html/",
	"/index.html",
	"/.git/config",
])("another spelling of a path leads nowhere: %s", async (path) => {
	const answer = await raw(lines(`GET ${path} HTTP/1.1`, `Host: ${host}`, ...own()));
	expect([400, 404]).toContain(status(answer));
	expect(answer).not.toContain('"kind"');
	// Nor does it go past the session.
	const without = await raw(lines(`GET ${path} HTTP/1.1`, `Host: ${host}`, "Sec-Fetch-Site: same-origin"));
	expect([400, 401, 404]).toContain(status(without));
});

describe("a body", () => {
	test.each([
		["text/plain", '{"keys":[]}'],
		["application/x-www-form-urlencoded", "keys=%5B%5D"],
		["multipart/form-data; boundary=x", "--x--"],
		["application/json, text/plain", '{"keys":[]}'],
		["application/jsonx", '{"keys":[]}'],
		["application/json; charset=utf-16", '{"keys":[]}'],
		[undefined, '{"keys":[]}'],
	])("that forms can send, or of an unknown type, is refused: %s", async (type, body) => {
		const headers = { "content-type": type };
		expect(await page.call("POST", "/api/items", { body, headers })).toMatchObject({
			status: 415,
			body: { error: { code: "NOT_JSON" } },
		});
		expect(await send(page.origin, "POST", "/api/session", { body, headers })).toMatchObject({ status: 415 });
	});

	test("that is compressed, no JSON or no object is refused", async () => {
		expect(await page.call("POST", "/api/items", { body: "x", headers: { "content-encoding": "gzip" } })).toMatchObject(
			{ status: 415 },
		);
		for (const body of ["{", "[]", "1", "null", '"\ud800']) {
			expect([body, (await page.call("POST", "/api/items", { body })).status]).toEqual([body, 400]);
		}
		const bytes = lines(
			"POST /api/items HTTP/1.1",
			`Host: ${host}`,
			`Origin: ${page.origin}`,
			...own(),
			"Content-Type: application/json",
			"Content-Length: 9",
		);
		expect(status(await raw(`${bytes}{"a":"\xff"}`))).toBe(400);
	});

	test.each([150, 5000, 100_000])("with %d levels is refused, wherever they are", async (levels) => {
		const deep = (text) => `${'{"$not":'.repeat(levels)}${text}${"}".repeat(levels)}`;
		const row = `${'{"L":['.repeat(levels)}{"N":"1"}${"]}".repeat(levels)}`;
		for (const [path, body] of [
			["/api/jobs", `{"kind":"remove","dryRun":true,"query":{"filter":${deep('{"a":1e400}')}}}`],
			["/api/jobs", JSON.stringify({ kind: "remove", dryRun: true, query: { filter: deep('{"a":1e5}') } })],
			["/api/write", `{"changes":[{"key":"a:b","before":null,"row":{"pk":{"S":"a"},"sk":{"S":"b"},"_v":${row}}}]}`],
			["/api/items", `{"keys":${"[".repeat(levels)}${"]".repeat(levels)}}`],
		]) {
			const answer = await page.call("POST", path, { body });
			expect([path, answer.status, answer.body.error.code]).toEqual([path, 400, expect.stringMatching(/^INVALID_/)]);
		}
		if (levels > 1000) return;
		for (const path of ["rows", "count", "export", "positions", "live"]) {
			const { status, body } = await page.call("GET", `/api/${path}?filter=${encodeURIComponent(deep('{"a":1e5}'))}`);
			expect([path, status, body.error.message]).toEqual([path, 400, "'filter': A value has at most 100 levels."]);
		}
	});

	test("of more than 2 MB is refused before it is there", async () => {
		const head = [
			"POST /api/items HTTP/1.1",
			`Host: ${host}`,
			`Origin: ${page.origin}`,
			...own(),
			"Content-Type: application/json",
		];
		expect(status(await raw(lines(...head, "Content-Length: 3000000")))).toBe(413);
		const piece = `${(0x100000).toString(16)}\r\n${"x".repeat(0x100000)}\r\n`;
		expect(status(await raw(lines(...head, "Transfer-Encoding: chunked") + piece.repeat(3)))).toBe(413);
		expect(
			status(
				await raw(
					lines(
						"POST /api/session HTTP/1.1",
						`Host: ${host}`,
						`Origin: ${page.origin}`,
						"Content-Type: application/json",
						"Content-Length: 3000000",
					),
				),
			),
		).toBe(413);
	});

	test("with two lengths is refused", async () => {
		const head = [
			"POST /api/items HTTP/1.1",
			`Host: ${host}`,
			`Origin: ${page.origin}`,
			...own(),
			"Content-Type: application/json",
		];
		expect(status(await raw(`${lines(...head, "Content-Length: 4", "Transfer-Encoding: chunked")}0\r\n\r\n`))).toBe(
			400,
		);
	});
});

describe("a method", () => {
	test.each(["HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "PROPFIND"])("%s does nothing", async (method) => {
		const headers = { origin: page.origin };
		for (const path of ["/api/store", "/api/items", "/api/session"]) {
			const answer = await page.call(method, path, { headers });
			expect([path, answer.status, answer.text.includes(page.cookie)]).toEqual([path, 405, false]);
			expectProtected(answer.headers);
		}
		const { status, text } = await page.call(method, "/", { headers });
		expect([status, method === "HEAD" ? text : ""]).toEqual([method === "HEAD" ? 200 : 405, ""]);
	});

	test("cannot be another one than it is", async () => {
		for (const name of ["x-http-method-override", "x-http-method", "x-method-override"]) {
			const answer = await page.call("GET", "/api/items", { headers: { [name]: "POST" } });
			expect([name, answer.status]).toEqual([name, 405]);
		}
		expect(await page.call("GET", "/api/items?_method=POST")).toMatchObject({ status: 405 });
	});

	test("that changes something is never GET", () => {
		const { ROUTES } = load("explorer/server/routes/index.mjs");
		expect(ROUTES.filter(({ changes, method }) => changes && method !== "POST")).toEqual([]);
	});
});

test.each([
	["websocket", "/api/live"],
	["h2c", "/api/store"],
	["websocket", "/"],
])("no connection becomes one of %s at %s", async (protocol, path) => {
	const answer = await raw(
		`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: https://evil.example\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
	);
	expect(status(answer)).toBe(400);
});

describe("without a session", () => {
	test("nothing is read, whatever is known of the address", async () => {
		const get = (path, cookie) => send(page.origin, "GET", path, { headers: { cookie } });
		const [name, secret] = page.cookie.split("=");
		const port = new URL(page.origin).port;
		expect(name).toBe(`ampt-data-explorer-${port}`);
		for (const cookie of [
			undefined,
			"",
			`${name}=`,
			`${name}=x`,
			`${name}=${secret}x`,
			`${name}=${secret.slice(0, -1)}`,
			`${name}=${secret.toLowerCase()}`,
			`ampt-data-explorer-1=${secret}`,
			`ampt-data-explorer=${secret}`,
			`x${name}=${secret}`,
			`${name}="${secret}"`,
		]) {
			const answer = await get("/api/store", cookie);
			expect([cookie, answer.status, answer.body.error.code]).toEqual([cookie, 401, "NO_SESSION"]);
		}
		expect(await get("/api/store", `other=1; ${name}=${secret}; more=2`)).toMatchObject({ status: 200 });
		// What there is, and what is not, looks the same.
		expect(await get("/api/nothing")).toMatchObject({ status: 401 });
	});

	test("the token of the address counts once, in a body, and nowhere else", async () => {
		const { explorer, origin } = await listen({ data, store: url });
		const [where, token] = explorer.address.split("#token=");
		expect([where, Buffer.from(token, "base64url").length]).toEqual([`${origin}/`, 32]);
		for (const path of [`/api/store?token=${token}`, `/api/session?token=${token}`, `/?token=${token}`]) {
			expect((await send(origin, "GET", path)).headers["set-cookie"]).toBeUndefined();
		}
		expect(
			await send(origin, "GET", `/api/store?token=${token}`, { headers: { authorization: `Bearer ${token}` } }),
		).toMatchObject({ status: 401 });
		const exchange = (given, cookie) =>
			send(origin, "POST", "/api/session", { body: { token: given }, headers: { cookie } });
		for (const wrong of [undefined, "", 1, {}, [token], `${token}x`, token.slice(0, -1), "x".repeat(43)]) {
			expect([wrong, await exchange(wrong)]).toMatchObject([
				wrong,
				{ status: 403, body: { error: { code: "WRONG_TOKEN" } } },
			]);
		}
		const { status, headers } = await exchange(token);
		expect(status).toBe(204);
		const [cookie, ...attributes] = headers["set-cookie"][0].split("; ");
		expect([headers["set-cookie"].length, attributes]).toEqual([1, ["HttpOnly", "SameSite=Strict", "Path=/api"]]);
		const again = await exchange(token);
		expect(again).toMatchObject({
			status: 403,
			body: { error: { code: "TOKEN_USED", hint: expect.stringContaining("Enter") } },
		});
		expect(again.headers["set-cookie"]).toBeUndefined();
		// Who opens the address once more in the same browser is there already.
		const same = await exchange(token, cookie);
		expect([same.status, same.headers["set-cookie"]]).toEqual([204, undefined]);
	});

	test("a new address opens another browser, and takes the place of one that was not opened", async () => {
		const { explorer, origin } = await listen({ data, store: url });
		const tokenOf = (address) => address.split("#token=")[1];
		const exchange = (token) => send(origin, "POST", "/api/session", { body: { token } });
		const first = tokenOf(explorer.address);
		const second = tokenOf(explorer.newAddress());
		expect(explorer.address).toContain(second);
		expect(await exchange(first)).toMatchObject({ status: 403, body: { error: { code: "TOKEN_USED" } } });
		const one = await exchange(second);
		const two = await exchange(tokenOf(explorer.newAddress()));
		for (const { headers } of [one, two]) {
			const cookie = headers["set-cookie"][0].split(";")[0];
			expect(await send(origin, "GET", "/api/store", { headers: { cookie } })).toMatchObject({ status: 200 });
		}
	});

	test("the session of another explorer is none here", async () => {
		const other = await openExplorer({ data, store: url });
		const answer = await send(page.origin, "GET", "/api/store", { headers: { cookie: other.cookie } });
		expect(answer.status).toBe(401);
		const [, secret] = other.cookie.split("=");
		const [name] = page.cookie.split("=");
		expect((await send(page.origin, "GET", "/api/store", { headers: { cookie: `${name}=${secret}` } })).status).toBe(
			401,
		);
	});
});

test("every answer is protected, and none of the interface is kept by the browser", async () => {
	for (const [method, path, settings] of [
		["GET", "/"],
		["GET", "/main.js"],
		["GET", "/api/store"],
		["POST", "/api/items", { body: { keys: ["users:ada"] } }],
		["GET", "/nothing"],
		["GET", "/api/nothing"],
		["GET", "/api/count?expression=users:"],
		["POST", "/api/items", { body: {} }],
	]) {
		const { headers } = await page.call(method, path, settings);
		expectProtected(headers);
		expect([path, headers["cache-control"]]).toEqual([
			path,
			path.startsWith("/api") || path === "/nothing" ? "no-store" : "no-cache",
		]);
	}
});

test("a file of the page is sent again only if it has changed", async () => {
	const { status, headers, text } = await page.call("GET", "/");
	expect([status, headers["content-type"], text.includes('<script type="module"')]).toEqual([
		200,
		"text/html; charset=utf-8",
		true,
	]);
	expect(text).not.toMatch(/<script(?![^>]*src)|\s(?:style|on\w+)=/);
	const again = await page.call("GET", "/", { headers: { "if-none-match": headers.etag } });
	expect([again.status, again.text]).toEqual([304, ""]);
	expectProtected(again.headers);
});

test("stored HTML is data", async () => {
	await data.set("page:evil", "<script>alert(1)</script>");
	const { headers, body } = await page.call("GET", "/api/item?key=page:evil");
	expect([headers["content-type"], body.row.val]).toEqual(["application/json", { S: "<script>alert(1)</script>" }]);
	expectProtected(headers);
});

describe("an explorer that only reads", () => {
	const { ROUTES } = load("explorer/server/routes/index.mjs");
	const changing = ROUTES.filter(({ changes }) => changes).map(({ path }) => path.replace(/:\w+/g, "x"));

	test.each([undefined, null, 0, true])("refuses each change before it reads the body: %s", async (readOnly) => {
		const reader = await openExplorer({ data, store: url, readOnly });
		for (const path of ["/api/write", ...changing]) {
			const { host } = new URL(reader.origin);
			const head = [`POST ${path} HTTP/1.1`, `Host: ${host}`, `Origin: ${reader.origin}`, `Cookie: ${reader.cookie}`];
			// The body never comes.
			const answer = await raw(
				lines(...head, "Content-Type: application/json", "Content-Length: 100"),
				new URL(reader.origin).port,
			);
			expect([path, status(answer), answer.includes("READ_ONLY")]).toEqual([path, 403, true]);
		}
	});
});

test("an error tells neither a secret of the URL nor where the code is", async () => {
	const secret = "dynamodb://orders?region=eu-west-1&endpoint=http%3A%2F%2Fuser%3Ahunter2%40127.0.0.1%3A1";
	const handle = {
		count: () => {
			const error = new Error("There is no answer from http://user:hunter2@127.0.0.1:1.");
			throw Object.assign(error, { code: "UNREACHABLE", hint: `Check ${secret}` });
		},
		get: () => {
			throw new Error(`hunter2 ${__filename}`);
		},
	};
	const broken = await openExplorer({ data: handle, store: url });
	const warned = jest.spyOn(process, "emitWarning").mockImplementation();
	const count = await broken.call("GET", "/api/count");
	const level = await broken.call("GET", "/api/level?prefix=a:");
	const store = await broken.call("GET", "/api/store");
	for (const { text } of [count, level, store]) expect(text).not.toMatch(/hunter2|attacks\.test|node_modules|\bat \//);
	expect(count.body.error).toMatchObject({
		code: "UNREACHABLE",
		message: expect.stringContaining("http://127.0.0.1:1"),
	});
	expect(level).toMatchObject({ status: 500, body: { error: { code: "INTERNAL" } } });
	// The process that runs it is told.
	expect(warned.mock.calls).toEqual([[expect.stringContaining("hunter2"), { code: "EXPLORER_FAILED" }]]);
	warned.mockRestore();
});

test("a page at a path of its own is found there only", async () => {
	const inside = await listen({ data, store: url, path: "/admin/data/" });
	expect(inside.explorer.address).toMatch(`${inside.origin}/admin/data/#token=`);
	const get = (path) => send(inside.origin, "GET", path);
	expect((await get("/admin/data/")).status).toBe(200);
	expect((await get("/admin/data/api/store")).status).toBe(401);
	for (const path of ["/", "/api/store", "/admin/data/../data/", "/admin/datax/"]) {
		expect([path, [400, 404].includes((await get(path)).status)]).toEqual([path, true]);
	}
});

test("an explorer that cannot be safe is not made", async () => {
	const { createExplorer } = require("../../dist/explorer");
	const make = (options) => () => createExplorer({ data, store: url, origin: "http://127.0.0.1:1", ...options });
	expect(make({ origin: "http://127.0.0.1:1/" })).toThrow("'origin'");
	expect(make({ origin: "127.0.0.1:1" })).toThrow("'origin'");
	for (const origin of [undefined, "ftp://a", "ws://a", "null", "https://*.example.com", new URL("http://a")]) {
		expect(make({ origin })).toThrow("'origin'");
	}
	expect(() => createExplorer()).toThrow("options");
	for (const wrong of [undefined, null, {}, "memory:"]) expect(make({ data: wrong })).toThrow("'data'");
	for (const live of [true, "x", {}, null]) expect(make({ live })).toThrow("'live'");
	expect(make({ canReplay: "no" })).toThrow("'canReplay'");
	expect(make({ readonly: false })).toThrow("Did you mean 'readOnly'?");
	expect(make({ port: 1 })).toThrow("no option 'port'");
	for (const path of [5, null]) expect(make({ path })).toThrow("'path'");
	for (const store of ["file:%", 5]) expect(make({ store })).toThrow("'store'");
	expect(make({ path: "/x" })).toThrow("'path'");
	expect(make({ path: "/../" })).toThrow("'path'");
	expect(make({ token: "1234" })).toThrow("'token'");
	expect(make({ store: undefined })).toThrow("'store'");
	expect(make({ store: "redis://x" })).toThrow("'store'");
});

test("behind a proxy with TLS, the cookie needs TLS, too", async () => {
	const { createExplorer } = require("../../dist/explorer");
	const explorer = createExplorer({ data, store: url, origin: "https://explorer.example.com" });
	const server = http.createServer((request, response) => explorer(request, response));
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	const origin = `http://127.0.0.1:${server.address().port}`;
	const token = explorer.address.split("#token=")[1];
	const { headers } = await send(origin, "POST", "/api/session", {
		body: { token },
		headers: { host: "explorer.example.com", origin: "https://explorer.example.com" },
	});
	expect(headers["set-cookie"][0]).toMatch(/^ampt-data-explorer-443=.*; Secure$/);
	server.close();
});
