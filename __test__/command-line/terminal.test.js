"use strict";

// The program on a terminal: tables, questions, an editor. Nothing of the kind appears in a pipe.

const fs = require("node:fs");
const path = require("node:path");
const { ampt, freshUrl, onTerminal, write } = require("../support/command-line");
const { onDynamo, temporaryFolder } = require("../support/store");

const ESCAPE = "\u001b";

let url;
let data;

beforeEach(async () => {
	({ url, data } = await freshUrl());
	await data.set("users:ada", { born: 1815, name: "Ada" }, { label1: "team:core", ttl: "2090-01-01" });
	await data.set("users:bob", { born: 1901, name: `Bob${ESCAPE}[2J` });
});

// What an edit keeps is in the folder for temporary files.
const type = (args, answers, settings = {}) =>
	onTerminal(args, answers, { ...settings, env: { AMPT_DATA_URL: url, TMPDIR: temporaryFolder(), ...settings.env } });
/** Runs a command that changes. */
const change = (args, answers, settings) => type([...args, ...write], answers, settings);

/** A program that edits as a user does: it replaces a text in the file. */
function editor(search, replacement) {
	const file = path.join(temporaryFolder(), "editor.cjs");
	const program = `const fs = require("fs"); const [file] = process.argv.slice(-1);
		fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(${JSON.stringify(search)}, ${JSON.stringify(replacement)}));`;
	fs.writeFileSync(file, program);
	return { VISUAL: `${process.execPath} ${file}` };
}

