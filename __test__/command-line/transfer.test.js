"use strict";

// `export` and `import`.

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { text } = require("node:stream/consumers");
const zlib = require("node:zlib");
const { ampt, begin, freshUrl, program, write } = require("../support/command-line");
const { until } = require("../support/programs");
const { onDynamo, rows, temporaryFolder } = require("../support/store");

let [url, data, env, cwd] = [];
let [otherUrl, other] = [];

beforeEach(async () => {
	({ url, data } = await freshUrl());
	({ url: otherUrl, data: other } = await freshUrl());
	env = { AMPT_DATA_URL: url };
	cwd = temporaryFolder();
	await data.set(
		"users:jane",
		{ name: "Jane", seen: new Set([1n, 2n]), photo: new Uint8Array([1, 2]) },
		{ label1: "team:core", ttl: "2090-01-01" },
	);
	await data.set("users:bob", { name: "Bob", id: 2n ** 70n, nested: { $set: ["a"], $bytes: "x", list: [null, true] } });
	await data.set("counter", 7, { label5: "simple" });
	await data.import([
		{ pk: { S: "exact" }, sk: { S: "0" }, kv: { BOOL: true }, val: { N: "0.12345678901234567890123456789012345678" } },
	]);
});

const toOther = (args, settings) =>
	ampt(["import", ...args, "--url", otherUrl, ...(args.includes("--dry-run") ? [] : write)], { cwd, ...settings });
const inFolder = (args) => ampt(args, { env, cwd });
const byKey = (list) => list.sort((a, b) => (a.pk.S + a.sk.S < b.pk.S + b.sk.S ? -1 : 1));
/** The attributes of a row come in any order. */
const sorted = async (store) => byKey((await rows(store)).map((row) => Object.fromEntries(Object.entries(row).sort())));
const withoutDates = (list) => list.map(({ ct, md, ...rest }) => rest);

test.each(["x.ndjson", "x.ndjson.gz", "rows.json.gz --raw"])("an export to %s loses nothing", async (names) => {
	const [file, ...args] = names.split(" ");
	const { code, out, err } = await inFolder(["export", "-o", file, ...args]);
	expect([code, out]).toEqual([0, ""]);
	expect(err).toContain(`4 items exported to ${file}.`);
	expect(fs.readdirSync(cwd)).toEqual([file]);
	expect(fs.readFileSync(path.join(cwd, file))[0] === 0x1f).toBe(file.endsWith(".gz"));
	expect((await toOther([file])).err).toContain("4 items imported.");
	expect(await sorted(other)).toEqual(await sorted(data));
});

test("CSV and the JSON of the Ampt tools keep values, labels and expiry", async () => {
	await inFolder(["export", "-o", "x.csv"]);
	expect((await toOther(["x.csv"])).code).toBe(0);
	expect(withoutDates(await sorted(other))).toEqual(withoutDates(await sorted(data)));
	await other.truncate();
	expect((await inFolder(["export", "users:jane", "--format", "json"])).out).toBe("");
	const refused = await inFolder(["export", "-o", "x.json"]);
	expect(refused.code).toBe(1);
	expect(refused.err).toMatch(/The item 'users:(jane|bob)' holds (a Set|bytes), which plain JSON cannot/);
	expect(fs.readdirSync(cwd)).toEqual(["x.csv"]);
	await data.remove("users:jane");
	await inFolder(["export", "-o", "x.json"]);
	expect(JSON.parse(fs.readFileSync(path.join(cwd, "x.json"), "utf8")).find(({ key }) => key === "counter")).toEqual({
		key: "counter",
		value: 7,
		label5: "simple",
	});
	expect((await toOther(["x.json"])).code).toBe(0);
	expect(withoutDates(await sorted(other))).toEqual(withoutDates(await sorted(data)));
});

