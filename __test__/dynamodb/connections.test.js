"use strict";

// Connections: limits, timeouts, TLS, proxies, and the errors without a connection.

const fs = require("node:fs");
const http = require("node:http");
const https = require("node:https");
const net = require("node:net");
const path = require("node:path");
const { spawnSync } = require("node:child_process");
const { Data } = require("../..");
const { run } = require("../support/programs");
const { startServer } = require("../support/server");
const { temporaryFolder } = require("../support/store");

let server;
const open = [];
beforeAll(async () => {
	server = await startServer();
	await Data.createTable(server.url("connections"));
});
afterEach(async () => {
	await server.faults();
	while (open.length > 0) open.pop()();
});
afterAll(() => server.stop());

/** Listens on a free port and returns it. */
async function listen(listener, port = 0) {
	const sockets = new Set();
	listener.on("connection", (socket) => sockets.add(socket.on("close", () => sockets.delete(socket))));
	open.push(() => {
		listener.close();
		for (const socket of sockets) socket.destroy();
	});
	await new Promise((resolve) => listener.listen(port, "127.0.0.1", resolve));
	return listener.address().port;
}

/** A proxy to the test server that counts connections. */
async function counted() {
	const seen = { now: 0, most: 0, idleFor: [] };
	const { port } = new URL(server.endpoint);
	const listener = net.createServer((socket) => {
		seen.most = Math.max(seen.most, ++seen.now);
		const onward = net.connect(port, "127.0.0.1");
		socket.pipe(onward).pipe(socket);
		let used = Date.now();
		socket.on("data", () => {
			used = Date.now();
		});
		for (const end of [socket, onward]) end.on("error", () => {});
		socket.on("close", () => {
			seen.now--;
			seen.idleFor.push(Date.now() - used);
			onward.destroy();
		});
		onward.on("close", () => socket.destroy());
	});
	return { seen, endpoint: `http://127.0.0.1:${await listen(listener)}` };
}

const url = (endpoint, options = "") =>
	`dynamodb://connections?region=eu-west-1&endpoint=${encodeURIComponent(endpoint)}${options}`;

/** The error that a call rejects with, and how long that took. */
async function failure(call) {
	const started = Date.now();
	const error = await call().then(
		() => undefined,
		(error) => error,
	);
	return { error, took: Date.now() - started };
}

describe("the limit of connections", () => {
	test("applies, and is 100 by default", async () => {
		await server.faults({ slow: 20 });
		for (const [options, limit] of [
			["", 100],
			["&connections=7", 7],
		]) {
			const { seen, endpoint } = await counted();
			const data = Data.open(url(endpoint, options));
			await Promise.all(Array.from({ length: 300 }, (_, index) => data.get(`k:${index}`)));
			// A connection may become free just too late for the next request.
			expect(seen.most).toBeGreaterThanOrEqual(limit);
			expect(seen.most).toBeLessThan(limit * 1.5);
			await data.close();
		}
	});

	test("keeps a process with few open files within its limit: no addition fails or is in doubt", async () => {
		const program = `
			const calls = Array.from({ length: 400 }, () => data.add("files:" + process.pid, 1));
			const failed = (await Promise.allSettled(calls)).filter((call) => call.status === "rejected");
			say(JSON.stringify(failed.map(({ reason }) => reason.code + " " + reason.message)));
			say(String(await data.get("files:" + process.pid, { consistent: true })));
		`;
		const limited = (files, options) => {
			const script = `const { Data } = require(${JSON.stringify(path.join(__dirname, "../.."))});
				const data = Data.open(${JSON.stringify(`${server.url("connections")}${options}`)});
				const say = (line) => console.log(line); (async () => {${program}})();`;
			const { stdout } = spawnSync("sh", ["-c", `ulimit -n ${files}; exec "$0" -e "$1"`, process.execPath, script], {
				encoding: "utf8",
			});
			return stdout.trim().split("\n");
		};
		expect(limited(256, "")).toEqual(["[]", "400"]);
		// With more connections than files, some calls are reported as not sent, and the count equals the acknowledged ones.
		const [failed, count] = limited(40, "&connections=1000");
		for (const reason of JSON.parse(failed)) expect(reason).toMatch(/^UNREACHABLE .*(EMFILE|not sent)/);
		expect(Number(count)).toBe(400 - JSON.parse(failed).length);
	}, 60_000);

	test.each(["connections=0", "connections=x", "timeout=0", "timeout=-1", "attemptTimeout=2.5", "timeout=999999999"])(
		"'%s' is refused when the table is opened",
		(option) => {
			const name = option.split("=")[0];
			const refused = expect.objectContaining({ code: "INVALID_URL", message: expect.stringContaining(`'${name}'`) });
			expect(() => Data.open(`dynamodb://t?${option}`)).toThrow(refused);
		},
	);
});

