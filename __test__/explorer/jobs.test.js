"use strict";

// Jobs that change many items: what they keep, what they leave alone, how they are stopped.

const fc = require("fast-check");
const { Data } = require("../..");
const { freshUrl } = require("../support/command-line");
const { openExplorer } = require("../support/explorer");
const { gate } = require("../support/events");
const { ended, run, start, until, withTransactions } = require("../support/jobs");
const { run: runProperty } = require("../support/random");
const { row: anyRow } = require("../support/rows");
const { onDynamo, rows } = require("../support/store");

async function open({ wrap = (data) => data, ...options } = {}) {
	const { url, data } = await freshUrl();
	return { url, data, ...(await openExplorer({ data: wrap(data), store: url, readOnly: false, ...options })) };
}

/** Rows without what each write changes. */
const withoutVersions = (list) => list.map(({ md: _, ...row }) => row);

const exact = {
	pk: { S: "users" },
	sk: { S: "jane" },
	_balance: { N: "12345678901234567890.123456789012345678" },
	_tags: { SS: ["a", "b"] },
	pk2: { S: "mail" },
	sk2: { S: "jane@example.com" },
	ttl: { N: "4000000000" },
	ct: { N: "1600000000" },
	md: { N: "1600000001.000123456789012345678" },
};

test("a label is set and removed, and all else stays to the last digit", async () => {
	const { data, ...page } = await open();
	await data.import([exact]);
	const before = await rows(data);
	const set = await run(page, { kind: "label", query: { expression: "users:*" }, label: "label1", value: "team:core" });
	expect(set).toMatchObject({ state: "done", done: 1, refused: 0, result: { changed: 1, unchanged: 0, refusals: [] } });
	const labeled = await rows(data);
	expect(withoutVersions(labeled)).toEqual([{ ...withoutVersions(before)[0], pk1: { S: "team" }, sk1: { S: "core" } }]);
	expect(labeled[0].md).not.toEqual(before[0].md);

	const again = await run(page, { kind: "label", keys: ["users:jane"], label: "label1", value: "team:core" });
	expect(again.result).toMatchObject({ changed: 0, unchanged: 1 });
	expect(await rows(data)).toEqual(labeled);

	await run(page, { kind: "label", keys: ["users:jane"], label: "label1", value: null });
	expect(withoutVersions(await rows(data))).toEqual(withoutVersions(before));
});

test("an expiry is set and cleared", async () => {
	const { data, ...page } = await open();
	await data.import([exact]);
	await data.set("users:bob", "text", { label1: "team" });
	const before = withoutVersions(await rows(data));
	const { result } = await run(page, { kind: "expire", query: { expression: "users:*" }, ttl: 4_100_000_000 });
	expect(result).toMatchObject({ changed: 2 });
	expect(withoutVersions(await rows(data))).toEqual(before.map((row) => ({ ...row, ttl: { N: "4100000000" } })));
	expect((await run(page, { kind: "expire", query: {}, ttl: null })).result).toMatchObject({ changed: 2 });
	expect(withoutVersions(await rows(data))).toEqual(before.map(({ ttl: _, ...row }) => row));
});

test("what a query selects is removed, and nothing else", async () => {
	const { data, ...page } = await open();
	for (let n = 0; n < 30; n++) await data.set(`orders:${n}`, { isOpen: n % 3 === 0 }, { label1: `day:${n % 2}` });
	await data.set("plain", "no collection");
	const query = { label: "label1", expression: "day:*", filter: { isOpen: true }, labels: { label1: "day:1" } };
	const job = await run(page, { kind: "remove", query });
	expect(job).toMatchObject({ state: "done", done: 5, result: { changed: 5 } });
	const left = (await rows(data)).map(({ sk }) => sk.S);
	expect(left.length).toBe(26);
	expect(["3", "9", "15", "21", "27"].some((n) => left.includes(n))).toBe(false);
});

