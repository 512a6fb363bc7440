"use strict";

// Requests to an explorer under another name, at another path, or of another protocol.

const { lines, openAttacked, raw, status } = require("../../support/attacks");
const { listen, send } = require("../../support/explorer");

let url;
let data;
let page;
let host;
let own;

beforeAll(async () => {
	({ url, data, page, host, own } = await openAttacked());
});

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
			const answer = await raw(page.origin, lines(`GET ${path} HTTP/1.1`, ...hosts(), ...own));
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
		expect([400, 403]).toContain(status(await raw(page.origin, post + body)));
	});

	test("is refused without a host, and as a whole URL", async () => {
		expect(status(await raw(page.origin, `GET / HTTP/1.0\r\n\r\n`))).toBe(403);
		expect(status(await raw(page.origin, `GET / HTTP/1.1\r\n\r\n`))).toBe(400);
		for (const target of [
			"http://evil.example/api/store",
			`${page.origin}/api/store`,
			"//evil.example/api/store",
			"api/store",
			"*",
		]) {
			const answer = await raw(page.origin, lines(`GET ${target} HTTP/1.1`, `Host: ${host}`, ...own));
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
	const answer = await raw(page.origin, lines(`GET ${path} HTTP/1.1`, `Host: ${host}`, ...own));
	expect([400, 404]).toContain(status(answer));
	expect(answer).not.toContain('"kind"');
	// Nor does it go past the session.
	const without = await raw(page.origin, lines(`GET ${path} HTTP/1.1`, `Host: ${host}`, "Sec-Fetch-Site: same-origin"));
	expect([400, 401, 404]).toContain(status(without));
});

test.each([
	["websocket", "/api/live"],
	["h2c", "/api/store"],
	["websocket", "/"],
])("no connection becomes one of %s at %s", async (protocol, path) => {
	const answer = await raw(
		page.origin,
		`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: https://evil.example\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
	);
	expect(status(answer)).toBe(400);
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