test("an export goes through pipes, of what is selected", async () => {
	const { out, err } = await inFolder(["export", "users:*", "--filter", '{"name":"Bob"}']);
	const lines = out
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(lines[0]).toMatchObject({ format: "ampt-data", version: 1, source: onDynamo ? "dynamodb" : "file" });
	expect(lines[1]).toMatchObject({
		key: "users:bob",
		value: { id: { $bigint: String(2n ** 70n) }, nested: { $set: ["a"] } },
	});
	expect(lines[2]).toEqual({ format: "ampt-data", items: 1 });
	expect(err).not.toContain("exported");
	expect((await toOther([], { input: out })).err).toContain("1 item imported.");
	const byLabel = await inFolder(["export", "team:*", "--label", "label1", "--format", "csv"]);
	expect(byLabel.out.split("\n")[1]).toMatch(/^users:jane,team:core,2090-01-01T00:00:00.000Z/);
	const query = await inFolder(["query", "users:*", "--json"]);
	await other.truncate();
	expect((await toOther(["-"], { input: query.out })).err).toContain("2 items imported.");
	expect(await other.get("users:bob")).toEqual(await data.get("users:bob"));
});

test("a file is replaced only if that is asked for, and only when the export is complete", async () => {
	const file = path.join(cwd, "x.ndjson");
	fs.writeFileSync(file, "mine");
	const refused = await inFolder(["export", "-o", "x.ndjson"]);
	expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("x.ndjson exists. Pass '--force'")]);
	expect((await inFolder(["export", ":", "-o", "x.ndjson", "--force"])).code).not.toBe(0);
	expect(fs.readFileSync(file, "utf8")).toBe("mine");
	expect((await inFolder(["export", "-o", "x.ndjson", "--force"])).code).toBe(0);
	expect(fs.readFileSync(file, "utf8").trim().split("\n")).toHaveLength(6);
	for (const [output, message] of [
		[".", "is a folder"],
		["no/x", "its folder does not exist"],
		["x.ndjson.zip", "only gzip is written"],
	]) {
		expect((await inFolder(["export", "-o", output])).err).toContain(message);
	}
	expect(fs.readdirSync(cwd)).toEqual(["x.ndjson"]);
});

test("a mistake is told by its line, with what is in and how to go on", async () => {
	const lines = Array.from({ length: 2500 }, (_, n) => `{"key":"n:${n}","value":${n}}`);
	lines[2100] = '{"key":"n:2100","secret":1}';
	fs.writeFileSync(path.join(cwd, "x.ndjson"), lines.join("\n"));
	const { code, err } = await toOther(["x.ndjson"]);
	expect(code).toBe(1);
	expect(err).toContain(
		"Line 2101: an item has no field 'secret'. 2,100 items are in. Go on with: ampt-data import x.ndjson",
	);
	const [, line] = /--start-line (\d+)/.exec(err);
	expect(line).toBe("2101");
	expect(await other.count()).toBe(2100);
	lines[2100] = '{"key":"n:2100","value":1}';
	fs.writeFileSync(path.join(cwd, "x.ndjson"), lines.join("\n"));
	expect((await toOther(["x.ndjson", "--start-line", line])).err).toContain("400 items imported.");
	expect(await other.count()).toBe(2500);
});

test("an item that no store takes is told by its line, too", async () => {
	const lines = Array.from({ length: 1200 }, (_, n) =>
		JSON.stringify({ key: `n:${n}`, value: n === 1150 ? "x".repeat(500_000) : n }),
	);
	const { code, err } = await toOther([], { input: lines.join("\n") });
	expect(code).toBe(1);
	expect(err).toMatch(/Line 1151: Item size .*Go on with: ampt-data import .*--start-line \d+/);
	expect(err).not.toContain("of the import");
	const [, line] = /--start-line (\d+)/.exec(err);
	expect(line).toBe("1151");
	expect(err).toContain("1,150 items are in.");
	expect(await other.count()).toBe(1150);
});

