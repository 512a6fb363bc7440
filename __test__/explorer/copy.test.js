"use strict";

// Copies to another store: what differs is shown first, nothing is removed unless it is asked for, and the result is compared.

const fs = require("node:fs");
const http = require("node:http");
const net = require("node:net");
const path = require("node:path");
const { Data } = require("../..");
const { freshUrl } = require("../support/command-line");
const { openExplorer } = require("../support/explorer");
const { ended, run, start } = require("../support/jobs");
const { load } = require("../support/modules");
const { onDynamo, rows, temporaryFolder } = require("../support/store");

const { identityOf } = load("transfer/identity.mjs");

async function open(options) {
	const { url, data } = await freshUrl();
	return { url, data, ...(await openExplorer({ data, store: url, readOnly: false, ...options })) };
}

/** Two stores, of which each has items that the other one lacks, or has otherwise. */
async function differing() {
	const { data: source, url, ...page } = await open();
	const { data: target, url: to } = await freshUrl();
	const item = (key, value, version) => ({ key, value, created: 1_600_000_000, version: `${version}.0001` });
	await source.import([
		item("a:same", 1, 1_600_000_001),
		item("a:older-there", 2, 1_600_000_002),
		item("a:newer-there", 3, 1_600_000_003),
		item("b:missing", 4, 1_600_000_004),
		{ pk: { S: "c" }, sk: { S: "foreign" }, _n: { N: "12345678901234567890.5" } },
	]);
	await target.import([
		item("a:same", 1, 1_600_000_001),
		item("a:older-there", "old", 1_500_000_000),
		item("a:newer-there", "new", 1_700_000_000),
		item("d:surplus", "only there", 1_600_000_000),
	]);
	return { source, target, to, url, page };
}

const contents = async (data) => (await rows(data)).map(({ pk, sk, val }) => `${pk.S}:${sk.S} ${JSON.stringify(val)}`);

test.each([
	["always", { written: 4, removed: 0 }],
	["missing", { written: 2, removed: 0 }],
	["newer", { written: 3, removed: 0 }],
	["mirror", { written: 4, removed: 1 }],
])("a dry run with '%s' says what differs, and writes nothing", async (mode, effect) => {
	const { target, to, page } = await differing();
	const before = await rows(target);
	const { state, result } = await run(page, { kind: "copy", to, mode, dryRun: true });
	expect(state).toBe("done");
	expect(result).toMatchObject({ items: 5, same: 1, differ: 1, newer: 1, missing: 2, surplus: 1, ...effect });
	expect(result.samples).toEqual({
		missing: expect.arrayContaining(["b:missing", "c:foreign"]),
		differ: ["a:older-there"],
		newer: ["a:newer-there"],
		other: [],
		surplus: ["d:surplus"],
	});
	expect(await rows(target)).toEqual(before);
});

test.each([
	["always", { written: 4, unchanged: 1, skipped: 0, removed: 0 }, ["a:newer-there", "d:surplus"], '{"N":"3"}'],
	["newer", { written: 3, unchanged: 1, skipped: 1, removed: 0 }, ["d:surplus"], '{"S":"new"}'],
	["missing", { written: 2, skipped: 2, removed: 0 }, ["d:surplus"], '{"S":"new"}'],
	["mirror", { written: 4, unchanged: 1, removed: 1 }, [], '{"N":"3"}'],
])("a copy with '%s' does that, and compares", async (mode, effect, _, newerThere) => {
	const { source, target, to, page } = await differing();
	const job = await run(page, { kind: "copy", to, mode });
	expect(job).toMatchObject({ state: "done", result: { read: 5, ...effect, verified: { lacking: 0 } } });
	const there = await contents(target);
	expect(there).toContain(`a:newer-there ${newerThere}`);
	expect(there.includes('d:surplus {"S":"only there"}')).toBe(mode !== "mirror");
	expect(there.includes('a:older-there {"N":"2"}')).toBe(mode !== "missing");
	if (mode !== "mirror") return;
	expect(job.result.verified.checksum).toMatch(/^[0-9a-f]{32}$/);
	expect(await rows(target)).toEqual((await rows(source)).map((row) => expect.objectContaining(row)));
});