test("a filter of a query has numbers with all digits", async () => {
	const { data, ...page } = await open();
	await data.import([
		{ key: "a:1", value: { n: 12345678901234567890n } },
		{ key: "a:2", value: { n: 12345678901234567891n } },
	]);
	const query = { expression: "a:*", filter: '{"n":12345678901234567891}' };
	expect((await run(page, { kind: "remove", query })).result).toMatchObject({ changed: 1 });
	expect((await rows(data)).map(({ sk }) => sk.S)).toEqual(["1"]);
});

test("keys without an item are counted", async () => {
	const { data, ...page } = await open();
	for (const name of ["a", "b", "c"]) await data.set(`users:${name}`, {});
	const keys = ["users:a", "users:gone", "users:c", "users:a"];
	expect(await run(page, { kind: "remove", keys })).toMatchObject({
		done: 3,
		total: 3,
		result: { changed: 2, missing: 1 },
	});
	expect((await rows(data)).map(({ sk }) => sk.S)).toEqual(["b"]);
});

test("an item that somebody changes meanwhile stays as it is, and is counted", async () => {
	let others;
	const { data, ...page } = await open({
		wrap: (data) =>
			withTransactions(data, () => {
				others ??= Promise.all([data.set("users:a", { by: "another" }), data.remove("users:b")]);
				return others;
			}),
	});
	for (const name of ["a", "b", "c"]) await data.set(`users:${name}`, { name });
	const job = await run(page, { kind: "expire", keys: ["users:a", "users:b", "users:c"], ttl: 4_000_000_000 });
	expect(job).toMatchObject({ state: "done", refused: 2, result: { changed: 1 } });
	expect(job.result.refusals.map(({ key }) => key).sort()).toEqual(["users:a", "users:b"]);
	expect(job.result.refusals[0].message).toMatch(/changed it meanwhile/);
	const left = await rows(data);
	expect(left.map(({ sk, ttl, _by }) => [sk.S, ttl?.N, _by?.S])).toEqual([
		["a", undefined, "another"],
		["c", "4000000000", undefined],
	]);
});

describe("after a preview", () => {
	const settings = { label: { label: "label1", value: "team:b" }, expire: { ttl: 4_000_000_000 } };

	test.each([
		["remove", { keys: ["a:1", "a:2", "a:3"] }],
		["label", { query: { expression: "a:*" } }],
		["label", { query: { label: "label1", expression: "team:*" } }],
		["expire", { query: {} }],
	])("'%s' of %j leaves what somebody has changed since", async (kind, selection) => {
		const { data, ...page } = await open();
		for (const n of [1, 2, 3]) await data.set(`a:${n}`, { n }, { label1: "team:a" });
		const body = { kind, ...settings[kind], ...selection };
		const { id } = await run(page, { ...body, dryRun: true });
		await data.set("a:2", { important: true });
		const job = await run(page, { ...body, preview: id });
		expect(job).toMatchObject({ state: "done", done: 3, total: 3, refused: 1, result: { changed: 2 } });
		expect(job.result.refusals).toEqual([{ key: "a:2", message: expect.stringContaining("since the preview") }]);
		const [left] = (await rows(data)).filter(({ sk }) => sk.S === "2");
		expect([left._important, left.sk1.S, left.ttl]).toEqual([{ BOOL: true }, "a", undefined]);
		expect((await run(page, body)).result).toMatchObject({ changed: 1 });
	});

	test("whole seconds of other programs are taken for later if they may be", async () => {
		const { data, ...page } = await open();
		const second = Math.floor(Date.now() / 1000);
		const versions = {
			old: `${second - 60}`,
			unsure: `${second + 5}`,
			none: undefined,
			future: `${second + 7200}.001`,
		};
		await data.import(
			Object.entries(versions).map(([sk, N]) => ({ pk: { S: "a" }, sk: { S: sk }, ...(N && { md: { N } }) })),
		);
		const body = { kind: "remove", query: {} };
		const { id } = await run(page, { ...body, dryRun: true });
		const { refused, result } = await run(page, { ...body, preview: id });
		expect([refused, result.changed]).toEqual([2, 2]);
		expect(Object.fromEntries(result.refusals.map(({ key, message }) => [key, message]))).toEqual({
			"a:unsure": expect.stringContaining("since the preview"),
			"a:future": expect.stringContaining("clock of this machine"),
		});
	});

	test.each([["none"], ["of another kind"]])("one that is %s is refused", async (which) => {
		const { data, ...page } = await open();
		await data.set("a:1", {});
		const { id } = await run(page, { kind: "remove", query: {}, dryRun: true });
		const preview = which === "none" ? "none" : id;
		const body = { kind: "expire", query: {}, ttl: null, preview };
		const { status, body: answer } = await page.call("POST", "/api/jobs", { body });
		expect([status, answer.error.code]).toEqual([409, "NO_PREVIEW"]);
	});
});