const numbered = (n) => `{"key":"n:${n}","value":${n}}`;
const first = '{"format":"ampt-data","version":1}';
const many = (n) => Array.from({ length: n }, (_, index) => numbered(index));
/** Files with a mistake: their lines, the line of the mistake if it can be mended, and how many items are before it. */
test.each([
	["a row of wrong CSV", ["key,value", "a,1", "b,1,2"], 3, 1, "csv"],
	["an open quotation mark in CSV", ["key,value", "a,1", "b,1", 'c,"'], 4, 2, "csv"],
	["a cell of wrong CSV", ["key,n:number", "a:a,1", "a:b,x", "a:c,1"], 3, 1, "csv"],
	["a large item", [numbered(1), JSON.stringify({ key: "n:2", value: "x".repeat(500_000) }), numbered(3)], 2, 1],
	["a line that is no JSON", [...many(120), "{"], 121, 120],
	["an array without its end", ["[", `${numbered(1)},`, numbered(2)], undefined, 2],
	["an array with other things", ["[", `${numbered(1)},`, "7]"], 3, 1],
	["an export of an item that is cut", [first, ...many(1)], undefined, 1],
	["an export of 3 items that is cut", [first, ...many(3)], undefined, 3],
	["an export of 120 items that is cut", [first, ...many(120)], undefined, 120],
	["an export that lacks items", [first, ...many(3), '{"format":"ampt-data","items":4}'], undefined, 3],
])("%s: what stands before the mistake is in", async (_, lines, line, items, format = "ndjson") => {
	const file = path.join(cwd, "x");
	fs.writeFileSync(file, lines.join("\n"));
	const { code, err } = await toOther(["x", "--format", lines[0] === "[" ? "json" : format]);
	expect([code, err]).toEqual([1, expect.stringContaining(`${items} item${items === 1 ? " is" : "s are"} in.`)]);
	expect(await other.count()).toBe(items);
	if (line !== undefined) expect(err).toContain(`Line ${line}: `);
	// What is missing at the end is not there later on, either.
	expect(/Go on with/.test(err)).toBe(line !== undefined && !err.includes("ends too early"));
});

test("nothing to import is an error", async () => {
	for (const [input, ...args] of [
		[""],
		["\n"],
		["", "--dry-run"],
		[`${numbered(1)}\n`, "--start-line", "3"],
		["key,value\na,1\n", "--start-line", "99"],
	]) {
		const { code, err } = await toOther(args, { input });
		expect([code, err]).toEqual([1, expect.stringMatching(/There is nothing (to import|at line \d+ or after it)/)]);
		expect(err).not.toMatch(/Go on with|are in/);
	}
	const { code, err } = await toOther([], {
		input: '{"format":"ampt-data","version":1}\n{"format":"ampt-data","items":0}\n',
	});
	expect([code, err]).toEqual([0, expect.stringContaining("0 items imported.")]);
});

test("a large CSV warns of nothing", async () => {
	const input = `key,value\n${Array.from({ length: 60_000 }, (_, n) => `n:${n},${n}`).join("\n")}\n`;
	const { code, err } = await toOther(["--dry-run"], { input });
	expect([code, err]).toEqual([0, expect.stringContaining("60,000 items can be imported.")]);
	expect(err).not.toMatch(/warning|leak/);
});

test("--dry-run checks everything and writes nothing", async () => {
	const input = ['{"key":"a","value":1}', '{"key":"b"}', '{"key":"a::b","value":1}', '{"key":"c","value":1}'].join(
		"\n",
	);
	const { code, err } = await toOther(["--dry-run"], { input });
	expect(code).toBe(1);
	expect(err).toMatch(/2 mistakes: Line 2: it has no 'value'\. Line 3: /);
	const good = await toOther(["--dry-run"], { input: '{"key":"a","value":1}\n' });
	expect([good.code, good.err]).toEqual([0, expect.stringContaining("1 item can be imported. Nothing was written.")]);
	expect(await other.count()).toBe(0);
});

test("--if leaves what is there, or what is newer", async () => {
	await other.import([
		{ key: "a", value: "stored", version: "2000000000.5" },
		{ key: "b", value: "stored", version: "1000000000.5" },
	]);
	const input = ["a", "b", "c"].map((key) => `{"key":"${key}","value":"given","version":"1500000000.5"}\n`).join("");
	const values = async () => (await Promise.all(["a", "b", "c"].map((key) => other.get(key)))).join();
	expect((await toOther(["--if", "missing"], { input })).err).toContain("1 item imported, 2 items left as they are.");
	expect(await values()).toBe("stored,stored,given");
	expect((await toOther(["--if", "newer"], { input })).err).toContain("1 item imported, 2 items left as they are.");
	expect(await values()).toBe("stored,given,given");
	expect((await toOther([], { input })).err).toContain("3 items imported.");
	expect(await values()).toBe("given,given,given");
});

