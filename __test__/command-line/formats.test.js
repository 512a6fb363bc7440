"use strict";

// Inputs that are wrong: each is told by its line and without its data, and the good lines before it count.

const zlib = require("node:zlib");
const { load } = require("../support/modules");

const { readRows, formatOf, isGzip } = load("formats/index.mjs");
const { plainBytes } = load("formats/bytes.mjs");
const { linesOf, MAX_LINE } = load("formats/lines.mjs");
const { NdjsonWriter } = load("formats/ndjson.mjs");
const { chunksOf } = load("transfer/chunks.mjs");
const { sizeOf, writeUnitsOf } = load("transfer/size.mjs");
const { Checksum } = load("transfer/checksum.mjs");
const { whole } = load("transfer/whole.mjs");
const { Throttle } = load("cli/transfer/rate.mjs");

async function* chunks(bytes, size = 7) {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** The keys of an input and its mistakes, those that end it included. */
async function read(input, options = {}) {
	const bytes = Buffer.from(input);
	const keys = [];
	const faults = [];
	try {
		for await (const batch of readRows(plainBytes(chunks(bytes, options.size)), options)) {
			keys.push(...batch.rows.map(({ pk, sk, kv }) => (kv ? pk.S : `${pk.S}:${sk.S}`)));
			faults.push(...batch.faults.map(({ message }) => message));
		}
	} catch (error) {
		if (error.name !== "InputFault") throw error;
		faults.push(error.message);
	}
	return { keys, faults };
}

const header = (version = 1) =>
	`{"format":"ampt-data","version":${version},"exported":"2026-01-01T00:00:00.000Z","source":"file"}`;
const footer = (items) => `{"format":"ampt-data","items":${items}}`;
const item = (key) => `{"key":"${key}","value":{"secret":1}}`;
const row = (key) => `{"Item":{"pk":{"S":"${key}"},"sk":{"S":"0"},"kv":{"BOOL":true},"val":{"N":"1"}}}`;

test.each([
	["an empty input", "", [], [/^There is nothing to import: the input is empty/]],
	["only white space", " \n", [], [/^There is nothing to import: the input is empty/]],
	["lines without first and last", `${item("a")}\n\n${item("b")}`, ["a", "b"], []],
	["a byte order mark and carriage returns", `\ufeff${header()}\r\n${item("a")}\r\n${footer(1)}\r\n`, ["a"], []],
	["the same key twice", `${item("a")}\n${item("a")}\n`, ["a", "a"], []],
	["two exports", `${[header(), item("a"), footer(1), header(), item("b"), footer(1)].join("\n")}\n`, ["a", "b"], []],
	["a later version", `${header(2)}\n${item("a")}\n`, [], [/^Line 1: the input has version 2 .* reads version 1/]],
	[
		"an export without its end",
		`${header()}\n${item("a")}\n`,
		["a"],
		[/^Line 3: the last line of the export is missing/],
	],
	[
		"an export that lacks lines",
		`${header()}\n${item("a")}\n${footer(2)}\n`,
		["a"],
		[/^Line 3: the export has 2 items, but here is 1/],
	],
	["an export in another one", `${header()}\n${header()}\n`, [], [/^Line 2: The input ends too early|^Line 2: /]],
	["a line that is cut", `${item("a")}\n{"key":"b","val`, ["a"], [/^Line 2: it is not JSON; if this is the last line/]],
	[
		"lines of rows among those of items",
		`${item("a")}\n${row("b")}\n${item("c")}`,
		["a", "c"],
		[/^Line 2: an item has no field 'Item'/],
	],
	[
		"lines of items among those of rows",
		`${row("a")}\n${item("b")}\n${row("c")}`,
		["a", "c"],
		[/^Line 2: it is not a row of the table/],
	],
	[
		"what is no object",
		`${item("a")}\n[1]\n7\nnull\n`,
		["a"],
		[/^Line 2: it must be an object/, /^Line 3: /, /^Line 4: /],
	],
	[
		"a key that is none",
		`${item("a")}\n{"key":7,"value":1}\n{"value":1}\n${item("")}\n${item("a:")}`,
		["a"],
		[/^Line 2: it has no 'key'/, /^Line 3: it has no 'key'/, /^Line 4: its key has an empty part/, /^Line 5: /],
	],
	[
		"dates that are none",
		'{"key":"a","value":1,"ttl":3600}\n{"key":"b","value":1,"created":"soon"}\n{"key":"c","value":1,"version":7}',
		[],
		[/^Line 1: 'ttl' must be a date/, /^Line 2: 'created' must be a date/, /^Line 3: 'version'/],
	],
	[
		"tags that are wrong",
		'{"key":"a","value":{"$set":[]}}\n{"key":"b","value":{"$set":[1,"x"]}}\n{"key":"c","value":{"$bytes":"?"}}\n{"key":"d","value":{"$bigint":"1.5"}}',
		[],
		[/^Line 1: '\$set' needs/, /^Line 2: '\$set' needs/, /^Line 3: '\$bytes' needs/, /^Line 4: '\$bigint' needs/],
	],
	[
		"a value of endless depth",
		`{"key":"a","value":${"[".repeat(5000)}${"]".repeat(5000)}}`,
		[],
		[/^Line 1: the value has more than 100 levels/],
	],
	["an unknown format", "hello\nworld", [], [/^The format of the input is not known/]],
	["a JSON array", `[\n${item("a")},\n${item("b")}\n]\n`, ["a", "b"], []],
	["an empty array", " [ ] ", [], []],
	["an array without end", `[${item("a")}`, ["a"], [/^Line 1: the array has no end/]],
	["an array without a comma", `[${item("a")}\n${item("b")}]`, ["a"], [/^Line 2: a ',' or a ']' is missing/]],
	["an array with a comma too many", `[${item("a")},\n]`, ["a"], [/^Line 2: an element must be an object/]],
	["an array of other things", "[1,2]", [], [/^Line 1: an element must be an object/]],
	[
		"an element that is not JSON",
		`[${item("a")},\n{"key" "b"},\n${item("c")}]`,
		["a", "c"],
		[/^Line 2: it is not JSON/],
	],
	["something behind an array", `[${item("a")}] ${item("b")}`, ["a"], [/^Line 1: something follows the end/]],
	["CSV", 'key,name,age:number,"a:b:string"\r\nu:1,"Jane, ""J""",5,x\r\nu:2,,,\r\n', ["u:1", "u:2"], []],
	["CSV with a byte order mark", "\ufeffkey,name\nu:1,x\n", ["u:1"], []],
	["CSV without keys", "name,label1\nx,y\n", [], [/^The format of the input is not known/]],
	[
		"CSV with an unknown type",
		"key,age:int\nu:1,5\n",
		[],
		[/^Line 1: the column 'age:int' has an unknown type. The types are string, number, boolean, json/],
	],
	["CSV with a column twice", "key,a,a:number\nu:1,5,5\n", [], [/^Line 1: the column 'a:number' is there twice/]],
	[
		"CSV with wrong cells",
		"key,n:number,b:boolean,j:json,value\nu:1,x,,,\nu:2,,yes,,\nu:3,,,{,\nu:4,1,,,1\nu:5,1,,,\n",
		["u:5"],
		[
			/^Line 2: column 'n:number': it is no number/,
			/^Line 3: column 'b:boolean'/,
			/^Line 4: column 'j:json': it is not JSON/,
			/^Line 5: it has a 'value' and attributes/,
		],
	],
	["CSV with another number of cells", "key,name\nu:1,x\nu:2\n", ["u:1"], [/^Line 3: it has another number of cells/]],
	["another format than CSV", `${item("a")}\n`, [], [/^Line 1: it must have the names of the columns/], "csv"],
	[
		"CSV with an open quotation mark",
		'key,name\nu:1,x\nu:2,"y\n',
		["u:1"],
		[/^Line 4: The input ends too early|^Line \d: /],
	],
	[
		"CSV with a quotation mark in the wrong place",
		'key,name\nu:1,x\nu:2,"y"z\n',
		["u:1"],
		[/^Line 3: a quotation mark is in the wrong place/],
	],
])("%s", async (_, input, keys, faults, ...[format]) => {
	for (const size of [1, 7, 100_000]) {
		const found = await read(input, { size, format });
		expect(found.faults).toEqual(faults.map((fault) => expect.stringMatching(fault)));
		expect(found.keys).toEqual(keys);
		expect(found.faults.join()).not.toContain("secret");
	}
});

test.each([
	["ndjson", `${header()}\n${item("a")}\n${item("b")}\n${footer(2)}\n`, 4],
	["rows", `${row("a")}\n${row("b")}\n`, 2],
	["csv", "key,value\na,1\nb,1\n", 3],
	["json", `[${item("a")},\n${item("b")}]\n`, 2],
])("a line that is not there is none to begin at: %s", async (_, input, last) => {
	const rowsFrom = async (from) => {
		const found = { rows: 0, messages: [] };
		for await (const { rows, faults } of chunksOf(chunks(Buffer.from(input)), { from })) {
			found.rows += rows.length;
			found.messages.push(...faults.map(({ message }) => message));
		}
		return found;
	};
	expect(await rowsFrom(1)).toEqual({ rows: 2, messages: [] });
	expect((await rowsFrom(last)).messages).toEqual([]);
	expect(await rowsFrom(last + 1)).toEqual({
		rows: 0,
		messages: [`There is nothing at line ${last + 1} or after it: the input ends before.`],
	});
});

test("an export that lacks lines does so from any line on", async () => {
	const whole = [header(), item("a"), item("b"), footer(2), header(), item("c"), "", item("d"), footer(2)];
	for (let from = 1; from <= whole.length; from++) {
		expect((await read(whole.join("\n"), { from })).faults).toEqual([]);
		const lacking = whole.filter((_, index) => index !== 5).join("\n");
		if (from < whole.length)
			expect((await read(lacking, { from })).faults).toEqual([expect.stringMatching(/has 2 items/)]);
		const cut = whole.slice(0, -1).join("\n");
		expect((await read(cut, { from })).faults).toEqual([expect.stringMatching(/^Line 9: the last line .* is missing/)]);
	}
});

test("what is not UTF-8 is told by its line", async () => {
	const bytes = Buffer.concat([
		Buffer.from(`${item("a")}\n{"key":"`),
		Buffer.from([0xff]),
		Buffer.from('","value":1}\n'),
	]);
	expect(await read(bytes, { size: 1000 })).toEqual({
		keys: ["a"],
		faults: [expect.stringMatching(/^Line 2: it is not UTF-8/)],
	});
	const utf16 = Buffer.from(`\ufeff${item("a")}\n`, "utf16le");
	expect((await read(utf16, { format: "ndjson" })).faults).toEqual([expect.stringMatching(/^Line 1: it is not UTF-8/)]);
	const array = Buffer.concat([Buffer.from('[{"key":"'), Buffer.from([0xff, 0xff]), Buffer.from('"}]')]);
	expect((await read(array)).faults).toEqual([
		expect.stringMatching(/^Line 1: here or soon after, the input is not UTF-8/),
	]);
});

test("a line that no item can have is refused before it fills the memory", async () => {
	let given = 0;
	async function* endless() {
		for (;;) {
			given += 1024 * 1024;
			yield Buffer.alloc(1024 * 1024, "x");
		}
	}
	await expect(linesOf(endless()).next()).rejects.toThrow(/^Line 1: it is longer than 16 MB/);
	expect(given).toBeLessThan(MAX_LINE + 2 * 1024 * 1024);
});

test("gzip is recognized by its content, also in several parts", async () => {
	const [first, second] = [zlib.gzipSync(`${item("a")}\n`), zlib.gzipSync(`${item("b")}\n`)];
	expect(await read(Buffer.concat([first, second]))).toEqual({ keys: ["a", "b"], faults: [] });
	expect((await read(first.subarray(0, -9))).faults).toEqual([
		expect.stringMatching(/ends in the middle of its gzip data/),
	]);
	const damaged = Buffer.from(first);
	damaged[15] ^= 0xff;
	expect((await read(damaged)).faults).toEqual([expect.stringMatching(/gzip/)]);
	expect((await read(Buffer.from([0x1f, 0x8b, 1, 2, 3]))).faults).toEqual([expect.stringMatching(/gzip/)]);
});

test("an input that fails is no mistake of its content", async () => {
	async function* failing() {
		yield zlib.gzipSync("x").subarray(0, 5);
		throw new Error("gone");
	}
	await expect(plainBytes(failing()).next()).rejects.toThrow("gone");
});

test("the format of a file follows from its name", () => {
	expect(["a.ndjson", "a.jsonl.gz", "b.json", "c.CSV.gz", "d", "e.txt", "f.gz"].map(formatOf)).toEqual([
		"ndjson",
		"ndjson",
		"json",
		"csv",
		undefined,
		undefined,
		undefined,
	]);
	expect(["a.gz", "a"].map(isGzip)).toEqual([true, false]);
});

test("numbers keep all digits, and stay numbers where each reader of JSON holds them", () => {
	const writer = new NdjsonWriter();
	const written = (digits) => {
		const text = writer.rows([
			{ pk: { S: "a" }, sk: { S: "0" }, kv: { BOOL: true }, val: { N: digits }, ct: { N: "1" }, md: { N: "1.5" } },
		]);
		return /"value":(.*?),"created"/.exec(text)[1];
	};
	expect(
		["1", "-0.5", "0.0000001", "9007199254740991", "9007199254740992", "1.00000000000000000000000000000000001"].map(
			written,
		),
	).toEqual([
		"1",
		"-0.5",
		"1e-7",
		"9007199254740991",
		'{"$bigint":"9007199254740992"}',
		"1.00000000000000000000000000000000001",
	]);
});

test("a checksum is of the content of rows, in any order of rows, attributes and elements", () => {
	const sumOf = (...rows) => {
		const checksum = new Checksum();
		for (const given of rows) checksum.add(given);
		return checksum;
	};
	const [a, b] = [
		{ pk: { S: "a" }, _s: { SS: ["x", "y"] } },
		{ pk: { S: "b" }, _m: { M: { SS: { L: [{ N: "2" }, { N: "1" }] } } } },
	];
	const [otherA] = [{ _s: { SS: ["y", "x"] }, pk: { S: "a" } }];
	expect(sumOf(a, b).equals(sumOf(b, otherA))).toBe(true);
	expect(sumOf(a).equals(sumOf(a, a))).toBe(false);
	expect(sumOf(b).equals(sumOf({ ...b, _m: { M: { SS: { L: [{ N: "1" }, { N: "2" }] } } } }))).toBe(false);
	const joined = new Checksum(JSON.parse(JSON.stringify(sumOf(a))));
	joined.join(sumOf(b));
	expect(joined.equals(sumOf(a, b))).toBe(true);
});

test("a row of another program gets the same dates and version each time", () => {
	const given = { pk: { S: "a" }, sk: { S: "0" }, md: { N: "1700000000" } };
	expect(whole(given)).toEqual(whole({ ...given }));
	expect(whole(given)).toMatchObject({
		ct: { N: "1700000000" },
		md: { N: expect.stringMatching(/^1700000000\.000\d{17}1$/) },
	});
	expect(whole({ ...given, val: { N: "1" } }).md).not.toEqual(whole(given).md);
	const complete = { ...given, ct: { N: "5" }, md: { N: "6.5" } };
	expect(whole(complete)).toBe(complete);
});

test("a rate lets pieces through as tokens come, and an item that costs more than there are", async () => {
	const taken = [];
	class Bucket {
		constructor(settings) {
			taken.push(settings);
		}
		async removeTokens(count) {
			taken.push(count);
		}
	}
	const rows = Array.from({ length: 5 }, (_, n) => ({
		pk: { S: `${n}` },
		val: { S: "x".repeat(n === 3 ? 5000 : 10) },
	}));
	expect(rows.map(writeUnitsOf)).toEqual([1, 1, 1, 5, 1]);
	expect(sizeOf(rows[0])).toBe(16);
	const pieces = [];
	for await (const piece of new Throttle({ perSecond: 8, inUnits: true }, Bucket).pieces(rows))
		pieces.push(piece.length);
	expect(pieces).toEqual([2, 1, 1, 1]);
	expect(taken).toEqual([{ bucketSize: 2, tokensPerInterval: 8, interval: "second" }, 2, 1, 2, 2, 1, 1]);
});
