"use strict";

// The commands about a whole store.

const fs = require("node:fs");
const path = require("node:path");
const { Data } = require("../..");
const { ampt, freshUrl, onTerminal, write } = require("../support/command-line");
const { onDynamo, temporaryFolder } = require("../support/store");

let url;
let data;

beforeEach(async () => {
	({ url, data } = await freshUrl());
	await data.set("users:ada", { name: "Ada" }, { label1: "team:core", ttl: "2090-01-01" });
	await data.set("users:bob", { name: "B".repeat(1000) });
	await data.set("greeting", "hello");
});

const on = (args, settings = {}) => ampt(args, { ...settings, env: { AMPT_DATA_URL: url, ...settings.env } });
const change = (args) => on([...args, ...write]);
const lines = (text) =>
	text
		.split("\n")
		.slice(0, -1)
		.map((line) => JSON.parse(line));

/** Writes a row that another program could write, and that is no item. */
async function writeForeignRow() {
	const [, table] = /\/\/([^?]*)/.exec(url);
	const row = { pk: { S: "users" }, sk: { S: "bad" }, ct: { S: "x" } };
	const response = await fetch(process.env.AMPT_TEST_ENDPOINT, {
		method: "POST",
		headers: {
			"content-type": "application/x-amz-json-1.0",
			"x-amz-date": "20260101T000000Z",
			"x-amz-target": "DynamoDB_20120810.PutItem",
			authorization:
				"AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
		},
		body: JSON.stringify({ TableName: table, Item: row }),
	});
	expect(response.ok).toBe(true);
}

test("stat shows what a store holds, as JSON and as tables", async () => {
	const { code, out } = await on(["stat", "--largest", "1"]);
	const [stat] = lines(out);
	expect([code, stat]).toMatchObject([
		0,
		{
			items: 3,
			expiring: 1,
			labels: { label1: 1, label2: 0 },
			collections: [{ name: "users", items: 2 }],
			largest: [{ key: "users:bob" }],
			groups: [],
		},
	]);
	expect(onDynamo ? stat.table.status : stat.problems).toEqual(onDynamo ? "ACTIVE" : []);
	const { screen } = await onTerminal(["stat"], [], { env: { AMPT_DATA_URL: url } });
	expect(screen).toMatch(/^items +3, 1.\d kB$/m);
	expect(screen).toMatch(/^largest collections +items +size\nusers +2 +1.\d kB$/m);
	expect(screen).toMatch(/^largest items +size\nusers:bob +1 kB$/m);
	expect(screen).toContain("label1 1");
});

test("check finds nothing in a store that is well", async () => {
	expect(await on(["check"])).toMatchObject({ code: 0, out: "", err: expect.stringContaining("No problem.") });
	if (!onDynamo) expect(await change(["check", "--repair"])).toMatchObject({ code: 0 });
});

if (onDynamo) {
	test("check names a row that cannot be read, and lists say what they leave out", async () => {
		await writeForeignRow();
		const { code, out, err } = await on(["check"]);
		expect([code, lines(out)]).toMatchObject([1, [{ kind: "row", key: "users:bad", repaired: false }]]);
		expect(err).toContain("1 problem, 0 repaired.");
		expect((await change(["check", "--repair"])).code).toBe(2);
		for (const command of ["ls", "query"]) {
			const listed = await on([command, "users:*"]);
			expect(listed.out.match(/\n/g)).toHaveLength(2);
			expect(listed.err).toContain("Left out: The row 'users:bad'");
		}
	});
}

test("backup copies the store, which another command reads", async () => {
	const folder = path.join(temporaryFolder(), "backup");
	const { code, err } = await on(["backup", folder]);
	expect([code, err]).toEqual([0, expect.stringContaining("3 items")]);
	const before = (await on(["query", "--version"])).out.split("\n").sort();
	const copy = await ampt(["query", "--version", "--url", `file:${folder}`]);
	expect(copy.out.split("\n").sort()).toEqual(before);
	expect((await on(["backup", folder])).code).not.toBe(0);
	if (onDynamo) {
		expect((await on(["backup", `${folder}.mdb`])).code).toBe(2);
	} else {
		expect((await on(["backup", `${folder}.mdb`, "--compact"])).code).toBe(0);
		expect((await ampt(["count", "--url", `file:${folder}.mdb?readonly`])).out).toBe("3\n");
	}
});

if (!onDynamo) {
	test("compact makes the file smaller, if no other program uses it", async () => {
		const [, folder] = /^file:([^?]*)/.exec(url);
		await data.set(
			Array.from({ length: 5000 }, (_, n) => ({ key: `many:${n}`, value: "x".repeat(500) })),
			{ overwrite: true },
		);
		await data.removeAll("many:*");
		expect((await on(["compact"])).code).toBe(1);
		await data.close();
		const before = fs.statSync(path.join(folder, "data.mdb")).size;
		expect((await on(["compact"])).code).toBe(0);
		expect(fs.statSync(path.join(folder, "data.mdb")).size).toBeLessThan(before / 4);
		expect((await on(["count"])).out).toBe("3\n");
	});
}

if (onDynamo) {
	test("create-table says whether there was a table", async () => {
		const create = (table) => ampt(["create-table", "--url", table]);
		const made = await create(url.replace("//", "//new-"));
		expect([made.code, made.err]).toEqual([0, expect.stringMatching(/'new-.*', are created\./)]);
		expect((await create(url)).err).toContain("was there already");
	});
}

test("events lists the groups, and forgets one that nobody is a member of", async () => {
	expect(await on(["events"])).toMatchObject({ code: 0, out: "" });
	const other = Data.open(url);
	other.on("created:users:*", { group: "mailer" }, () => {});
	await other.events.idle();
	expect(lines((await on(["events"])).out)).toMatchObject([{ group: "mailer", members: 1 }]);
	expect((await change(["events", "forget", "mailer"])).code).toBe(2);
	expect((await change(["events", "forget", "mailer", "--yes"])).code).toBe(1);
	await other.close();
	expect((await onTerminal(["events"], [], { env: { AMPT_DATA_URL: url } })).screen).toMatch(/^mailer +0 /m);
	expect((await change(["events", "forget", "mailer", "--yes"])).code).toBe(0);
	expect((await change(["events", "forget", "mailer", "--yes"])).code).toBe(3);
	expect((await on(["events"])).out).toBe("");
	expect((await change(["events", "forget"])).code).toBe(2);
	expect((await on(["events", "remember", "mailer"])).code).toBe(2);
});