test("an import that is interrupted says how to go on", async () => {
	const child = begin(["import", "--url", otherUrl, ...write], { cwd });
	child.stdin.on("error", () => {});
	for (let n = 0; n < 12_000; n++) child.stdin.write(`{"key":"n:${n}","value":${n}}\n`);
	await until(child, () => child.errors.includes("store:"));
	while ((await other.count()) === 0 && child.exitCode === null) await new Promise((resolve) => setImmediate(resolve));
	child.kill("SIGINT");
	expect((await child.ended).code).toBe(130);
	const [, line] = /items? (?:are|is) in\. Go on with: ampt-data import .*--start-line (\d+)/.exec(child.errors);
	expect(await other.count()).toBe(Number(line) - 1);
});

test.each([
	["SIGINT", 130],
	["SIGTERM", 143],
	["SIGHUP", 129],
])("an export that %s ends leaves no file", async (signal, code) => {
	await data.seed(Array.from({ length: 20_000 }, (_, n) => ({ key: `n:${n}`, value: "x".repeat(100) })));
	const child = begin(["export", "-o", "x.ndjson.gz"], { env, cwd });
	await until(child, () => child.errors.includes("store:"));
	while (fs.readdirSync(cwd).length === 0 && child.exitCode === null)
		await new Promise((resolve) => setImmediate(resolve));
	child.kill(signal);
	expect((await child.ended).code).toBe(code);
	expect(child.errors).toContain("No file was written.");
	expect(fs.readdirSync(cwd)).toEqual([]);
});

// Linux has a device that is always full.
test.each([["export"], ["query", "users:*"], ["get", "counter"]])(
	"output that cannot be written is one line: %s",
	async (...args) => {
		const full = fs.openSync("/dev/full", "w");
		const child = spawn(process.execPath, [program, ...args], {
			env: { ...process.env, ...env },
			stdio: ["ignore", full, "pipe"],
		});
		fs.closeSync(full);
		const code = new Promise((resolve) => child.on("close", resolve));
		const err = await text(child.stderr);
		expect([await code, err]).toEqual([
			1,
			expect.stringMatching(
				/^store: .*\nerror: Standard output cannot be written: the disk is full\. The output is incomplete\.\n$/,
			),
		]);
	},
);

test("wrong arguments are refused", async () => {
	for (const [args, message] of [
		[["import", "missing.json"], "There is no file missing.json"],
		[["import", "."], "is a folder"],
		[["import", "--raw", "--format", "csv"], "cannot be used with"],
		[["import", "--if", "older"], "always, missing, newer"],
		[["import", "--start-line", "0"], "whole number of at least 1"],
		[["import", "--dry-run", "--if", "newer"], "'--if' has no effect with '--dry-run'"],
		[["export", "--force"], "'--force' replaces the file of '--output'"],
		[["export", "--format", "xml"], "ndjson, json, csv, raw"],
		[["export", "a", "b"], "Too many arguments"],
	]) {
		const { code, err } = await ampt([...args, "--url", otherUrl], { cwd });
		expect([code, err]).toEqual([2, expect.stringContaining(message)]);
	}
});

test("a damaged input is an error, however it begins", async () => {
	const bytes = zlib.gzipSync(`{"key":"a","value":"${"x".repeat(1000)}"}\n`);
	fs.writeFileSync(path.join(cwd, "x.ndjson.gz"), bytes.subarray(0, -5));
	const { code, err } = await toOther(["x.ndjson.gz"]);
	expect([code, err]).toEqual([
		1,
		expect.stringMatching(/ends in the middle of its gzip data.*0 items are in|ends in the middle/),
	]);
});
