"use strict";

// Requests of other origins, and what protects each answer from them.

const { expectProtected, openAttacked } = require("../../support/attacks");
const { send } = require("../../support/explorer");

let data;
let page;

beforeAll(async () => {
	({ data, page } = await openAttacked());
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
