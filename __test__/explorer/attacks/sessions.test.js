"use strict";

// Requests without a session, to an explorer that only reads, and explorers that would not be safe.

const http = require("node:http");
const { lines, openAttacked, raw, status } = require("../../support/attacks");
const { listen, openExplorer, send } = require("../../support/explorer");
const { load } = require("../../support/modules");

let url;
let data;
let page;

beforeAll(async () => {
	({ url, data, page } = await openAttacked());
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

describe("an explorer that only reads", () => {
	const { ROUTES } = load("explorer/server/routes/index.mjs");
	const changing = ROUTES.filter(({ changes }) => changes).map(({ path }) => path.replace(/:\w+/g, "x"));

	test.each([undefined, null, 0, true])("refuses each change before it reads the body: %s", async (readOnly) => {
		const reader = await openExplorer({ data, store: url, readOnly });
		for (const path of ["/api/write", ...changing]) {
			const { host } = new URL(reader.origin);
			const head = [`POST ${path} HTTP/1.1`, `Host: ${host}`, `Origin: ${reader.origin}`, `Cookie: ${reader.cookie}`];
			// The body never comes.
			const answer = await raw(reader.origin, lines(...head, "Content-Type: application/json", "Content-Length: 100"));
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
	for (const { text } of [count, level, store]) expect(text).not.toMatch(/hunter2|sessions\.test|node_modules|\bat \//);
	expect(count.body.error).toMatchObject({
		code: "UNREACHABLE",
		message: expect.stringContaining("http://127.0.0.1:1"),
	});
	expect(level).toMatchObject({ status: 500, body: { error: { code: "INTERNAL" } } });
	// The process that runs it is told.
	expect(warned.mock.calls).toEqual([[expect.stringContaining("hunter2"), { code: "EXPLORER_FAILED" }]]);
	warned.mockRestore();
});

test("an explorer that cannot be safe is not made", async () => {
	const { createExplorer } = require("../../../dist/explorer");
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
	const { createExplorer } = require("../../../dist/explorer");
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
