"use strict";

// Pages of other origins, in the browser that has the explorer's cookie: none reads or changes anything. What the server
// answers to such requests is in __test__/explorer/attacks; here a real browser decides what it sends and shows.

const { once } = require("node:events");
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { fileURLToPath } = require("node:url");
const { freshUrl, onTerminal } = require("../support/command-line");
const { rows, temporaryFolder } = require("../support/store");
const { becomes, explore, open } = require("./explorer");
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
	// By default, the page has a host of its own. Here it shares that of another page, where it can.
	const args = host === "127.0.0.1" ? ["--host", host] : [];
	const page = await open(url, { write: true, args, at: { item: "users:jane" } });
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

/** A program that listens at 127.0.0.1, and plants what answers for its pages when it is gone. */
async function plant(context) {
	const worker = `self.addEventListener("install", () => self.skipWaiting());
		self.addEventListener("activate", (event) => event.waitUntil(clients.claim()));
		self.addEventListener("fetch", (event) => event.respondWith(new Response("planted")));`;
	const cookies = [];
	const other = http.createServer((request, response) => {
		cookies.push(request.headers.cookie ?? "none");
		const isWorker = request.url === "/worker.js";
		response.setHeader("content-type", isWorker ? "text/javascript" : "text/html");
		response.end(isWorker ? worker : "<!doctype html>");
	});
	await once(other.listen(0, "127.0.0.1"), "listening");
	const { port } = other.address();
	const page = await context.newPage();
	for (const path of ["", "api/store"]) await page.goto(`http://127.0.0.1:${port}/${path}`);
	await page.goto(`http://127.0.0.1:${port}/`);
	await page.evaluate(async () => {
		await navigator.serviceWorker.register("/worker.js");
		await navigator.serviceWorker.ready;
	});
	other.closeAllConnections();
	await new Promise((resolve) => other.close(resolve));
	expect(await page.reload().then(() => page.textContent("body"))).toBe("planted");
	return { port, cookies };
}

test("another program of this machine gets no cookie, and nothing that it has left is in the way", async () => {
	const { url, data } = await freshUrl();
	await data.set("users:jane", { name: SECRET });
	const page = await open(url);
	const { port, cookies } = await plant(page.context());
	expect(new Set(cookies)).toEqual(new Set(["none"]));
	const next = await page.context().newPage();
	await next.goto(await explore(url, { args: ["--port", String(port)] }));
	await next.locator(".top").waitFor();
	expect(await next.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
});

test("the file that the browser is given leads to the page", async () => {
	const { url, data } = await freshUrl();
	await data.set("users:jane", { name: SECRET });
	const page = await open(url);
	const folder = temporaryFolder();
	const program = `#!/bin/sh\nprintf %s "$1" > ${folder}/new\nmv ${folder}/new ${folder}/opened\nwhile [ ! -e ${folder}/end ]; do kill -0 $PPID || exit; sleep 0.05; done\nkill -INT $PPID\n`;
	fs.writeFileSync(path.join(folder, "xdg-open"), program, { mode: 0o755 });
	const env = { PATH: `${folder}:${process.env.PATH}`, XDG_DATA_HOME: temporaryFolder() };
	const running = onTerminal(["explore", url], [], { env });
	await becomes(() => fs.existsSync(path.join(folder, "opened")), true);
	const file = fs.readFileSync(path.join(folder, "opened"), "utf8");
	const next = await page.context().newPage();
	await next.goto(file);
	await next.locator(".top").waitFor();
	expect(new URL(next.url()).hostname).toMatch(/^[0-9a-f]{24}\.localhost$/);
	await becomes(() => fs.existsSync(fileURLToPath(file)), false);
	fs.writeFileSync(path.join(folder, "end"), "");
	expect((await running).code).toBe(130);
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
