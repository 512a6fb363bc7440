"use strict";

// A store holds decimals of 38 digits, JavaScript's numbers about 17. No command rounds one without a word.

const fs = require("node:fs");
const path = require("node:path");
const fc = require("fast-check");
const { ampt, freshUrl, onTerminal, write } = require("../support/command-line");
const { load } = require("../support/modules");
const { run } = require("../support/random");
const { temporaryFolder } = require("../support/store");

const { fromJson } = load("cli/values.mjs");

const LONG = "1.2345678901234567890123456789";
const HALF = "123456789012345678.5";

let url;
let data;

beforeEach(async () => {
	({ url, data } = await freshUrl());
	await data.import([
		{ pk: { S: "d" }, sk: { S: "1" }, _long: { N: LONG }, _half: { N: HALF }, _none: { NULL: true }, _n: { N: "1" } },
		{ pk: { S: "d" }, sk: { S: "2" }, val: { N: "2.00000000000000000001" } },
	]);
});

const on = (args, settings = {}) => ampt(args, { ...settings, env: { AMPT_DATA_URL: url, ...settings.env } });
const change = (args, settings) => on([...args, ...write], settings);

/** The numbers of an item as they are stored. */
async function stored(key) {
	for await (const row of data.export({ raw: true, expression: key, consistent: true })) {
		return row.val?.N ?? [row._long?.N, row._half?.N, row._n?.N];
	}
	return undefined;
}

/** Edits an item with an editor that replaces a text. */
function edit(key, search, replacement) {
	const file = path.join(temporaryFolder(), "editor.cjs");
	fs.writeFileSync(
		file,
		`const fs = require("fs"); const [file] = process.argv.slice(-1);
		fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(${JSON.stringify(search)}, ${JSON.stringify(replacement)}));`,
	);
	return change(["edit", key, "--yes"], { env: { VISUAL: `${process.execPath} ${file}`, TMPDIR: temporaryFolder() } });
}

