"use strict";

// The explorer as a command: what it opens, what it prints, how it ends.

const fs = require("node:fs");
const { once } = require("node:events");
const http = require("node:http");
const net = require("node:net");
const os = require("node:os");
const path = require("node:path");
const { fileURLToPath } = require("node:url");
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

/** Where the program keeps the names of its pages. */
const kept = { XDG_DATA_HOME: temporaryFolder() };

/** Starts an explorer, and opens its address as a browser does. `end` ends it with a signal. */
async function explore(args, { env } = {}) {
	const child = begin(["explore", ...args], { env: { ...kept, ...env } });
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
	expect(address).toMatch(/^http:\/\/[0-9a-f]{24}\.localhost:\d+\/#token=[\w-]{43}$/);
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

test("a page has a name that nobody else has, and keeps it and its port", async () => {
	const first = await explore([url]);
	const second = await explore([url]);
	const [one, two] = [new URL(first.address), new URL(second.address)];
	expect([two.hostname, two.port === one.port]).toEqual([one.hostname, false]);
	expect(await ampt(["explore", url, "--port", one.port], { env: kept })).toMatchObject({
		code: 1,
		err: expect.stringContaining("another '--port'"),
	});
	await first.end("SIGINT");
	const third = await explore([url]);
	expect(new URL(third.address).host).toBe(one.host);
	await second.end("SIGINT");
	await third.end("SIGINT");
	const other = await freshUrl();
	await other.data.set("users:bob", 1);
	const elsewhere = await explore([other.url]);
	expect(new URL(elsewhere.address).hostname).not.toBe(one.hostname);
	await elsewhere.end("SIGINT");
});

test("only its user can read what is kept of a page, and what others could have written is not used", async () => {
	const env = { XDG_DATA_HOME: temporaryFolder() };
	const folder = path.join(env.XDG_DATA_HOME, "ampt-data", "explorer");
	const hostnameNow = async () => {
		const page = await explore([url], { env });
		await page.end("SIGINT");
		return new URL(page.address).hostname;
	};
	const name = await hostnameNow();
	const [file] = fs.readdirSync(folder);
	const modes = () => [folder, path.join(folder, file)].map((place) => (fs.statSync(place).mode & 0o777).toString(8));
	expect([modes(), fs.readdirSync(folder)]).toEqual([["700", "600"], [file]]);
	expect(await hostnameNow()).toBe(name);
	fs.chmodSync(path.join(folder, file), 0o644);
	const another = await hostnameNow();
	expect([another === name, modes()]).toEqual([false, ["700", "600"]]);
	fs.writeFileSync(path.join(folder, file), '{"name":"evil.example","ports":[1]}');
	expect(await hostnameNow()).toMatch(/^[0-9a-f]{24}\.localhost$/);
	// Where nothing can be kept, each page has a new name.
	env.XDG_DATA_HOME = __filename;
	expect(await hostnameNow()).not.toBe(await hostnameNow());
});

test("whatever address of this machine a browser takes for the name, the explorer is there", async () => {
	const { address, end } = await explore([url]);
	const { host, port } = new URL(address);
	const loopback = Object.values(os.networkInterfaces())
		.flat()
		.filter(({ internal }) => internal);
	const places = ["127.0.0.1", ...(loopback.some(({ address }) => address === "::1") ? ["::1"] : [])];
	for (const hostname of places) {
		const statusAs = (host) =>
			new Promise((resolve, reject) => {
				const request = http.get({ hostname, port, headers: { host } }, (answer) =>
					resolve(answer.resume().statusCode),
				);
				request.on("error", reject);
			});
		expect([hostname, await statusAs(host), await statusAs(`127.0.0.1:${port}`)]).toEqual([hostname, 200, 403]);
	}
	await end("SIGINT");
});

test("another address is warned of if others can reach it, and must be one that browsers can use", async () => {
	for (const host of ["127.0.0.1", "127.0.0.2", "localhost"]) {
		const { child, address, call, end } = await explore([url, "--host", host]);
		expect([new URL(address).hostname, child.errors.includes("Others can reach")]).toEqual([host, false]);
		expect((await call("GET", "/api/count")).status).toBe(200);
		await end("SIGINT");
	}
	for (const host of ["0.0.0.0", "::", "::0", "::ffff:0.0.0.0"]) {
		expect(await ampt(["explore", url, "--host", host])).toMatchObject({
			code: 2,
			err: expect.stringContaining("--origin"),
		});
	}
	for (const host of ["", "0", "0x0", "127.1", "::1%lo", "127.0.0.1:4000", "[::1]", "a b", "*"]) {
		expect([host, await ampt(["explore", url, "--host", host])]).toMatchObject([
			host,
			{ code: 2, err: expect.stringContaining("'--host' must be") },
		]);
	}
	for (const port of ["0", "65536", "4e3", "-1"]) {
		expect([port, await ampt(["explore", url, `--port=${port}`])]).toMatchObject([
			port,
			{ code: 2, err: expect.stringContaining("from 1 to 65535") },
		]);
	}
	expect(await ampt(["explore", url, "--host", "203.0.113.1"])).toMatchObject({
		code: 1,
		err: expect.stringContaining("no such address"),
	});
	for (const origin of ["explorer.example.com", "https://*.example.com", "https://a.b/c", "ftp://a.b", ""]) {
		expect([origin, await ampt(["explore", url, "--origin", origin])]).toMatchObject([
			origin,
			{ code: 2, err: expect.stringContaining("'--origin' must be") },
		]);
	}
	const proxied = begin(["explore", url, "--host", "0.0.0.0", "--origin", "https://explorer.example.com"]);
	await until(proxied, () => proxied.lines.length > 0);
	expect(proxied.lines[0]).toMatch(/^https:\/\/explorer\.example\.com\/#token=/);
	proxied.kill("SIGINT");
	await proxied.ended;
});

if (!onDynamo) {
	test("a reading explorer makes no store, not even to listen to one that is gone", async () => {
		const { call, address, end } = await explore([url]);
		const folder = /^file:([^?]*)/.exec(url)[1];
		await call("GET", "/api/count");
		fs.rmSync(folder, { recursive: true });
		const { text } = await call("GET", "/api/live");
		expect(text).toMatch(/event: failed\ndata: .*"STORE_NOT_FOUND".*any more/);
		expect([fs.existsSync(folder), await end("SIGINT")]).toEqual([false, { code: 130, signal: null }]);
		expect(address).toContain("#token=");
	});
}

test("it refuses requests from the signal on, although a job is not over yet", async () => {
	const silent = net.createServer((socket) => socket.on("error", () => {})).listen(0, "127.0.0.1");
	await once(silent, "listening");
	const env = { AWS_ACCESS_KEY_ID: "x", AWS_SECRET_ACCESS_KEY: "y" };
	const { child, call, end } = await explore([url, "--write"], { env });
	const asked = once(silent, "connection");
	const endpoint = encodeURIComponent(`http://127.0.0.1:${silent.address().port}`);
	const to = `dynamodb://other?region=eu-west-1&endpoint=${endpoint}`;
	expect((await call("POST", "/api/jobs", { kind: "copy", to, mode: "always", dryRun: true })).status).toBe(200);
	const [socket] = await asked;
	child.kill("SIGTERM");
	let answer;
	do answer = await call("GET", "/api/jobs/none");
	while (answer.status === 404);
	expect(answer).toMatchObject({ status: 503, body: { error: { code: "CLOSED" } } });
	expect(await call("POST", "/api/write", change)).toMatchObject({ status: 503 });
	socket.destroy();
	silent.close();
	await end("SIGTERM");
	expect(await data.get("users:bob", { consistent: true })).toBeUndefined();
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
	/** A folder with a program that stands for the browser: it notes how it is called, and keeps what it is to open. */
	function browser(exit = 0) {
		const folder = temporaryFolder();
		const program = `#!/bin/sh
for file in "$@"; do
	path="\${file#file://}"
	cp "$path" "${folder}/page"
	stat -c %a "$path" "$(dirname "$path")" > "${folder}/modes"
done
printf '%s\\n' "$@" > "${folder}/new"
mv "${folder}/new" "${folder}/opened"
[ ${exit} = 0 ] || exit ${exit}
while [ ! -e "${folder}/end" ]; do kill -0 $PPID || exit 0; sleep 0.05; done
kill -INT $PPID
`;
		fs.writeFileSync(path.join(folder, "xdg-open"), program, { mode: 0o755 });
		const read = (name) => fs.readFileSync(path.join(folder, name), "utf8");
		return {
			env: { ...kept, PATH: `${folder}:${process.env.PATH}` },
			/** What was opened, once something was. */
			opened: () => fs.existsSync(path.join(folder, "opened")) && read("opened").match(/\S+/g),
			modes: () => read("modes").match(/\S+/g),
			page: () => read("page"),
			/** Ends the program that has opened it. */
			end: () => fs.writeFileSync(path.join(folder, "end"), ""),
		};
	}

	test("it opens a file that only its user can read, that leads to the address, and goes when the page is open", async () => {
		const { env, opened, modes, page, end } = browser();
		const running = onTerminal(["explore", url], [], { env });
		await eventually(opened);
		const [file, ...others] = opened();
		expect([others, modes()]).toEqual([[], ["600", "700"]]);
		expect(file).toMatch(/^file:\/\/\/[^#?]*$/);
		const [, address] = /content="0;url=([^"]*)"/.exec(page());
		const folder = path.dirname(fileURLToPath(file));
		expect(fs.existsSync(folder)).toBe(true);
		const call = await open(address);
		expect((await call("GET", "/api/count")).status).toBe(200);
		await eventually(() => !fs.existsSync(folder));
		end();
		const { code, screen } = await running;
		expect([code, screen.match(/http:\S+#token=\S+/g)]).toEqual([130, [address]]);
	});

	test("Enter prints a new address", async () => {
		const { env } = browser();
		const { code, screen } = await onTerminal(
			["explore", url, "--no-open"],
			[
				[/#token=\S+\n/, "\n"],
				[/#token=\S+\n/, "\x03"],
			],
			{ env },
		);
		expect([code, new Set(screen.match(/http:\S+#token=\S+/g)).size]).toEqual([130, 2]);
	});

	test("what leads to the address goes at the end, too", async () => {
		const { env, opened, end } = browser();
		const running = onTerminal(["explore", url], [], { env });
		await eventually(opened);
		end();
		await running;
		expect(fs.existsSync(path.dirname(fileURLToPath(opened()[0])))).toBe(false);
	});

	test("a browser that cannot be opened is said", async () => {
		const { env, opened } = browser(3);
		const { screen } = await onTerminal(["explore", url], [[/No browser could be opened/, "\x03"]], { env });
		expect(screen).toContain("#token=");
		expect(fs.existsSync(path.dirname(fileURLToPath(opened()[0])))).toBe(false);
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
