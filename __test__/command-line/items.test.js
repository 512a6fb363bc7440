"use strict";

// The commands about items, on both stores: what they print, what they store, and how they end.

const { ampt, freshUrl, write } = require("../support/command-line");

let url;
let data;

beforeEach(async () => {
	({ url, data } = await freshUrl());
	await data.set("users:ada", { name: "Ada", born: 1815 }, { label1: "team:core" });
	await data.set("users:bob", { name: "Bob", born: 1901 });
	await data.set("greeting", "hello");
});

/** Runs a command on the store. */
const on = (args, settings = {}) => ampt(args, { ...settings, env: { AMPT_DATA_URL: url, ...settings.env } });
/** Runs a command that changes. */
const change = (args, settings) => on([...args, ...write], settings);
const lines = (text) => text.split("\n").slice(0, -1);
const items = (text) => lines(text).map((line) => JSON.parse(line));

/** A value of every kind that JSON lacks. */
const SPECIAL = { big: 2n ** 70n, bytes: new Uint8Array([0, 255]), set: new Set(["a", "b"]), $set: { $bytes: "x" } };

describe("get", () => {
	test("prints a value: a text as it is, all else as JSON", async () => {
		expect(await on(["get", "greeting"])).toMatchObject({ code: 0, out: "hello\n" });
		expect((await on(["get", "greeting", "--json"])).out).toBe('"hello"\n');
		expect(items((await on(["get", "users:ada"])).out)).toEqual([{ name: "Ada", born: 1815 }]);
		expect((await on(["get", "users:ada", "--attributes", "name"])).out).toBe('{"name":"Ada"}\n');
	});

	test("prints metadata and the version", async () => {
		const [item] = items((await on(["get", "users:ada", "--meta"])).out);
		expect(item).toMatchObject({ key: "users:ada", label1: "team:core", created: expect.stringMatching(/Z$/) });
		expect(item.version).toBeUndefined();
		const { version } = await data.get("users:ada", { version: true, consistent: true });
		expect(items((await on(["get", "users:ada", "--version"])).out)[0].version).toBe(version);
	});

	test("of a missing key ends with 3", async () => {
		expect(await on(["get", "users:eve"])).toMatchObject({ code: 3, out: "" });
	});

	test("of an expression names the command for it", async () => {
		const { code, err } = await on(["get", "users:*"]);
		expect([code, err]).toEqual([2, expect.stringContaining("ampt-data query 'users:*'")]);
	});
});