describe("a request that was never sent rejects with UNREACHABLE, even an addition", () => {
	test("a server that refuses connections, within seconds", async () => {
		const data = Data.open(url("http://127.0.0.1:1"));
		for (const call of [() => data.get("k"), () => data.add("k", 1), () => data.set("k", 1, { exists: false })]) {
			const { error, took } = await failure(call);
			expect(error).toMatchObject({
				code: "UNREACHABLE",
				message: expect.stringMatching(/ECONNREFUSED.*127\.0\.0\.1:1/),
			});
			expect(took).toBeLessThan(6000);
		}
		await data.close();
	}, 30_000);

	test("an unknown host name", async () => {
		const data = Data.open(url("http://nowhere.invalid:8000"));
		const { error } = await failure(() => data.add("k", 1));
		expect(error).toMatchObject({
			code: "UNREACHABLE",
			message: expect.stringMatching(/name of the host is unknown.*nowhere\.invalid/),
		});
		await data.close();
	}, 30_000);

	test("a server without TLS", async () => {
		const port = await listen(net.createServer((socket) => socket.on("error", () => {}).end("hello\n")));
		const data = Data.open(url(`https://127.0.0.1:${port}`));
		const { error } = await failure(() => data.add("k", 1));
		expect(error).toMatchObject({ code: "UNREACHABLE", message: expect.stringContaining("Nothing was sent") });
		await data.close();
	}, 30_000);

	test("a server that comes back within a second", async () => {
		const probe = net.createServer();
		const port = await listen(probe);
		await new Promise((resolve) => probe.on("close", resolve) && open.pop()());
		const data = Data.open(url(`http://127.0.0.1:${port}`));
		const added = data.add("back", 1);
		const { port: target } = new URL(server.endpoint);
		const way = net.createServer((socket) => {
			const onward = net.connect(target, "127.0.0.1");
			for (const [one, other] of [
				[socket, onward],
				[onward, socket],
			]) {
				one.on("error", () => {}).on("close", () => other.destroy());
			}
			socket.pipe(onward).pipe(socket);
		});
		await new Promise((resolve) => setTimeout(resolve, 300));
		await listen(way, port);
		expect(await added).toBe(1);
		await data.close();
	}, 30_000);
});

describe("timeouts", () => {
	test("timeout ends a call with all its attempts, after which an addition may be applied", async () => {
		await server.faults({ slow: 5000 });
		const data = Data.open(`${server.url("connections")}&timeout=400`);
		const read = await failure(() => data.get("k"));
		expect(read.error).toMatchObject({ code: "UNREACHABLE", message: expect.stringContaining("in time") });
		const added = await failure(() => data.add("slow", 1));
		expect(added.error).toMatchObject({ code: "UNKNOWN_OUTCOME" });
		expect(Math.max(read.took, added.took)).toBeLessThan(4000);
		await data.close();
	}, 30_000);

	test("attemptTimeout ends an attempt, and another one follows", async () => {
		const data = Data.open(`${server.url("connections")}&attemptTimeout=300`);
		await data.set("attempt", 1);
		await server.faults({ slow: 2000 });
		setTimeout(() => server.faults(), 500);
		expect(await data.get("attempt")).toBe(1);
		await data.close();
	}, 30_000);
});

