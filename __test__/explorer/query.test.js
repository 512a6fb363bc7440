"use strict";

// The language of the query bar.

const { execFileSync } = require("node:child_process");
const fc = require("fast-check");
const { ampt, freshUrl } = require("../support/command-line");
const { load } = require("../support/modules");

const { complete, parse, print, toCommandLine, toJavaScript } = load("explorer/query/index.mjs");

const LABELS = ["label1", "label2", "label3", "label4", "label5"];

test.each([
	["", {}],
	["  * ", {}],
	["users:*", { expression: "users:*" }],
	["users:>=k reverse", { expression: "users:>=k", reverse: true }],
	["users:a|b", { expression: "users:a|b" }],
	["label1:team-core:*", { label: "label1", expression: "team-core:*" }],
	["label1:*", { label: "label1" }],
	['label1:"*"', { label: "label1", expression: "*" }],
	['"label1:x"', { expression: "label1:x" }],
	["label6:x", { expression: "label6:x" }],
	["label2=due:<2026-02", { labels: { label2: "due:<2026-02" } }],
	["label2=due:* reverse", { labels: { label2: "due:*" }, reverse: true }],
	['"jane doe"', { expression: "jane doe" }],
	["where{age:{$gt:18}}", { filter: { age: { $gt: 18 } } }],
	["wherever", { expression: "wherever" }],
	[
		"where:* where { 'a b': [1, {c: null,},], /* } */ }",
		{ expression: "where:*", filter: { "a b": [1, { c: null }] } },
	],
	['* where { at: "}" } label5=x', { filter: { at: "}" }, labels: { label5: "x" } }],
	["* where { n: 12345678901234567890 }", { filter: { n: { $bigint: "12345678901234567890" } } }],
	["* where { n: -9007199254740993.0 }", { filter: { n: { $bigint: "-9007199254740993" } } }],
	["* where { n: [0.1, .5, 1e21, 0xff, 1e-7] }", { filter: { n: [0.1, 0.5, 1e21, 255, 1e-7] } }],
	["* where { NaN: 1, a1234567890123456789: 2 }", { filter: { NaN: 1, a1234567890123456789: 2 } }],
])("%s", (text, query) => {
	expect(parse(text)).toEqual({ query });
});

test.each([
	["users:jane doe", "doe", "in quotes"],
	["users:* {age:1}", "{age:1}", "'where'"],
	["{age:1}", "{age:1}", "'where'"],
	["users:* where", "where", "braces"],
	["users:* where {} where {a:1}", "where {a:1}", "twice"],
	["users:* where { a: 1", "{ a: 1", "'}'"],
	["users:* where { a: }", "}", "cannot stand here"],
	["users:* where {\n\ta: 1,\n\tb c }", "c", "cannot stand here"],
	["users:* where { n: 0.12345678901234567890 }", "0.12345678901234567890", "digits"],
	["users:* where { n: 1e200 }", "1e200", "too large"],
	["users:* where { n: NaN }", "NaN", "no NaN"],
	["reverse", "reverse", "users:*"],
	["label1:* reverse", "reverse", "label1:team:*"],
	["users:* reverse reverse", "reverse", "twice"],
	["label1:", "label1:", "label1:*"],
	["users:* label2=", "label2=", "label2=team:*"],
	["users:* label2=a label2=b", "label2=b", "twice"],
	['"users:jane', '"users:jane', "no end"],
	['"a"b', '"a"b', "behind it"],
	['""', '""', "empty"],
])("%s is wrong at %s", (text, where, message) => {
	const { error } = parse(text);
	expect(error.message).toContain(message);
	expect([text.slice(error.at, error.end), error.end]).toEqual([where, text.lastIndexOf(where) + where.length]);
});

/** Texts in which all that has a meaning is frequent. */
const key = fc
	.oneof(
		fc.string({ minLength: 1, unit: "grapheme" }),
		fc.string({ minLength: 1, unit: fc.constantFrom(..."ab:*|<>= \"'{}\\1\n") }),
		fc.constantFrom("where", "reverse", "label1:x", "label1=x", "where{", "*", "--x"),
	)
	.filter((text) => text.trim() !== "");