describe("set", () => {
	test("takes JSON, bare words and standard input", async () => {
		for (const [given, value] of [
			['{"a":1}', { a: 1 }],
			["word", "word"],
			["two words", "two words"],
			["5", 5],
			["true", true],
			["[1,2]", [1, 2]],
			["12345678901234567890", 12345678901234567890n],
			["-0.5", -0.5],
		]) {
			expect(await change(["set", "new", given, "--overwrite"])).toMatchObject({ code: 0, out: "" });
			expect(await data.get("new", { consistent: true })).toEqual(value);
		}
		await change(["set", "read", "-"], { input: '{"from":"standard input"}\n' });
		expect(await data.get("read", { consistent: true })).toEqual({ from: "standard input" });
		await change(["set", "text", "5", "--string"]);
		expect(await data.get("text", { consistent: true })).toBe("5");
	});

	test("refuses what begins like JSON and is none", async () => {
		const { code, err } = await change(["set", "new", '{"a":']);
		expect([code, err]).toEqual([2, expect.stringContaining("--string")]);
		expect(await data.get("new", { consistent: true })).toBeUndefined();
	});

	test("refuses what is not UTF-8", async () => {
		const given = Buffer.from([0xff, 0xfe]);
		for (const [args, input] of [
			[["set", "new", "-"], given],
			[["set", "new", "-", "--string"], given],
			[["set", "new", "a\ufffd"], ""],
			[["set", "new\ufffd", "a"], ""],
		]) {
			const { code, err } = await change(args, { input });
			expect([code, err]).toEqual([2, expect.stringContaining("not UTF-8")]);
		}
		expect(await data.count(undefined, { consistent: true })).toBe(3);
		await change(["set", "new", "-"], { input: "a\ufffd\n" });
		expect(await data.get("new", { consistent: true })).toBe("a\ufffd");
	});

	test("changes attributes, and takes operators", async () => {
		await change(["set", "users:ada", '{"born":null,"visits":{"$add":2}}']);
		expect(await data.get("users:ada", { consistent: true })).toEqual({ name: "Ada", visits: 2 });
		await change(["set", "users:ada", '{"born":null}', "--keep-nulls"]);
		expect(await data.get("users:ada", { consistent: true })).toMatchObject({ born: null });
		await change(["set", "users:ada", '{"a":1}', "--overwrite"]);
		expect(await data.get("users:ada", { consistent: true })).toEqual({ a: 1 });
		await change(["set", "users:ada", '{"b":2}', "--default", '{"c":3}']);
		expect(await data.get("users:ada", { consistent: true })).toEqual({ a: 1, b: 2, c: 3 });
	});

	test("sets and removes labels and the expiry, with and without a value", async () => {
		await change(["set", "users:ada", '{"a":1}', "--label2", "x:y", "--ttl", "2h"]);
		const item = await data.get("users:ada", { meta: true, consistent: true });
		expect(item).toMatchObject({ label1: "team:core", label2: "x:y" });
		expect(item.ttl - item.modified).toBe(2 * 3600 * 1000);
		for (const key of ["users:ada", "greeting"]) {
			const before = await data.get(key, { consistent: true });
			await change(["set", key, "--label3", "z", "--ttl", "2090-01-01"]);
			expect(await data.get(key, { meta: true, consistent: true })).toMatchObject({
				value: before,
				label3: "z",
				ttl: new Date("2090-01-01"),
			});
			await change(["set", key, "--no-label3", "--no-ttl"]);
			const after = await data.get(key, { meta: true, consistent: true });
			expect([after.value, after.label3, after.ttl]).toEqual([before, undefined, undefined]);
		}
		expect(await change(["set", "users:eve", "--label1", "x"])).toMatchObject({ code: 3 });
		expect(await change(["set", "users:ada"])).toMatchObject({ code: 2 });
		for (const wrong of [
			["--label1", ""],
			["--ttl", ""],
			["--ttl", "soon"],
			["--ttl", "2030-13-01"],
			["--version", ""],
		]) {
			const { code, err } = await change(["set", "users:ada", "{}", ...wrong]);
			expect([code, err]).toEqual([2, expect.not.stringMatching(/Math|true|'exists/)]);
		}
		expect(await data.get("users:ada", { meta: true, consistent: true })).toMatchObject({ label1: "team:core" });
		expect(await change(["set", "users:ada", "--label1", "x", "--string"])).toMatchObject({ code: 2 });
		for (const past of ["0", "2020-01-01"]) {
			expect((await change(["set", "gone", "1", "--ttl", past])).err).toContain("has expired already");
		}
	});

	test("is refused by a condition, which ends with 4", async () => {
		const { version: old } = await data.get("users:ada", { version: true, consistent: true });
		await data.set("users:ada", { name: "Ada", born: 1815 });
		const before = await data.get("users:ada", { version: true, consistent: true });
		for (const condition of [["--if-missing"], ["--if", '{"born":{"$lt":1800}}'], ["--version", old]]) {
			const { code, out, err } = await change(["set", "users:ada", '{"a":1}', ...condition]);
			expect([code, out, err]).toEqual([4, "", expect.stringContaining("Nothing was written.")]);
		}
		expect(await change(["set", "users:eve", "1", "--if-exists"])).toMatchObject({ code: 4 });
		expect(await change(["set", "users:ada", "1"])).toMatchObject({ code: 4 });
		expect(await data.get("users:ada", { version: true, consistent: true })).toEqual(before);
		expect(await change(["set", "users:ada", '{"a":1}', "--version", before.version])).toMatchObject({ code: 0 });
		expect(await change(["set", "users:ada", "1", "--if-exists", "--if-missing"])).toMatchObject({ code: 2 });
	});
});

describe("add", () => {
	test("adds to a number or to an attribute, and prints the sum", async () => {
		expect((await change(["add", "hits", "5"])).out).toBe("5\n");
		expect((await change(["add", "hits", "-1.5"])).out).toBe("3.5\n");
		expect((await change(["add", "users:ada", "born", "1"])).out).toBe("1816\n");
		expect((await change(["add", "sum", "100000000000000000001"])).out).toBe("100000000000000000001\n");
	});

	test("is refused by a condition, and takes only numbers", async () => {
		expect(await change(["add", "hits", "1", "--if", '{"$gt":5}'])).toMatchObject({ code: 4 });
		const object = await change(["add", "users:ada", "1"]);
		expect([object.code, object.err]).toEqual([4, expect.stringMatching(/name the attribute.*\[OBJECT_TO_VALUE\]$/m)]);
		for (const text of [["greeting"], ["users:ada", "name"]]) {
			const { code, err } = await change(["add", ...text, "1"]);
			expect([code, err]).toEqual([1, expect.stringContaining("is of another kind")]);
			expect(err).not.toContain("operand");
		}
		expect(await change(["add", "hits", "one"])).toMatchObject({ code: 2 });
		expect(await change(["add", "users:*", "1"])).toMatchObject({ code: 2 });
	});
});

describe("query, ls and count", () => {
	test("print what an expression selects", async () => {
		expect(items((await on(["query", "users:*"])).out)).toEqual([
			{ key: "users:ada", value: { name: "Ada", born: 1815 } },
			{ key: "users:bob", value: { name: "Bob", born: 1901 } },
		]);
		expect(lines((await on(["ls", "users:*"])).out)).toEqual(["users:ada", "users:bob"]);
		expect(lines((await on(["ls", "users:*", "--reverse"])).out)).toEqual(["users:bob", "users:ada"]);
		expect(items((await on(["ls", "users:*", "--json"])).out)).toEqual([{ key: "users:ada" }, { key: "users:bob" }]);
		expect((await on(["count", "users:*"])).out).toBe("2\n");
		expect((await on(["count"])).out).toBe("3\n");
	});

	test("select by filters and labels", async () => {
		const filter = ["--filter", '{"born":{"$gt":1900}}'];
		expect(lines((await on(["ls", "users:*", ...filter])).out)).toEqual(["users:bob"]);
		expect((await on(["count", ...filter])).out).toBe("1\n");
		expect(lines((await on(["ls", "team:*", "--label", "label1"])).out)).toEqual(["users:ada"]);
		expect(lines((await on(["ls", "users:*", "--label1", "team:c*"])).out)).toEqual(["users:ada"]);
		expect(items((await on(["query", "users:*", "--attributes", "name", "--meta"])).out)[0]).toMatchObject({
			value: { name: "Ada" },
			label1: "team:core",
		});
		expect((await on(["query", "users:*", "--filter", "{born:1}"])).code).toBe(2);
		expect((await on(["query", "users:*", "--filter", '{"born":{"$lessThan":1}}'])).code).toBe(2);
		expect((await on(["query", "users:*", "--label", "label6"])).code).toBe(2);
		expect((await on(["query", "users:*", "--label1", ""])).code).toBe(2);
	});

	test("say what is left out, and the command that goes on", async () => {
		const { out, err } = await on(["query", "users:*", "--limit", "1"]);
		expect(items(out)).toHaveLength(1);
		const [, command] = /More may follow: ampt-data (.*)/.exec(err);
		expect(command).toBe("query 'users:*' --limit 1 --start users:ada");
		expect(lines((await on(["ls", "users:*", "--start", "users:ada"])).out)).toEqual(["users:bob"]);
	});

	test("keep what JSON lacks", async () => {
		await data.import([{ key: "special", value: SPECIAL }]);
		const { out } = await on(["get", "special"]);
		expect(JSON.parse(out)).toEqual({
			big: { $bigint: "1180591620717411303424" },
			bytes: { $bytes: "AP8=" },
			set: { $set: ["a", "b"] },
			$set: { $$bytes: "x" },
		});
		await change(["set", "copy", "-"], { input: out });
		expect(await data.get("copy", { consistent: true })).toEqual(SPECIAL);
		expect((await change(["set", "copy", '{"a":{"$bytes":"?"}}'])).code).toBe(2);
	});

	test("ls without an expression lists the collections", async () => {
		const collections = items((await on(["ls", "--json"])).out);
		expect(collections).toMatchObject([
			{ name: "users", items: 2 },
			{ name: null, items: 1 },
		]);
		expect(lines((await on(["ls"])).out)[0]).toMatch(/^users\t2\b/);
		expect(await on(["ls", "--limit", "1"])).toMatchObject({ code: 2 });
	});
});

describe("rm", () => {
	test("removes keys and expressions, and says how many", async () => {
		expect((await change(["rm", "users:ada", "users:bob", "--yes"])).err).toContain("2 items removed.");
		expect((await change(["rm", "greeting", "none", "--yes"])).code).toBe(3);
		expect(await data.count(undefined, { consistent: true })).toBe(0);
	});

	test("needs an answer, or --yes", async () => {
		const { code, err } = await change(["rm", "users:*"]);
		expect([code, err]).toEqual([2, expect.stringContaining("Remove 2 items?")]);
		expect((await on(["rm", "users:*", "--dry-run"])).err).toContain("2 items would be removed.");
		expect(await data.count("users:*", { consistent: true })).toBe(2);
	});

	test("takes a filter, and lines of ls and query", async () => {
		await change(["rm", "users:*", "--filter", '{"born":1815}', "--yes"]);
		expect(await data.get("users:ada", { consistent: true })).toBeUndefined();
		for (const listing of [
			["ls", "users:*"],
			["ls", "users:*", "--json"],
			["query", "users:*", "--meta"],
		]) {
			await data.set("users:x\ny", 1);
			const { out } = await on(listing);
			expect((await on(["rm", "-", "--dry-run"], { input: out })).err).toContain("would be removed");
			expect((await change(["rm", "-"], { input: out })).code).toBe(2);
			expect((await change(["rm", "-", "--yes"], { input: out })).code).toBe(0);
			expect(await data.count("users:*", { consistent: true })).toBe(0);
		}
		await data.set("users:cy", { born: 1 });
		await change(["rm", "-", "--yes", "--filter", '{"born":2}'], { input: "users:cy\n" });
		expect(await data.get("users:cy", { consistent: true })).toEqual({ born: 1 });
		expect((await change(["rm", "-", "users:cy", "--yes"])).code).toBe(2);
		expect((await change(["rm", "-", "--yes"], { input: '{"id":1}\n' })).code).toBe(2);
	});

	test("- says which keys have no item, and refuses lines that are no keys", async () => {
		for (const options of [["--dry-run"], ["--yes"], ["--yes"]]) {
			const { code, err } = await change(["rm", "-", ...options], { input: "none\nusers:bob\r\nusers:bob\n" });
			expect([code, err]).toEqual([3, expect.stringContaining("Missing:")]);
		}
		const collections = (await on(["ls"])).out;
		for (const line of [
			"users:*",
			'"users:*"',
			"users:",
			"users:>a",
			'{"name":"users"}',
			collections,
			Buffer.from([255]),
		]) {
			const input = Buffer.concat([Buffer.from("greeting\n"), Buffer.from(line)]);
			const { code, err } = await change(["rm", "-", "--yes"], { input });
			expect([line, err]).toEqual([line, expect.stringContaining("Line 2")]);
			expect(code).toBeGreaterThan(0);
		}
		expect(await data.count("users:*", { consistent: true })).toBe(1);
	});

	test("truncate removes everything", async () => {
		expect((await change(["truncate"])).code).toBe(2);
		expect((await on(["truncate", "--dry-run"])).err).toContain("3 items would be removed.");
		expect((await change(["truncate", "--yes"])).err).toContain("3 items removed.");
		expect(await data.count(undefined, { consistent: true })).toBe(0);
	});
});
