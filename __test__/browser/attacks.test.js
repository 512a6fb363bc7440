"use strict";

// Pages of other origins, in the browser that has the explorer's cookie: none reads or changes anything. What the server
// answers to such requests is in __test__/explorer/attacks.test.js; here a real browser decides what it sends and shows.

const { once } = require("node:events");
const http = require("node:http");
const { freshUrl } = require("../support/command-line");
const { rows } = require("../support/store");
const { open } = require("./explorer");
const { attribute } = require("./look");

const SECRET = "a-secret-that-nobody-else-sees";
let server;
beforeAll(async () => {
	server = http.createServer((_, response) => response.setHeader("content-type", "text/html").end("<!doctype html>"));
	await once(server.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => server.close());

/** An explorer that may write, open in a browser, and another page in the same one. */
async function attacked(host) {
	const { url, data } = await freshUrl();
	await data.set("users:jane", { name: SECRET });
	const page = await open(url, { write: true, at: { item: "users:jane" } });
	await attribute(page, "name").waitFor();
	const other = await page.context().newPage();
	await other.goto(`http://${host}:${server.address().port}/`);
	return { data, page, other, origin: new URL(page.url()).origin, before: await rows(data) };
}

// The first is of the same site, so that cookies are sent even if they are strict; the others are not.
const HOSTS = ["127.0.0.1", "localhost", "elsewhere.test"];

const PATHS = ["", "main.js", "api/store", "api/rows", "api/item?key=users:jane", "api/export?format=json", "api/live"];

test.each(HOSTS)("a page of %s reads nothing", async (host) => {
	const { other, origin } = await attacked(host);
	const read = await other.evaluate(
		async ({ origin, PATHS }) => {
			const seen = {};
			const limited = (promise) =>
				Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 5_000, "nothing"))]);
			const loaded = (element, name, value) =>
				limited(
					new Promise((resolve) => {
						element.onload = () => resolve("loaded");
						element.onerror = () => resolve("failed");
						element[name] = value;
						document.body.append(element);
					}),
				);
			for (const path of PATHS) {
				const url = `${origin}/${path}`;
				const text = (options) =>
					fetch(url, options).then(
						async (response) => (await limited(response.text())) || response.type,
						() => "failed",
					);
				seen[path] = {
					fetch: await text({ credentials: "include" }),
					opaque: await text({ credentials: "include", mode: "no-cors" }),
					script: await loaded(document.createElement("script"), "src", url),
					module: await import(url).then(
						() => "loaded",
						() => "failed",
					),
					image: await loaded(new Image(), "src", url),
				};
			}
			const source = new EventSource(`${origin}/api/live`, { withCredentials: true });
			seen.events = await limited(
				new Promise((resolve) => {
					source.onopen = () => resolve("open");
					source.onerror = () => resolve("failed");
				}),
			);
			const socket = new WebSocket(`${origin.replace("http", "ws")}/api/live`);
			seen.socket = await limited(
				new Promise((resolve) => {
					socket.onopen = () => resolve("open");
					socket.onerror = () => resolve("failed");
				}),
			);
			return seen;
		},
		{ origin, PATHS },
	);
	const nothing = { fetch: "failed", script: "failed", module: "failed", image: "failed" };
	for (const path of PATHS) {
		expect([path, read[path]]).toEqual([path, { ...nothing, opaque: expect.stringMatching(/^(failed|opaque)$/) }]);
	}
	expect(read).toMatchObject({ events: "failed", socket: "failed" });
	expect(JSON.stringify(read)).not.toContain(SECRET);
});

test.each(HOSTS)("a page of %s neither frames the explorer nor reads a window of it", async (host) => {
	const { other, origin } = await attacked(host);
	const framed = await other.evaluate(async (origin) => {
		const frame = document.createElement("iframe");
		frame.src = `${origin}/?item=users:jane`;
		document.body.append(frame);
		await new Promise((resolve) => {
			frame.onload = resolve;
		});
		return frame.contentDocument?.body?.textContent ?? "nothing";
	}, origin);
	const opening = other.context().waitForEvent("page");
	await other.evaluate((origin) => {
		window.opened = window.open(`${origin}/?item=users:jane`);
	}, origin);
	const popup = await opening;
	await popup.waitForLoadState();
	const held = await other.evaluate(() => window.opened.closed);
	expect(framed).not.toContain(SECRET);
	expect(held).toBe(true);
	for (const frame of other.frames().slice(1)) {
		expect(await frame.evaluate(() => document.body?.textContent ?? "")).not.toContain(SECRET);
	}
	expect(await popup.evaluate(() => window.opener)).toBeNull();
});

test.each(HOSTS)("a page of %s changes nothing", async (host) => {
	const { data, other, origin, before } = await attacked(host);
	const { md } = before[0];
	await other.evaluate(
		async ({ origin, version }) => {
			const changes = JSON.stringify({ changes: [{ key: "users:jane", before: version, row: null }] });
			const job = JSON.stringify({ kind: "remove", query: { expression: "users:*" } });
			const bodies = [
				["api/write", changes],
				["api/jobs", job],
			];
			const ignored = () => {};
			for (const [path, body] of bodies) {
				const url = `${origin}/${path}`;
				for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/json"]) {
					for (const mode of ["cors", "no-cors"]) {
						const headers = { "content-type": type };
						await fetch(url, { method: "POST", mode, credentials: "include", headers, body }).catch(ignored);
					}
				}
				navigator.sendBeacon(url, new Blob([body], { type: "text/plain" }));
				for (const encoding of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
					const frame = document.createElement("iframe");
					frame.name = `into ${encoding} ${path}`;
					document.body.append(frame);
					const form = document.createElement("form");
					Object.assign(form, { method: "POST", action: url, enctype: encoding, target: frame.name });
					// As text, name and value make JSON with an equals sign in it.
					const field = document.createElement("input");
					field.name = `${body.slice(0, -1)},"and":"`;
					field.value = '"}';
					form.append(field);
					document.body.append(form);
					const over = new Promise((resolve) => {
						frame.onload = resolve;
					});
					form.submit();
					await over;
				}
				const frame = document.createElement("iframe");
				frame.src = `${url}?${new URLSearchParams({ body })}`;
				document.body.append(frame);
				await new Promise((resolve) => {
					frame.onload = resolve;
				});
			}
		},
		{ origin, version: md.N },
	);
	expect(await rows(data)).toEqual(before);
});

test("a name that leads to this machine shows no explorer", async () => {
	const { other, origin } = await attacked("127.0.0.1");
	const { port } = new URL(origin);
	const answer = await other.goto(`http://rebound.test:${port}/?item=users:jane`);
	expect(answer.status()).toBe(403);
	expect(await other.locator("#app").count()).toBe(0);
	const read = await other.evaluate(async () => {
		const answers = await Promise.all(
			["api/store", "api/rows", "api/item?key=users:jane"].map((path) =>
				fetch(`/${path}`, { credentials: "include" }).then(async (response) => [
					response.status,
					await response.text(),
				]),
			),
		);
		return answers;
	});
	expect(read.map(([status]) => status)).toEqual([403, 403, 403]);
	expect(JSON.stringify(read)).not.toContain(SECRET);
});