describe("TLS", () => {
	const file = (name) => path.join(__dirname, "../support/certificates", name);
	const authority = file("authority.pem");

	/** The environment without settings of this machine that would interfere. */
	const none = { AWS_CA_BUNDLE: "", NODE_EXTRA_CA_CERTS: "" };

	/** A TLS server with its own certificate, in front of the test server. */
	async function secure() {
		const certificate = { key: fs.readFileSync(file("server-key.pem")), cert: fs.readFileSync(file("server.pem")) };
		const listener = https.createServer(certificate, (request, response) => {
			const onward = http.request(server.endpoint, { method: request.method, headers: request.headers }, (answer) => {
				response.writeHead(answer.statusCode, answer.headers);
				answer.pipe(response);
			});
			request.pipe(onward);
		});
		return listen(listener);
	}

	const program = `
		const started = Date.now();
		const call = data.add("tls", 1);
		say(await call.then(() => "done", (error) => error.code + " " + error.message));
		say(String(Date.now() - started));
	`;

	test("authorities of NODE_EXTRA_CA_CERTS and AWS_CA_BUNDLE are trusted", async () => {
		const target = url(`https://localhost:${await secure()}`);
		for (const name of ["NODE_EXTRA_CA_CERTS", "AWS_CA_BUNDLE"]) {
			const [line] = await run(target, program, { ...none, [name]: authority });
			expect([name, line]).toEqual([name, "done"]);
		}
	}, 30_000);

	test("an untrusted certificate is reported at once", async () => {
		const port = await secure();
		const [line] = await run(url(`https://localhost:${port}`), program, none);
		expect(line).toMatch(/^DYNAMODB_FAILED .*certificate.*not trusted.*NODE_EXTRA_CA_CERTS/);
		const [other] = await run(url(`https://127.0.0.1:${port}`), program, { AWS_CA_BUNDLE: authority });
		expect(other).toMatch(/^DYNAMODB_FAILED .*another host/);
	}, 30_000);

	test("without the system's authorities, those of Node.js are used", async () => {
		const empty = path.join(temporaryFolder(), "empty.pem");
		fs.writeFileSync(empty, "");
		const env = { ...none, SSL_CERT_FILE: empty, SSL_CERT_DIR: temporaryFolder() };
		const [line] = await run(url(`https://localhost:${await secure()}`), program, env);
		expect(line).toMatch(/^DYNAMODB_FAILED .*authority that this process does not know/);
	}, 30_000);

	test("an unusable AWS_CA_BUNDLE is named", async () => {
		const [line] = await run(url("https://localhost:1"), program, { AWS_CA_BUNDLE: "/nowhere.pem" });
		expect(line).toBe("DYNAMODB_FAILED AWS_CA_BUNDLE '/nowhere.pem' cannot be read.");
	});
});

describe("proxies", () => {
	/** A proxy that records the requested hosts and forwards everything to the test server. */
	async function proxy() {
		const asked = [];
		const listener = http.createServer((request, response) => {
			asked.push(new URL(request.url).hostname);
			const headers = request.headers;
			const onward = http.request(server.endpoint, { method: request.method, headers }, (answer) => {
				response.writeHead(answer.statusCode, answer.headers);
				answer.pipe(response);
			});
			request.pipe(onward);
		});
		listener.on("connect", (request, socket) => {
			asked.push(request.url);
			socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
		});
		return { asked, address: `http://127.0.0.1:${await listen(listener)}` };
	}

	const program = `say(await data.set("proxied", 1).then(String, (error) => error.code));`;

	test("HTTP_PROXY and HTTPS_PROXY are used, except for the hosts of NO_PROXY", async () => {
		const { asked, address } = await proxy();
		const lower = { http_proxy: "", https_proxy: "", no_proxy: "" };
		const env = { ...lower, HTTP_PROXY: address, HTTPS_PROXY: address, NO_PROXY: "127.0.0.1" };
		expect(await run(url("http://dynamodb.invalid"), program, env)).toEqual(["1"]);
		expect(await run(url("https://dynamodb.invalid"), program, env)).toEqual(["UNREACHABLE"]);
		expect(await run(server.url("connections"), program, env)).toEqual(["1"]);
		expect([...new Set(asked)]).toEqual(["dynamodb.invalid", "dynamodb.invalid:443"]);
	}, 60_000);
});

test("no error contains a key or a value", async () => {
	const marker = "marker-7f3a";
	const value = { [marker]: marker };
	const calls = (data) => [
		() => data.set(`${marker}:${marker}`, value),
		() => data.set(`${marker}:${marker}`, value, { idempotencyToken: "t", label1: marker }),
		() => data.add(`${marker}:${marker}`, marker, 1),
		() => data.get(`${marker}:*`),
		() => data.get([`${marker}:1`]),
		() => data.set([{ key: `${marker}:1`, value }]),
		() => data.remove(`${marker}:1`),
	];
	const port = await listen(http.createServer((_, response) => response.end(marker)));
	const places = [
		url("http://127.0.0.1:1", "&timeout=500"),
		url("http://nowhere.invalid", "&timeout=500"),
		url(`http://127.0.0.1:${port}`, "&timeout=500"),
		server.url("no-such-table"),
	];
	for (const place of places) {
		const data = Data.open(place);
		const failures = await Promise.all(calls(data).map(failure));
		for (const { error } of failures) {
			expect(error.message).not.toContain(marker);
			expect(error.message).not.toMatch(/DispatchFailure|ConnectorError|hyper|Some\(|\w+::\w+|Error \{/);
		}
		await data.close();
	}
}, 60_000);