test("any row keeps its columns under a label and an expiry", async () => {
	const { data, ...page } = await open();
	await runProperty(
		fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 8 }), async (list) => {
			await data.truncate();
			await data.import(list);
			const before = withoutVersions(await rows(data));
			await run(page, { kind: "label", query: {}, label: "label3", value: "x" });
			await run(page, { kind: "expire", query: {}, ttl: 4_000_000_000 });
			const expected = before.map((row) => ({
				...row,
				pk3: { S: "x" },
				sk3: { S: "0" },
				kv3: { BOOL: true },
				ttl: { N: "4000000000" },
			}));
			expect(withoutVersions(await rows(data))).toEqual(expected);
		}),
		{ numRuns: 25 },
	);
});

test.each(["remove", "label", "expire"])("a dry run of '%s' counts and shows, and writes nothing", async (kind) => {
	const { data, ...page } = await open({ readOnly: true });
	await data.import(Array.from({ length: 2345 }, (_, n) => ({ key: `a:${String(n).padStart(4, "0")}`, value: { n } })));
	const stored = await rows(data);
	const settings = { label: { label: "label1", value: "x" }, expire: { ttl: null } }[kind];
	const { state, result } = await run(page, { kind, query: { expression: "a:>=0100" }, ...settings, dryRun: true });
	expect([state, result.items, result.rows.length]).toEqual(["done", 2245, 20]);
	expect(result.rows[0]).toEqual(stored[100]);
	if (onDynamo) expect(result.reads).toMatchObject({ items: 2245, bytes: expect.any(Number) });
	else expect(result.reads).toBeUndefined();
	expect(await rows(data)).toEqual(stored);
});

const onTable = onDynamo ? test : test.skip;

onTable("a dry run on a table says what reading has cost, if its handle asks", async () => {
	const { url, data } = await freshUrl();
	await data.import(Array.from({ length: 300 }, (_, n) => ({ key: `a:${n}`, value: "x".repeat(1000) })));
	const asking = Data.open(`${url}&capacity`);
	for (const [handle, readUnits] of [
		[asking, expect.any(Number)],
		[data, undefined],
	]) {
		const page = await openExplorer({ data: handle, store: url });
		const { result } = await run(page, { kind: "remove", query: { expression: "a:*" }, dryRun: true });
		expect(result.reads).toMatchObject({ items: 300 });
		expect(result.reads.readUnits).toEqual(readUnits);
	}
	await asking.close();
});

test("a job stops between items", async () => {
	const { open: go, opened } = gate();
	const { data, ...page } = await open({ wrap: (data) => withTransactions(data, () => opened) });
	await data.import(Array.from({ length: 1000 }, (_, n) => ({ key: `a:${n}`, value: n })));
	const id = await start(page, { kind: "remove", query: {} });
	await page.post(`/api/jobs/${id}/stop`);
	go();
	const job = await ended(page, id);
	expect(job.state).toBe("stopped");
	// Those that were under way are removed, and counted.
	const left = await rows(data);
	expect([job.done, job.result.changed]).toEqual([1000 - left.length, 1000 - left.length]);
	expect(left.length).toBeGreaterThan(800);
});