const scalar = fc.oneof(
	fc.constant(null),
	fc.boolean(),
	fc.maxSafeInteger(),
	fc
		.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 })
		.map((n) => (Number.isInteger(n) ? 0.5 : n)),
	fc.string({ unit: "grapheme" }),
	fc.bigInt({ min: 2n ** 53n, max: 10n ** 38n - 1n }).map((n) => ({ $bigint: String(n) })),
	fc.constant({ $bytes: "aGk=" }),
	fc.constant({ $set: [1, 2] }),
);
const name = fc.oneof(fc.string(), fc.constantFrom("$gt", "$or", "__proto__", "a", "NaN", "$$set", "0x1"));
const { value } = fc.letrec((tie) => ({
	value: fc.oneof({ depthSize: "small" }, scalar, fc.array(tie("value"), { maxLength: 3 }), tie("object")),
	object: fc.array(fc.tuple(name, tie("value")), { maxLength: 3 }).map((members) => Object.fromEntries(members)),
}));
const filter = fc.array(fc.tuple(name, value), { maxLength: 3 }).map((members) => Object.fromEntries(members));
const query = fc
	.record(
		{
			expression: key,
			label: fc.constantFrom(...LABELS),
			filter,
			labels: fc
				.uniqueArray(fc.tuple(fc.constantFrom(...LABELS), key), {
					selector: ([label]) => label,
					minLength: 1,
					maxLength: 3,
				})
				.map(Object.fromEntries),
			reverse: fc.constant(true),
		},
		{ requiredKeys: [] },
	)
	.map(({ reverse, ...rest }) => (rest.expression === undefined ? rest : { ...rest, ...(reverse && { reverse }) }));

test("what is printed is read as the same query", () => {
	fc.assert(
		fc.property(query, (query) => {
			expect(parse(print(query))).toEqual({ query });
		}),
		{ numRuns: 1000 },
	);
});

test("no text breaks what reads or completes it", () => {
	const typed = fc
		.array(
			fc.oneof(
				fc.constantFrom("where ", "reverse", "label1:", "label2=", "{", "}", "[", "$gt", ": ", ",", '"', "users:", " "),
				fc.string(),
			),
		)
		.map((parts) => parts.join(""));
	fc.assert(
		fc.property(typed, fc.nat(), (text, at) => {
			const { query, error } = parse(text);
			if (query !== undefined) expect(parse(print(query))).toEqual({ query });
			else expect([error.at >= 0, error.end <= text.length, error.at <= error.end]).toEqual([true, true, true]);
			const cursor = at % (text.length + 1);
			const { from, to } = complete(text, cursor, { collections: ["users", null], attributes: ["a b"] });
			expect([from <= cursor, to >= cursor, to <= text.length]).toEqual([true, true, true]);
		}),
		{ numRuns: 1000 },
	);
});

test("a filter of many levels is refused where it becomes too deep", () => {
	const nested = (levels) => `users:* where { a: ${"[".repeat(levels)}1e5${"]".repeat(levels)} }`;
	expect(parse(nested(99)).query.filter.a).toHaveLength(1);
	const begin = "users:* where { a: ".length;
	for (const levels of [100, 5000, 100_000]) {
		const { error } = parse(nested(levels));
		expect(error).toMatchObject({ message: expect.stringContaining("100 levels"), at: begin + 99 });
	}
});

test("the command line has the same words behind a shell", () => {
	fc.assert(
		fc.property(query, (query) => {
			const printed = execFileSync(
				"sh",
				["-c", `npx() { printf '%s\\0' "$@"; }; ${toCommandLine(query, "file:/it's here")}`],
				{
					encoding: "utf8",
				},
			);
			const words = printed.split("\0").slice(0, -1);
			expect(words.slice(0, 2)).toEqual(["ampt-data", "query"]);
			expect(words[words.indexOf("--url") + 1]).toBe("file:/it's here");
			if (query.expression !== undefined) expect(words).toContain(query.expression);
			if (query.filter !== undefined) expect(words[words.indexOf("--filter") + 1]).toBe(JSON.stringify(query.filter));
			for (const [label, text] of Object.entries(query.labels ?? {})) expect(words).toContain(`--${label}=${text}`);
		}),
		{ numRuns: 50 },
	);
});