describe("other content under the same version, as an edited export has", () => {
	async function edited() {
		const { data: source, ...page } = await open();
		const { data: target, url: to } = await freshUrl();
		await source.import([
			{ key: "a:1", value: { n: 1, exact: 12345678901234567890n } },
			{ key: "a:2", value: { n: 1 }, label1: "x" },
			{ key: "a:3", value: { n: 1 } },
		]);
		const list = await rows(source);
		list[0] = { ...list[0], _exact: { N: "12345678901234567891" } };
		list[1] = { ...list[1], sk1: { S: "y" } };
		await target.import(list);
		return { source, target, to, page };
	}

	test.each(["always", "mirror"])("is found and replaced by '%s'", async (mode) => {
		const { source, target, to, page } = await edited();
		const { result } = await run(page, { kind: "copy", to, mode, dryRun: true });
		expect(result).toMatchObject({ same: 1, other: 2, written: 2, samples: { other: ["a:1", "a:2"] } });
		const job = await run(page, { kind: "copy", to, mode });
		expect(job).toMatchObject({ state: "done", result: { written: 2, unchanged: 1, verified: { lacking: 0 } } });
		expect(await rows(target)).toEqual(await rows(source));
	});

	test("is never called equal by 'newer', which leaves it", async () => {
		const { target, to, page } = await edited();
		const before = await rows(target);
		const { result } = await run(page, { kind: "copy", to, mode: "newer", dryRun: true });
		expect(result).toMatchObject({ same: 1, other: 2, written: 0 });
		const job = await run(page, { kind: "copy", to, mode: "newer" });
		expect(job).toMatchObject({ state: "failed", error: { code: "NOT_EQUAL" }, result: { written: 0, skipped: 2 } });
		expect(job.error.message).toContain("other content under the same version");
		expect(await rows(target)).toEqual(before);
	});
});

test("a mirror that is not equal in the end fails, although all of the source is there", async () => {
	const { source, target, to, url } = await differing();
	// The source is asked for what the target has when the surplus is looked for.
	const asked = async (keys, options) => {
		await target.set("z:late", "written by another");
		return await source.get(keys, options);
	};
	const data = new Proxy(source, { get: (store, name) => (name === "get" ? asked : store[name]) });
	const page = await openExplorer({ data, store: url, readOnly: false });
	const job = await run(page, { kind: "copy", to, mode: "mirror" });
	expect(job).toMatchObject({ state: "failed", error: { code: "NOT_EQUAL" } });
	expect(job.error.message).toContain("checksum");
});

test("a part of the store is copied", async () => {
	const { target, to, page } = await differing();
	const dry = await run(page, { kind: "copy", to, mode: "always", query: { expression: "b:*" }, dryRun: true });
	expect(dry.result).toMatchObject({ items: 1, missing: 1, surplus: 0, written: 1 });
	const job = await run(page, { kind: "copy", to, mode: "always", query: { expression: "b:*" } });
	expect(job).toMatchObject({ state: "done", result: { written: 1, verified: { items: 1, lacking: 0 } } });
	const byKeys = await run(page, {
		kind: "copy",
		to,
		mode: "newer",
		keys: ["a:older-there", "a:newer-there", "a:none"],
	});
	expect(byKeys.result).toMatchObject({ read: 2, written: 1, skipped: 1 });
	expect((await contents(target)).length).toBe(5);
});

test("a new store is made by a run only", async () => {
	const { data, ...page } = await open();
	await data.set("a:1", { n: 1 });
	const folder = path.join(temporaryFolder(), "new");
	const to = `file:${folder}`;
	const dry = await run(page, { kind: "copy", to, mode: "mirror", dryRun: true });
	expect(dry).toMatchObject({
		state: "done",
		result: { missing: 1, surplus: 0, to: { kind: "embedded", place: folder } },
	});
	expect(fs.existsSync(folder)).toBe(false);
	expect(await run(page, { kind: "copy", to, mode: "always" })).toMatchObject({
		state: "done",
		result: { written: 1 },
	});
	const copy = Data.open(`${to}?readonly`);
	expect(await rows(copy)).toEqual(await rows(data));
	await copy.close();
});

test("the target is another store, and one that can be", async () => {
	const { url, data, ...page } = await open();
	await data.set("a:1", {});
	const same = onDynamo ? url : url.replace(/\?.*/, "/../").replace(/$/, path.basename(url.replace(/\?.*/, "")));
	for (const [to, message] of [
		[url, "the store that you are looking at"],
		[same, "the store that you are looking at"],
		[onDynamo ? url.replace("127.0.0.1", "localhost") : `${url.split("?")[0]}/data.mdb?readonly`, "you are looking at"],
		["memory:", "lives in one process"],
		["/tmp/store", "must be the URL of a store"],
		[undefined, "must be the URL of a store"],
	]) {
		const { status, body } = await page.call("POST", "/api/jobs", { body: { kind: "copy", to, mode: "always" } });
		expect([status, body.error.message]).toEqual([400, expect.stringContaining(message)]);
	}
	for (const settings of [{ mode: "sync" }, { mode: "mirror", query: { expression: "a:*" } }]) {
		const { status } = await page.call("POST", "/api/jobs", { body: { kind: "copy", to: "file:/tmp/x", ...settings } });
		expect(status).toBe(400);
	}
});