test("a query is a table, in colours, and data does not control the terminal", async () => {
	const { code, screen, colored } = await type(["query", "users:*"]);
	expect(code).toBe(0);
	expect(screen).toMatch(/^key +born +name$/m);
	expect(screen).toMatch(/^users:ada +1815 +Ada$/m);
	expect(screen).toMatch(/^users:bob +1901 +Bob\\u001b\[2J$/m);
	expect(colored).not.toContain(`Bob${ESCAPE}`);
	expect(colored).toContain(`${ESCAPE}[1m`);
	expect((await type(["get", "users:bob"])).colored).not.toContain(`Bob${ESCAPE}`);
	expect((await type(["query", "users:*"], [], { env: { NO_COLOR: "1" } })).colored).not.toContain(ESCAPE);
	const piped = await ampt(["query", "users:*"], { env: { AMPT_DATA_URL: url, FORCE_COLOR: "1" } });
	expect(piped.out).not.toContain(ESCAPE);
	expect(piped.err).toContain(ESCAPE);
});

test("a terminal gets a hundred items, and the command that goes on", async () => {
	await data.set(
		Array.from({ length: 101 }, (_, n) => ({ key: `many:${1000 + n}`, value: { n } })),
		{ overwrite: true },
	);
	const { screen } = await type(["query", "many:*"]);
	expect(screen.match(/^many:/gm)).toHaveLength(100);
	expect(screen).toContain("ampt-data query 'many:*' --start many:1099");
	const { out } = await ampt(["query", "many:*"], { env: { AMPT_DATA_URL: url } });
	expect(out.match(/\n/g)).toHaveLength(101);
});

test("rm asks, and does what is answered", async () => {
	const no = await change(["rm", "users:*"], [[/Remove 2 items\?/, "n\r"]]);
	expect([no.code, no.screen]).toEqual([1, expect.stringContaining("Nothing was changed.")]);
	expect(await data.count("users:*", { consistent: true })).toBe(2);
	const left = await change(["rm", "users:*"], [[/Remove 2 items\?/, "\u0003"]]);
	expect(left.code).toBe(130);
	for (const answers of [[[/Remove 2 items\?/, "\u0004"]], [[/Remove 2 items\?/, "ye\u0004"]]]) {
		const gone = await change(["rm", "users:*"], answers);
		expect([gone.code, gone.screen]).toEqual([130, expect.stringContaining("Nothing was changed.")]);
		expect(gone.colored.lastIndexOf(`${ESCAPE}[?25h`)).toBeGreaterThan(gone.colored.lastIndexOf(`${ESCAPE}[?25l`));
	}
	const word = [
		[/Remove 2 items\?/, "maybe\r"],
		[/Type y or n/, "\u0003"],
	];
	expect((await change(["rm", "users:*"], word)).code).toBe(130);
	expect(await data.count("users:*", { consistent: true })).toBe(2);
	const yes = await change(["rm", "users:*"], [[/Remove 2 items\?/, "y\r"]]);
	expect([yes.code, yes.screen]).toEqual([0, expect.stringContaining("2 items removed.")]);
	expect(await data.count("users:*", { consistent: true })).toBe(0);
});

test("edit shows the difference, asks, and keeps labels and dates", async () => {
	const before = await data.get("users:ada", { meta: true, consistent: true });
	const { code, screen } = await change(["edit", "users:ada"], [[/Store this\?/, "y\r"]], {
		env: editor("1815", "1816"),
	});
	expect([code, screen]).toEqual([0, expect.stringMatching(/^- +"born": 1815/m)]);
	expect(screen).toMatch(/^\+ +"born": 1816/m);
	expect(await data.get("users:ada", { meta: true, consistent: true })).toEqual({
		...before,
		value: { name: "Ada", born: 1816 },
		modified: expect.any(Date),
	});
});

test("edit keeps what JSON lacks, and removes attributes", async () => {
	const value = { big: 2n ** 70n, bytes: new Uint8Array([0, 255]), none: null, old: 1, set: new Set(["a", "b"]) };
	await data.import([{ key: "special", value }]);
	const { code } = await change(["edit", "special", "--yes"], [], { env: editor(/,?\n *"old": 1/.source, "") });
	expect(code).toBe(0);
	const edited = editor('"old": 1,', '"new": 2,');
	expect((await change(["edit", "special", "--yes"], [], { env: edited })).code).toBe(0);
	const { old, ...others } = value;
	expect(await data.get("special", { consistent: true })).toEqual({ ...others, new: 2 });
	await data.set("text", "a\nb");
	await change(["edit", "text", "--yes"], [], { env: editor("b", "c") });
	expect(await data.get("text", { consistent: true })).toBe("a\nc");
});

test("edit without a change, or with one that is refused, writes nothing", async () => {
	const before = await data.get("users:ada", { version: true, consistent: true });
	const same = await change(["edit", "users:ada"], [], { env: editor("x", "x") });
	expect([same.code, same.screen]).toEqual([0, expect.stringContaining("Nothing was changed.")]);
	const failed = await change(["edit", "users:ada"], [], { env: { VISUAL: "false" } });
	expect([failed.code, failed.screen]).toEqual([1, expect.stringContaining("'VISUAL' or 'EDITOR'")]);
	const spoiled = editor("1815", "1816");
	for (const [program, isKept] of [
		["false", false],
		[`${spoiled.VISUAL} "$1"; false`, true],
	]) {
		const folder = temporaryFolder();
		const script = path.join(temporaryFolder(), "failing.sh");
		fs.writeFileSync(script, program);
		const { screen } = await change(["edit", "users:ada"], [], { env: { VISUAL: `sh ${script}`, TMPDIR: folder } });
		expect(fs.readdirSync(folder)).toHaveLength(isKept ? 1 : 0);
		expect(screen.includes(folder)).toBe(isKept);
	}
	const binary = { VISUAL: "printf '\\377' >" };
	const refused = await change(["edit", "users:ada"], [[/Edit it again\?/, "\r"]], { env: binary });
	expect([refused.code, refused.screen]).toEqual([1, expect.stringContaining("not UTF-8")]);
	for (const wrong of ["{", '{"$add":1}']) {
		const { code, screen } = await change(["edit", "users:ada"], [[/Edit it again\?/, "n\r"]], {
			env: editor("1815", wrong),
		});
		const [, kept] = /Your text is in (\S+)\.\n/.exec(screen.replace(/\n(?=\S*\.json)/, ""));
		expect([code, fs.readFileSync(kept, "utf8")]).toEqual([1, expect.stringContaining(wrong)]);
	}
	expect(await data.get("users:ada", { version: true, consistent: true })).toEqual(before);
	expect((await change(["edit", "users:eve"])).code).toBe(3);
});

test("edit meets a change of somebody else: it ends with 4 and keeps the text", async () => {
	const other = `${process.execPath} -e 'require(${JSON.stringify(path.join(__dirname, "../.."))}).Data.open(process.env.AMPT_DATA_URL).set("users:ada", { other: 1 })'`;
	const { VISUAL } = editor("1815", "1816");
	const script = path.join(temporaryFolder(), "both.sh");
	fs.writeFileSync(script, `${VISUAL} "$1"\n${other}\n`);
	const { code, screen } = await change(["edit", "users:ada", "--yes"], [], { env: { VISUAL: `sh ${script}` } });
	const [, kept] = /Your text is in (\S+)\. /.exec(screen);
	expect([code, fs.readFileSync(kept, "utf8")]).toEqual([4, expect.stringContaining("1816")]);
	expect(await data.get("users:ada", { consistent: true })).toEqual({ name: "Ada", born: 1815, other: 1 });
});

if (onDynamo) {
	test("a change of a table asks for its name", async () => {
		const name = /\/\/([^?]*)/.exec(url)[1];
		const question = /Type its name/;
		const wrong = await type(["set", "users:ada", '{"a":1}'], [[question, "another\r"]]);
		expect(wrong.code).toBe(2);
		expect(await data.get("users:ada", { consistent: true })).not.toHaveProperty("a");
		expect((await type(["set", "users:ada", '{"a":1}'], [[question, `${name}\r`]])).code).toBe(0);
		expect(await data.get("users:ada", { consistent: true })).toHaveProperty("a", 1);
		const { code, err } = await ampt(["set", "users:ada", "{}"], { env: { AMPT_DATA_URL: url } });
		expect([code, err]).toEqual([2, expect.stringContaining("--write")]);
	});
}
