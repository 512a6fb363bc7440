"use strict";

// Bodies and methods that an explorer does not take.

const { expectProtected, lines, openAttacked, raw, status } = require("../../support/attacks");
const { send } = require("../../support/explorer");
const { load } = require("../../support/modules");

let page;
let host;
let own;

beforeAll(async () => {
	({ page, host, own } = await openAttacked());
});

/** The head of a request of the page, with more headers. */
const post = (path, ...headers) =>
	lines(
		`POST ${path} HTTP/1.1`,
		`Host: ${host}`,
		`Origin: ${page.origin}`,
		"Content-Type: application/json",
		...headers,
	);

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
		expect(status(await raw(page.origin, `${post("/api/items", ...own, "Content-Length: 9")}{"a":"\xff"}`))).toBe(400);
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
		expect(status(await raw(page.origin, post("/api/items", ...own, "Content-Length: 3000000")))).toBe(413);
		const piece = `${(0x100000).toString(16)}\r\n${"x".repeat(0x100000)}\r\n`;
		expect(
			status(await raw(page.origin, post("/api/items", ...own, "Transfer-Encoding: chunked") + piece.repeat(3))),
		).toBe(413);
		expect(status(await raw(page.origin, post("/api/session", "Content-Length: 3000000")))).toBe(413);
	});

	test("with two lengths is refused", async () => {
		expect(
			status(
				await raw(
					page.origin,
					`${post("/api/items", ...own, "Content-Length: 4", "Transfer-Encoding: chunked")}0\r\n\r\n`,
				),
			),
		).toBe(400);
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