describe("a query selects the same everywhere", () => {
	let url;
	let data;
	beforeAll(async () => {
		({ url, data } = await freshUrl());
		await data.set([
			{
				key: "users:ada",
				value: { age: 36, n: 12345678901234567890n, tags: new Set(["x"]) },
				label1: "team:core",
				label2: "due:1",
			},
			{ key: "users:bob", value: { age: 17, bytes: Buffer.from("hi") }, label1: "team:core" },
			{ key: "users:it's me", value: { age: 50 }, label1: "team:rest" },
			{ key: "-x:y", value: 1, label1: "-y" },
			{ key: "reverse", value: "r" },
		]);
	});

	test.each([
		["", 5],
		["users:*", 3],
		["users:* reverse", 3],
		["users:ada", 1],
		["users:ada where { age: 1 }", 0],
		["users:ada reverse label1=team:*", 1],
		['"users:it\'s me"', 1],
		['"reverse"', 1],
		["label1:* where { age: { $gt: 18 } }", 2],
		["label1:team:* reverse", 3],
		["label1:team:core label2=due:<2", 1],
		["label2=due:* reverse", 1],
		["users:* where { n: 12345678901234567890 }", 1],
		["users:* where { n: 12345678901234567891 }", 0],
		["users:* where { tags: { $set: ['x'] } }", 1],
		['users:* where { bytes: { $bytes: "aGk=" } }', 1],
		["-x:* label1=-y", 1],
	])("%s", async (text, items) => {
		const { query } = parse(text);
		const found = await keysOf(toJavaScript(query));
		expect(found).toHaveLength(items);
		const words = execFileSync("sh", ["-c", `npx() { printf '%s\\0' "$@"; }; ${toCommandLine(query, url)}`], {
			encoding: "utf8",
		});
		const { code, out } = await ampt(["query", "--json", ...words.split("\0").slice(2, -1)]);
		const keys = out
			.split("\n")
			.slice(0, -1)
			.map((line) => JSON.parse(line).key);
		expect([code, query.reverse ? keys : keys.sort()]).toEqual([0, query.reverse ? found : found.sort()]);
	});

	/** The keys that the program prints or gives. */
	async function keysOf(program) {
		const keys = [];
		const run = program.startsWith("for") ? program : program.replace("await", "return await");
		const log = { log: ({ key }) => keys.push(key) };
		const given = await new Function("data", "console", `return (async () => { ${run} })();`)(data, log);
		if (given?.items === undefined)
			return given === undefined ? keys : [/get\((".*?")/.exec(program)[1]].map((key) => JSON.parse(key));
		return given.items.map(({ key }) => key);
	}
});

test("a name that sets prototypes is an attribute in the call, too", () => {
	const { query } = parse('users:* where { ["x"]: 1 }'.replace('["x"]', '"__proto__"'));
	expect(toJavaScript(query)).toBe('await data.get("users:*", { filter: { ["__proto__"]: 1 } });');
	expect(toJavaScript(parse("* where { a: { $eq: { $$set: 1 } } }").query)).toBe(
		"await data.scan({ filter: { a: { $eq: { $set: 1 } } } });",
	);
});

describe("completion", () => {
	const context = {
		collections: ["orders", "users", "old users", null],
		keys: ["users:ada"],
		attributes: ["age", "first name"],
	};
	/** The texts that completion makes of one with a cursor at `^`. */
	function completed(text) {
		const cursor = text.indexOf("^");
		const whole = text.replace("^", "");
		const { from, to, suggestions } = complete(whole, cursor, context);
		return suggestions.map(({ text: suggestion }) => whole.slice(0, from) + suggestion + whole.slice(to));
	}

	test.each([
		["^", ["orders:*", "users:*", '"old users:*"', "label1:", "where {  }", "label5="]],
		["us^", ["users:*", '"old users:*"', "users:ada"]],
		["users:^", ["users:*", "users:>=", "users:ada"]],
		["label2:^", ["label2:*"]],
		["users:* ^", ["users:* where {  }", "users:* reverse", "users:* label1="]],
		["users:* re^", ["users:* reverse"]],
		["users:* label1=a la^", ["users:* label1=a label2="]],
		["users:* where {^}", ["users:* where {age: }", 'users:* where {"first name": }', "users:* where {$or: }"]],
		["users:* where { a^", ["users:* where { age: "]],
		["users:* where { age: { $g^ } }", ["users:* where { age: { $gt:  } }", "users:* where { age: { $gte:  } }"]],
		["users:* where { $or: [{ f^", ['users:* where { $or: [{ "first name": ']],
		['users:* where { "first^', ['users:* where { "first name": ']],
		["users:* where { age: { $type: ^", ['users:* where { age: { $type: "number"']],
		["users:* where { age: 1 } ^", ["users:* where { age: 1 } reverse"]],
	])("%s", (text, expected) => {
		expect(completed(text)).toEqual(expect.arrayContaining(expected));
	});

	test("gives nothing that cannot stand there", () => {
		expect(completed("users:* where { age: { ^").join()).not.toContain("first name");
		expect(completed("users:* where { age: 1 } ^").join()).not.toContain("where {  }");
		expect(completed("users:* ^").join()).not.toContain("orders");
		expect(completed("users:* where { age: ^")).toEqual([]);
	});
});
