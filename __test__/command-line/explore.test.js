"use strict";

// The explorer as a command: what it opens, what it prints, how it ends.

const fs = require("node:fs");
const path = require("node:path");
const { ampt, begin, freshUrl, onTerminal } = require("../support/command-line");
const { send } = require("../support/explorer");
const { until: eventually } = require("../support/event-load");
const { until } = require("../support/programs");
const { onDynamo, temporaryFolder } = require("../support/store");

let url;
let data;

beforeEach(async () => {
	({ url, data } = await freshUrl());
	await data.set("users:ada", { name: "Ada" });
});

/** Starts an explorer, and opens its address as a browser does. `end` ends it with a signal. */
async function explore(args, settings) {
	const child = begin(["explore", ...args], settings);
	await until(child, () => child.lines.length > 0);
	const [address] = child.lines;
	const call = await open(address);
	const end = (signal) => {
		child.kill(signal);
		return child.ended;
	};
	return { child, address, call, end };
}

async function open(address) {
	const { origin, hash } = new URL(address);
	const { headers } = await send(origin, "POST", "/api/session", { body: { token: hash.slice("#token=".length) } });
	const cookie = headers["set-cookie"][0].split(";")[0];
	return (method, path, body) => send(origin, method, path, { body, headers: { cookie } });
}

const change = {
	changes: [{ key: "users:bob", before: null, row: { pk: { S: "users" }, sk: { S: "bob" }, val: { N: "1" } } }],
};

test("it prints the address alone, only reads, and ends with Ctrl-C", async () => {
	const { child, address, call, end } = await explore([], { env: { AMPT_DATA_URL: url } });
	expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/);
	expect(child.errors).toContain(`store: ${onDynamo ? "dynamodb" : "file"}:`);
	expect(child.errors).toContain("--write");
	expect((await call("GET", "/api/store")).body).toMatchObject({ readOnly: true, canListen: true });
	expect((await call("GET", "/api/count")).body).toEqual({ items: 1 });
	expect(await call("POST", "/api/write", change)).toMatchObject({
		status: 403,
		body: { error: { code: "READ_ONLY" } },
	});
	expect(await end("SIGINT")).toEqual({ code: 130, signal: null });
	expect(child.lines).toEqual([address]);
});

test("the store may be an argument, and is changed with --write", async () => {
	const { call, end } = await explore([url, "--write"]);
	expect((await call("GET", "/api/store")).body.readOnly).toBe(false);
	expect((await call("POST", "/api/write", change)).status).toBe(200);
	expect(await data.get("users:bob", { consistent: true })).toBe(1);
	expect(await end("SIGTERM")).toEqual({ code: 143, signal: null });
});

test("a port is chosen or free, and the same one for a store where it can be", async () => {
	const first = await explore([url]);
	const second = await explore([url]);
	expect(new URL(second.address).port).not.toBe(new URL(first.address).port);
	const { port } = new URL(first.address);
	expect(await ampt(["explore", url, "--port", port])).toMatchObject({
		code: 1,
		err: expect.stringContaining("another '--port'"),
	});
	await first.end("SIGINT");
	const third = await explore([url]);
	expect(new URL(third.address).port).toBe(port);
	await second.end("SIGINT");
	await third.end("SIGINT");
});

test("another address is warned of, and must be one that browsers can use", async () => {
	const { child, address, call, end } = await explore([url, "--host", "127.0.0.2"]);
	expect([new URL(address).hostname, child.errors.includes("Others can reach")]).toEqual(["127.0.0.2", true]);
	expect((await call("GET", "/api/count")).status).toBe(200);
	await end("SIGINT");
	expect(await ampt(["explore", url, "--host", "0.0.0.0"])).toMatchObject({
		code: 2,
		err: expect.stringContaining("--origin"),
	});
	expect(await ampt(["explore", url, "--host", "203.0.113.1"])).toMatchObject({
		code: 1,
		err: expect.stringContaining("no such address"),
	});
	expect(await ampt(["explore", url, "--origin", "explorer.example.com"])).toMatchObject({
		code: 2,
		err: expect.stringContaining("--origin"),
	});
	const proxied = begin(["explore", url, "--host", "0.0.0.0", "--origin", "https://explorer.example.com"]);
	await until(proxied, () => proxied.lines.length > 0);
	expect(proxied.lines[0]).toMatch(/^https:\/\/explorer\.example\.com\/#token=/);
	proxied.kill("SIGINT");
	await proxied.ended;
});

test("what cannot be explored is said", async () => {
	expect(await ampt(["explore", url, "--url", url])).toMatchObject({ code: 2, err: expect.stringContaining("twice") });
	const readOnly = `${url}${url.includes("?") ? "&" : "?"}readonly`;
	expect(await ampt(["explore", readOnly, "--write"])).toMatchObject({
		code: 2,
		err: expect.stringContaining("leave out one"),
	});
	expect(await ampt(["explore", "memory:"])).toMatchObject({ code: 2, err: expect.stringContaining("one process") });
	const folder = temporaryFolder();
	for (const args of [[], ["--write"]]) {
		expect(await ampt(["explore", `file:${folder}/none`, ...args])).toMatchObject({
			code: 1,
			err: expect.stringContaining("Check the URL."),
		});
	}
	expect(fs.existsSync(`${folder}/none`)).toBe(false);
});

describe("on a terminal", () => {
	/** A folder with a program that stands for the browser, and notes what it is to open. */
	function browser() {
		const folder = temporaryFolder();
		const program = `#!/bin/sh\nprintf '%s\\n' "$@" >> "${folder}/opened"\n`;
		fs.writeFileSync(path.join(folder, "xdg-open"), program, { mode: 0o755 });
		return {
			env: { PATH: `${folder}:${process.env.PATH}` },
			/** What was opened, once something was. */
			opened: () =>
				fs.existsSync(path.join(folder, "opened")) &&
				fs.readFileSync(path.join(folder, "opened"), "utf8").match(/\S+/g),
		};
	}

	test("it opens the address, and Enter prints a new one", async () => {
		const { env, opened } = browser();
		const { code, screen } = await onTerminal(
			["explore", url],
			[
				[/#token=\S+\n/, "\n"],
				[/#token=\S+\n/, "\x03"],
			],
			{ env },
		);
		const addresses = screen.match(/http:\S+#token=\S+/g);
		await eventually(opened);
		expect([code, new Set(addresses).size, opened()]).toEqual([130, 2, addresses.slice(0, 1)]);
	});

	test("--no-open opens nothing", async () => {
		const { env, opened } = browser();
		await onTerminal(["explore", url, "--no-open"], [[/#token=\S+\n/, "\x03"]], { env });
		expect(opened()).toBe(false);
	});

	if (onDynamo) {
		test("--write asks for the name of the table", async () => {
			const { env } = browser();
			const [, table] = /\/\/([^?]*)/.exec(url);
			const wrong = await onTerminal(["explore", url, "--write"], [[/Type its name/, "other\r"]], { env });
			expect([wrong.code, wrong.screen.includes("#token")]).toEqual([2, false]);
			const right = await onTerminal(
				["explore", url, "--write"],
				[
					[/Type its name/, `${table}\r`],
					[/#token=\S+\n/, "\x03"],
				],
				{ env },
			);
			expect(right.code).toBe(130);
		});
	}
});