test("a store is the same under any spelling of its URL", () => {
	const base = fs.realpathSync(temporaryFolder());
	const folder = path.join(base, "store");
	fs.mkdirSync(path.join(base, "linked"), { recursive: true });
	fs.mkdirSync(folder);
	fs.writeFileSync(path.join(folder, "data.mdb"), "");
	fs.symlinkSync(folder, path.join(base, "link"));
	fs.symlinkSync(path.join(folder, "data.mdb"), path.join(base, "linked", "data.mdb"));
	const fileOf = (place) => identityOf(`file:${place}`, { kind: "file", folder: path.resolve(base, place) }, {});
	const places = ["store", "store/", "link", "linked", "store/data.mdb", "link/data.mdb", "linked/data.mdb"];
	expect(new Set(places.map(fileOf))).toEqual(new Set([`file:${folder}`]));
	expect(fileOf("other")).toBe(`file:${path.join(base, "other")}`);

	const tableOf = (options, env = {}) =>
		identityOf(`dynamodb://t?${new URLSearchParams(options)}`, { kind: "dynamodb", table: "t" }, env);
	const region = "eu-west-1";
	const local = ["localhost", "127.0.0.1", "[::1]", "LOCALHOST", "127.1", "user:secret@localhost"];
	const endpoints = local.flatMap((host) => [`http://${host}:8000`, `http://${host}:8000/`]);
	const same = endpoints.map((endpoint) => tableOf({ region, endpoint }));
	same.push(tableOf({ timeout: "5000", endpoint: endpoints[0] }, { AWS_REGION: region }));
	same.push(tableOf({ region }, { AWS_ENDPOINT_URL: endpoints[0] }));
	expect(new Set(same).size).toBe(1);
	expect(same[0]).not.toContain("secret");
	const elsewhere = [`http://localhost:8001`, `https://localhost:8000`, "http://db.example:8000"];
	for (const endpoint of elsewhere) expect(same).not.toContain(tableOf({ region, endpoint }));
	expect(tableOf({ region, endpoint: "https://db.example:443/" })).toBe(
		tableOf({ region, endpoint: "https://db.example" }),
	);
	const usual = tableOf({ region });
	expect(tableOf({ region, endpoint: "https://dynamodb.eu-west-1.amazonaws.com/" })).toBe(usual);
	expect(tableOf({ region, profile: "default" })).toBe(usual);
	expect(tableOf({ region: "eu-north-1", endpoint: "https://dynamodb.eu-west-1.amazonaws.com" })).not.toBe(usual);
});

test("a read-only explorer reaches no other store, not even to compare", async () => {
	const { url, data } = await freshUrl();
	await data.set("a:1", {});
	const page = await openExplorer({ data, store: url, readOnly: true });
	let asked = 0;
	const other = http.createServer((_, response) => {
		asked++;
		response.end();
	});
	await new Promise((resolve) => other.listen(0, "127.0.0.1", resolve));
	const endpoint = encodeURIComponent(`http://127.0.0.1:${other.address().port}`);
	for (const to of [`dynamodb://t?region=eu-west-1&endpoint=${endpoint}`, `file:${temporaryFolder()}`]) {
		const { status, body } = await page.call("POST", "/api/jobs", {
			body: { kind: "copy", to, mode: "always", dryRun: true },
		});
		expect([status, body.error.code]).toEqual([403, "READ_ONLY"]);
	}
	expect(asked).toBe(0);
	await new Promise((resolve) => other.close(resolve));
});

describe("a store that takes requests and never answers", () => {
	const sockets = new Set();
	const silent = net.createServer((socket) => {
		sockets.add(socket.on("error", () => {}));
		socket.resume();
	});
	let to;
	beforeAll(async () => {
		await new Promise((resolve) => silent.listen(0, "127.0.0.1", resolve));
		to = `dynamodb://t?region=eu-west-1&endpoint=${encodeURIComponent(`http://127.0.0.1:${silent.address().port}`)}`;
	});
	afterAll(async () => {
		const closed = new Promise((resolve) => silent.close(resolve));
		for (const socket of sockets) socket.destroy();
		await closed;
	});

	test.each([true, false])(
		"holds no job that is stopped, and keeps none of the places (dry run: %s)",
		async (dryRun) => {
			const { data, ...page } = await open();
			await data.set("a:1", {});
			const copy = { kind: "copy", to, mode: "always", dryRun };
			const ids = [];
			for (let n = 0; n < 4; n++) ids.push(await start(page, copy));
			expect((await page.call("POST", "/api/jobs", { body: copy })).status).toBe(429);
			for (const id of ids) await page.post(`/api/jobs/${id}/stop`);
			for (const id of ids) expect((await ended(page, id)).state).toBe("stopped");
			expect((await run(page, { kind: "stat" })).state).toBe("done");
		},
	);

	test("does not keep an explorer from closing", async () => {
		const { data, explorer, ...page } = await open();
		await data.set("a:1", {});
		await start(page, { kind: "copy", to, mode: "mirror" });
		await explorer.close();
		expect(await data.count()).toBe(1);
	});
});