test("what hangs when a job is stopped is abandoned, and begins nothing more when it goes on", async () => {
	const { open: go, opened } = gate();
	let begun = 0;
	const { data, ...page } = await open({
		wrap: (data) =>
			withTransactions(data, () => {
				begun++;
				return opened;
			}),
	});
	await data.import(Array.from({ length: 500 }, (_, n) => ({ key: `a:${n}`, value: n })));
	const id = await start(page, { kind: "remove", query: {} });
	await page.post(`/api/jobs/${id}/stop`);
	expect((await ended(page, id)).state).toBe("stopped");
	const underWay = begun;
	go();
	// They come to their end, and are counted.
	await until(page, id, ({ result }) => result === undefined || result.changed === underWay);
	expect([begun, (await rows(data)).length]).toEqual([underWay, 500 - underWay]);
});

test("an explorer that closes stops its jobs", async () => {
	const { open: go, opened } = gate();
	const { data, explorer, ...page } = await open({ wrap: (data) => withTransactions(data, () => opened) });
	await data.import(Array.from({ length: 1000 }, (_, n) => ({ key: `a:${n}`, value: n })));
	await start(page, { kind: "remove", query: {} });
	const closed = explorer.close();
	go();
	await closed;
	const left = (await rows(data)).length;
	expect(left).toBeGreaterThan(800);
	expect((await rows(data)).length).toBe(left);
});

test("a few jobs run at once, and no more", async () => {
	const { open: go, opened } = gate();
	const { data, ...page } = await open({ wrap: (data) => withTransactions(data, () => opened) });
	await data.set("a:1", {});
	const remove = { kind: "remove", keys: ["a:1"] };
	const ids = [];
	for (let n = 0; n < 4; n++) ids.push(await start(page, remove));
	const { status, body } = await page.call("POST", "/api/jobs", { body: remove });
	expect([status, body.error.code]).toEqual([429, "TOO_MANY_JOBS"]);
	go();
	for (const id of ids) await ended(page, id);
	expect((await run(page, remove)).result).toMatchObject({ missing: 1 });
});

test("items that move within what is read are changed once", async () => {
	const { data, ...page } = await open();
	const count = onDynamo ? 300 : 2500;
	await data.import(Array.from({ length: count }, (_, n) => ({ key: `a:${n}`, value: n, label1: `team:${n}` })));
	// Behind all others, so that a reader comes to them again.
	const job = await run(page, {
		kind: "label",
		query: { label: "label1", expression: "team:*" },
		label: "label1",
		value: "team:~",
	});
	expect([job.state, job.done, job.total, job.refused]).toEqual(["done", count, count, 0]);
	expect([job.result.changed, job.result.unchanged]).toEqual([count, 0]);
	expect((await rows(data)).every(({ sk1 }) => sk1.S === "~")).toBe(true);
});

test("a job that fails says why, and keeps what it has done", async () => {
	let calls = 0;
	const fail = () => {
		if (++calls > 1) throw Object.assign(new Error("The disk is full."), { code: "DISK_FULL" });
	};
	const { data, ...page } = await open({ wrap: (data) => withTransactions(data, fail) });
	for (const name of ["a", "b"]) await data.set(`users:${name}`, {});
	const job = await run(page, { kind: "remove", query: {} });
	expect(job).toMatchObject({ state: "failed", error: { code: "DISK_FULL", message: "The disk is full." } });
	expect(job.result.changed).toBe(1);
});

test("what the store holds, and what is wrong in it, on a read-only explorer, too", async () => {
	const { data, ...page } = await open({ readOnly: true });
	await data.set("users:jane", {}, { label1: "team" });
	const stat = await run(page, { kind: "stat", largest: 1 });
	expect(stat).toMatchObject({ state: "done", result: { items: 1, largest: [{ key: "users:jane" }] } });
	expect((await run(page, { kind: "check" })).result).toEqual({ items: 1, problems: [] });
	const { status, body } = await page.call("POST", "/api/jobs", { body: { kind: "check", repair: true } });
	expect([status, body.error.code]).toEqual([403, "READ_ONLY"]);
});