test("get and query show all digits, and import takes them from a query", async () => {
	const value = `{"half":${HALF},"long":${LONG},"n":1,"none":null}`;
	const sorted = (text) => text.replace(/\{"(?!key).*?\}/, (object) => `{${object.slice(1, -1).split(",").sort()}}`);
	expect(sorted((await on(["get", "d:1", "--consistent"])).out)).toBe(`${value}\n`);
	expect((await on(["get", "d:2", "--json"])).out).toBe("2.00000000000000000001\n");
	expect((await on(["get", "d:1", "--attributes", "long,nothing"])).out).toBe(`{"long":${LONG}}\n`);
	const { out } = await on(["query", "d:*", "--consistent", "--attributes", "long,half"]);
	expect(out).toContain(LONG);
	expect(out).toContain(HALF);
	await data.truncate();
	await change(["import"], { input: out });
	expect([await stored("d:1"), await stored("d:2")]).toEqual([[LONG, HALF, undefined], "2.00000000000000000001"]);
});

test("a command that rounds what it prints says so", async () => {
	for (const args of [
		["watch", "d:1", "--initial", "--limit", "1"],
		["set", "d:1", '{"n":1}', "--meta"],
		["add", "d:1", "long", "1"],
	]) {
		const { err } = await (args[0] === "watch" ? on(args) : change(args));
		expect([args, err]).toEqual([args, expect.stringContaining("may be rounded")]);
	}
	expect(await stored("d:1")).toEqual(["2.2345678901234567890123456789", HALF, "1"]);
	await data.set("e:1", { n: 0.125, micros: 1795709224065835, big: 2n ** 70n });
	expect((await change(["set", "e:1", '{"m":1}', "--meta"])).err).not.toContain("rounded");
});

test("query shows all digits of the first items and of the last, and in a table", async () => {
	for (const [part, keys] of [
		[["--limit", "1"], ["d:1"]],
		[["--reverse"], ["d:2", "d:1"]],
		[["--reverse", "--limit", "1", "--start", "d:2"], ["d:1"]],
	]) {
		const { out, err } = await on(["query", "d:*", "--consistent", ...part]);
		expect(out.match(/d:\d/g)).toEqual(keys);
		expect(out).toContain(LONG);
		expect(err).not.toContain("rounded");
	}
	await data.set("d:3", { big: 2n ** 70n, $bigint: "text", none: null });
	const { screen } = await onTerminal(["query", "d:*", "--consistent", "--attributes", "long,big,$bigint,none"], [], {
		env: { AMPT_DATA_URL: url },
	});
	for (const digits of [LONG, "2.00000000000000000001", String(2n ** 70n)]) expect(screen).toContain(digits);
	expect(screen).toMatch(/^key +value +long +none +big +\$bigint$/m);
	expect(screen).not.toContain("rounded");
});

test("a limit counts what is shown, not what has expired", async () => {
	await data.truncate();
	const items = Array.from({ length: 40 }, (_, n) => ({
		key: `k${10 + n}`,
		value: n,
		...(n % 3 > 0 && { ttl: "2020" }),
	}));
	await data.import(items);
	const { out, err } = await on(["query", "--limit", "7"]);
	expect(out.match(/\n/g)).toHaveLength(7);
	const [, start] = /--start (\S+)/.exec(err);
	const rest = await on(["query", "--start", start]);
	expect(`${out}${rest.out}`.match(/"k\d\d"/g).sort()).toEqual(
		items.filter(({ ttl }) => ttl === undefined).map(({ key }) => `"${key}"`),
	);
});

test("edit keeps what is not changed, digit by digit, and nothing else", async () => {
	expect((await edit("d:1", '"n": 1', '"n": 2')).code).toBe(0);
	expect(await stored("d:1")).toEqual([LONG, HALF, "2"]);
	expect(await data.get("d:1", { consistent: true })).toHaveProperty("none", null);
	expect((await edit("d:1", '"n": 2', '"n": null')).code).toBe(0);
	expect(await data.get("d:1", { consistent: true })).toHaveProperty("n", null);
	expect((await edit("d:1", /,?\n *"n": null/.source, "")).code).toBe(0);
	const half = await edit("d:1", HALF, "0.5");
	expect([half.code, await stored("d:1")]).toEqual([0, [LONG, "0.5", undefined]]);
});

test("edit writes numbers of 38 digits, and refuses longer ones", async () => {
	expect((await edit("d:2", "2", "3")).code).toBe(0);
	expect(await stored("d:2")).toBe("3.00000000000000000001");
	expect((await edit("d:2", "3", "2")).code).toBe(0);
	const before = await stored("d:1");
	const { code, err } = await edit("d:1", LONG, `${LONG}12345678912`);
	expect([code, err]).toEqual([1, expect.stringContaining("Nothing was changed.")]);
	expect(await stored("d:1")).toEqual(before);
});

test("set and add refuse a number that they would round, and store all others", async () => {
	for (const args of [
		["set", "new", LONG],
		["set", "new", `{"a":[${HALF}]}`],
		["set", "new", "1e400"],
		["set", "d:2", "--label1", "x"],
		["add", "new", LONG],
		["query", "--filter", `{"n":${LONG}}`],
	]) {
		const { code, err } = await (args[0] === "query" ? on(args) : change(args));
		expect([args, code, err]).toEqual([args, 2, expect.stringContaining("A number ")]);
	}
	expect(await stored("new")).toBeUndefined();
	expect(await stored("d:2")).toBe("2.00000000000000000001");
	await change(["set", "new", "1e30"]);
	expect(await data.get("new", { consistent: true })).toBe(10n ** 30n);
});

test("a number of a JSON text is the one that it spells, or refused", async () => {
	const digits = fc
		.tuple(fc.bigInt({ min: 0n, max: 10n ** 45n }), fc.integer({ min: -60, max: 60 }), fc.boolean())
		.map(([whole, power, negative]) => ({ whole: negative ? -whole : whole, power }));
	await run(
		fc.property(digits, ({ whole, power }) => {
			const text = `${whole}e${power}`;
			let value;
			try {
				value = fromJson(text);
			} catch (error) {
				expect(error.message).toMatch(/^A number /);
				return;
			}
			expect(typeof value === "bigint" || Math.abs(value) <= Number.MAX_SAFE_INTEGER).toBe(true);
			// Both as a fraction of integers.
			const [, left, fraction = "", exponent = "0"] = /^(-?\d+)\.?(\d*)(?:e(.*))?$/.exec(String(value));
			const scale = Number(exponent) - fraction.length;
			const least = BigInt(Math.min(scale, power));
			expect(BigInt(left + fraction) * 10n ** (BigInt(scale) - least)).toBe(whole * 10n ** (BigInt(power) - least));
		}),
	);
});