test("a read-only explorer starts no job that writes", async () => {
	const { data, ...page } = await open({ readOnly: true });
	await data.set("users:jane", {});
	for (const body of [
		{ kind: "remove", query: {} },
		{ kind: "label", keys: ["users:jane"], label: "label1", value: "x", dryRun: false },
		{ kind: "copy", to: "file:/tmp/elsewhere", mode: "always" },
		{ kind: "copy", to: "not even a store", mode: "always", dryRun: true },
	]) {
		const { status, body: answer } = await page.call("POST", "/api/jobs", { body });
		expect([status, answer.error.code]).toEqual([403, "READ_ONLY"]);
	}
});

test.each([
	["an unknown kind", { kind: "drop" }, "'kind' must be one of"],
	["a kind in a list", { kind: ["stat"] }, "'kind' must be one of"],
	["no items", { kind: "remove" }, "'keys' or with 'query'"],
	["keys and a query", { kind: "remove", keys: ["a:1"], query: {} }, "'keys' or with 'query'"],
	["no keys", { kind: "remove", keys: [] }, "at least one"],
	["an expression among keys", { kind: "remove", keys: ["a:*"] }, "selects several items"],
	["a typing error", { kind: "remove", query: {}, dryrun: true }, "has no 'dryrun'"],
	["a typing error in a query", { kind: "remove", query: { expresion: "a:*" } }, "has no 'expresion'"],
	["a query that is none", { kind: "remove", query: "a:*" }, "'query' must be an object"],
	["a filter that is no JSON", { kind: "remove", query: { filter: "{" } }, "not valid JSON"],
	["no label", { kind: "label", query: {}, value: "x" }, "'label' must be one of"],
	["no value", { kind: "label", query: {}, label: "label1" }, "'value' must be"],
	["an empty label", { kind: "label", query: {}, label: "label1", value: "team:" }, "both sides of a colon"],
	["a moment that is past", { kind: "expire", query: {}, ttl: 1_600_000_000 }, "in the past"],
	["milliseconds", { kind: "expire", query: {}, ttl: 4_100_000_000_000 }, "beyond the year 3000"],
	["a moment that 'set' does not take", { kind: "expire", query: {}, ttl: 32_503_680_001 }, "beyond the year 3000"],
	["a part of a second", { kind: "expire", query: {}, ttl: 4_100_000_000.5 }, "whole epoch seconds"],
	["milliseconds in a text", { kind: "expire", query: {}, ttl: "tomorrow" }, "epoch seconds"],
	["a dry run of 'stat'", { kind: "stat", dryRun: true }, "has no 'dryRun'"],
])("%s is refused", async (_, body, message) => {
	const { data, ...page } = await open();
	await data.set("a:1", {});
	const { status, body: answer } = await page.call("POST", "/api/jobs", { body });
	expect([status, answer.error.message]).toEqual([400, expect.stringContaining(message)]);
	expect((await rows(data)).length).toBe(1);
});

test("a query that the library refuses fails the job, and nothing is written", async () => {
	const { data, ...page } = await open();
	await data.set("a:1", {});
	const job = await run(page, { kind: "remove", query: { expression: "a:*", filter: { n: { $near: 1 } } } });
	expect([job.state, job.error.code]).toEqual(["failed", "INVALID_OPTION"]);
	expect((await rows(data)).length).toBe(1);
});

test("a job that is not known is 404", async () => {
	const page = await open();
	const { status, body } = await page.call("GET", "/api/jobs/none");
	expect([status, body.error.code]).toEqual([404, "NO_JOB"]);
});

test("progress is seen while a job runs", async () => {
	let written = 0;
	const { open: go, opened } = gate();
	const { data, ...page } = await open({
		wrap: (data) => withTransactions(data, () => (++written > 10 ? opened : undefined)),
	});
	for (let n = 0; n < 15; n++) await data.set(`a:${n}`, {});
	const id = await start(page, { kind: "remove", query: {} });
	expect(await until(page, id, ({ done }) => done === 10)).toMatchObject({ state: "running", result: { changed: 10 } });
	go();
	expect((await ended(page, id)).done).toBe(15);
});
