"use strict";

// Files that the page sends are shown before they are imported, and what cannot be imported is named by its line.

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { gzipSync } = require("node:zlib");
const fc = require("fast-check");
const { freshUrl } = require("../support/command-line");
const { openExplorer } = require("../support/explorer");
const { run: runJob, upload } = require("../support/jobs");
const { load } = require("../support/modules");
const { run: runProperty } = require("../support/random");
const { plainRow, row: anyRow } = require("../support/rows");
const { onDynamo, rows, temporaryFolder } = require("../support/store");

const { Uploads } = load("explorer/server/uploads.mjs");

async function open(options) {
	const { url, data } = await freshUrl();
	return { url, data, ...(await openExplorer({ data, store: url, readOnly: false, ...options })) };
}

const look = (page, id, settings) => runJob(page, { kind: "import", upload: id, dryRun: true, ...settings });
const run = (page, id, settings) => runJob(page, { kind: "import", upload: id, ...settings });

/** The text of an export of a store. */
async function exported(page, format) {
	const { text, status } = await page.call("GET", `/api/export?format=${format}`);
	expect(status).toBe(200);
	return text;
}

const exact = { N: "12345678901234567890.123456789012345678" };

async function filled() {
	const opened = await open();
	const { data } = opened;
	await data.import([
		{ pk: { S: "users" }, sk: { S: "jane" }, _name: { S: "Jane" }, _exact: exact, ct: { N: "1600000000" } },
		{ pk: { S: "users" }, sk: { S: "joe" }, _name: { S: 'Joe, "the" one\n' }, pk1: { S: "team" }, sk1: { S: "a" } },
		{ pk: { S: "plain" }, sk: { S: "0" }, kv: { BOOL: true }, val: { L: [{ N: "1" }, { BOOL: true }] } },
	]);
	return opened;
}

test.each(["ndjson", "raw"])(
	"an export as %s is imported without loss, and again without an effect",
	async (format) => {
		const { data: source, ...first } = await filled();
		const { data, ...page } = await open();
		const file = gzipSync(await exported(first, format));
		const id = await upload(page, `x.${format}`, file);
		const { state, result } = await look(page, id);
		expect([state, result]).toMatchObject([
			"done",
			{ format, items: 3, new: 3, replaced: 0, same: 0, left: 0, faulty: 0 },
		]);
		expect(result.rows.length).toBe(3);
		expect(await rows(data)).toEqual([]);
		expect(await run(page, id)).toMatchObject({ state: "done", done: 3, total: 3, result: { written: 3, format } });
		expect(await rows(data)).toEqual(await rows(source));
		const again = await upload(page, `x.${format}`, file);
		expect((await look(page, again)).result).toMatchObject({ new: 0, replaced: 0, same: 3 });
	},
);

test.each([
	["json", "data.json"],
	["csv", "data.csv"],
])("%s has no versions, so what is the same is found by content", async (format, name) => {
	const { data, ...page } = await filled();
	const file = await exported(page, format);
	const id = await upload(page, name, file);
	expect((await look(page, id)).result).toMatchObject({ format, items: 3, same: 3 });
	await data.set("users:jane", { name: "Janet" });
	await data.remove("users:joe");
	expect((await look(page, id)).result).toMatchObject({ new: 1, replaced: 1, same: 1 });
	await run(page, id);
	expect((await look(page, await upload(page, name, file))).result).toMatchObject({ same: 3 });
});

test.each([
	["ndjson", anyRow],
	["raw", anyRow],
	["csv", anyRow],
	["json", plainRow],
])("what an export as %s has is found to be the same, whatever it is", async (format, row) => {
	const { data, ...page } = await open();
	await runProperty(
		fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 6 }), async (list) => {
			await data.truncate();
			await data.import(list);
			const stored = await rows(data);
			const id = await upload(page, `x.${format}`, await exported(page, format));
			const { result } = await look(page, id);
			expect([result.faults, result.same]).toEqual([[], stored.length]);
			expect(await rows(data)).toEqual(stored);
		}),
		{ numRuns: 20 },
	);
});

test("an export that was edited replaces what it was taken from, although it has the same versions", async () => {
	const { data, ...page } = await filled();
	const edited = (await exported(page, "ndjson")).replace('"Jane"', '"Janet"');
	const id = await upload(page, "edited.ndjson", edited);
	expect((await look(page, id)).result).toMatchObject({ new: 0, replaced: 1, same: 2, left: 0 });
	expect((await look(page, id, { if: "newer" })).result).toMatchObject({ replaced: 0, same: 2, left: 1 });
	expect((await look(page, id, { if: "missing" })).result).toMatchObject({ replaced: 0, same: 0, left: 3 });
	await run(page, id);
	expect(await data.get("users:jane", { consistent: true })).toMatchObject({ name: "Janet" });
	const again = await upload(page, "edited.ndjson", edited);
	expect((await look(page, again)).result).toMatchObject({ replaced: 0, same: 3 });
});

test.each(["always", "missing", "newer"])("with '%s', a key that comes again is one item", async (policy) => {
	const { data, ...page } = await open();
	await data.set("n:there", "before");
	const far = onDynamo ? 100 : 2500;
	const lines = [
		["n:1", 1],
		["n:there", 1],
		["n:1", 2],
		...Array.from({ length: far }, (_, n) => [`f:${n}`, n]),
		["n:1", 3],
	];
	const text = lines.map(([key, value]) => JSON.stringify({ key, value })).join("\n");
	const id = await upload(page, "x.ndjson", text);
	const { result } = await look(page, id, { if: policy });
	const isLeft = policy === "missing";
	expect(result).toMatchObject({
		items: far + 2,
		repeated: 2,
		new: far + 1,
		replaced: isLeft ? 0 : 1,
		left: isLeft ? 1 : 0,
	});
	expect((await run(page, id, { if: policy })).result).toMatchObject({
		written: result.new + result.replaced,
		skipped: result.left,
	});
	expect((await rows(data)).length).toBe(far + 2);
});

test("what is stored stays, or what is newer, if that is asked for", async () => {
	const { data, ...page } = await filled();
	const old = await exported(page, "ndjson");
	await data.set("users:jane", { name: "Janet" });
	await data.remove("users:joe");
	const id = await upload(page, "old.ndjson", old);
	for (const policy of ["missing", "newer"]) {
		const { result } = await look(page, id, { if: policy });
		expect(result).toMatchObject({ new: 1, replaced: 0 });
		expect(result.same + result.left).toBe(2);
	}
	expect((await look(page, id)).result).toMatchObject({ new: 1, replaced: 1, same: 1 });
	const { result } = await run(page, id, { if: "newer" });
	expect(result).toMatchObject({ written: 1, skipped: 2 });
	expect(await data.get("users:jane", { consistent: true })).toMatchObject({ name: "Janet" });
});

test("lines that cannot be imported are listed, and the others are imported", async () => {
	const { data, ...page } = await open();
	const lines = [
		'{"key":"a:1","value":1}',
		'{"key":"a:","value":2}',
		'{"key":"a:3","value":3}',
		'{"kee":"a:4","value":4}',
		"not JSON",
		`{"key":"a:6","value":"${"x".repeat(410_000)}"}`,
		'{"key":"a:7","value":7}',
		'{"key":"a:*","value":8}',
	];
	const id = await upload(page, "x.ndjson", lines.join("\n"));
	const { result } = await look(page, id);
	expect([result.items, result.faulty, result.faults.map(({ line }) => line)]).toEqual([3, 5, [2, 4, 5, 6, 8]]);
	expect(result.faults[0].message).toMatch(/^Line 2: /);
	const job = await run(page, id);
	expect(job).toMatchObject({ state: "done", refused: 5, result: { written: 3 } });
	expect(job.result.refusals.map(({ line }) => line)).toEqual([2, 4, 5, 6, 8]);
	expect((await rows(data)).map(({ sk }) => sk.S)).toEqual(["1", "3", "7"]);
});

const nested = (open, close, levels) => `${open.repeat(levels)}1e5${close.repeat(levels)}`;

test.each([
	["ndjson", (n) => `{"key":"a:deep","value":${nested("[", "]", n)}}`, '{"key":"a:ok","value":1}'],
	[
		"raw",
		(n) => `{"Item":{"pk":{"S":"a"},"sk":{"S":"deep"},"_v":${nested('{"L":[', "]}", n).replace("1e5", '{"N":"1"}')}}}`,
		'{"Item":{"pk":{"S":"a"},"sk":{"S":"ok"},"_v":{"N":"1"}}}',
	],
])("a line of %s that has too many levels is refused, and no other", async (format, deep, good) => {
	const { data, ...page } = await open();
	const id = await upload(
		page,
		`x.${format}`,
		[good, ...[150, 5000, 100_000].map(deep), good.replace("ok", "fine")].join("\n"),
	);
	const { result } = await look(page, id);
	expect(result).toMatchObject({ format, items: 2, faulty: 3 });
	expect(result.faults.map(({ line }) => line)).toEqual([2, 3, 4]);
	for (const { message } of result.faults) expect(message).toMatch(/levels/);
	expect(await run(page, id)).toMatchObject({ state: "done", refused: 3, result: { written: 2 } });
	expect((await rows(data)).length).toBe(2);
});

test("a CSV without a column 'key' names its columns, and one of them with a prefix makes the keys", async () => {
	const { data, ...page } = await open();
	const id = await upload(page, "plain.csv", "sku,name\na1,Cup\nb|2,Pot\n");
	const { result } = await look(page, id);
	expect(result).toMatchObject({ items: 0, faulty: 0, faults: [], end: { line: 1, columns: ["sku", "name"] } });
	expect(result.end.message).toContain("there is no column 'key'");
	const key = { column: "sku", prefix: "products:" };
	const looked = await look(page, id, { key });
	expect(looked.result).toMatchObject({ items: 1, new: 1, faulty: 1 });
	expect(looked.result.end).toBeUndefined();
	expect(looked.result.faults[0].message).toContain("a key has no '*' and no '|'");
	await run(page, id, { key });
	expect(await data.get("products:a1", { consistent: true })).toEqual({ name: "Cup" });
	const wrong = await page.call("POST", "/api/jobs", { body: { kind: "import", upload: id, key: "sku" } });
	expect(wrong.status).toBe(400);
});

test("what would be replaced is shown beside what replaces it", async () => {
	const { data, ...page } = await filled();
	const lines = ['{"key":"users:jane","value":{"name":"Janet"}}', '{"key":"users:new","value":{"name":"New"}}'];
	const { result } = await look(page, await upload(page, "x.ndjson", lines.join("\n")));
	expect(result.replacements.map(({ before, row }) => [before._name.S, row._name.S])).toEqual([["Jane", "Janet"]]);
});

test("of many faults, the first 100 are listed, and all are counted", async () => {
	const { data, ...page } = await open();
	const id = await upload(
		page,
		"x.ndjson",
		Array.from({ length: 250 }, (_, n) => (n % 2 ? "{}" : `{"key":"a:${n}","value":1}`)).join("\n"),
	);
	const { result } = await look(page, id);
	expect([result.items, result.faulty, result.faults.length]).toEqual([125, 125, 100]);
	const job = await run(page, id);
	expect([job.refused, job.result.refusals.length, job.result.written]).toEqual([125, 100, 125]);
	expect((await rows(data)).length).toBe(125);
});

test("a file that is cut off fails the job, after what could be read is imported", async () => {
	const { data: source, ...first } = await filled();
	const whole = await exported(first, "ndjson");
	const { data, ...page } = await open();
	const id = await upload(page, "x.ndjson", whole.slice(0, whole.lastIndexOf('{"format"')));
	expect((await look(page, id)).result).toMatchObject({ items: 3, faulty: 0, end: { line: 5 } });
	const job = await run(page, id);
	expect([job.state, job.error.code, job.result.written]).toEqual(["failed", "BAD_FILE", 3]);
	expect(job.error.message).toMatch(/last line of the export is missing/);
	expect(await rows(data)).toEqual(await rows(source));
});

test("a large file comes in pieces", async () => {
	const { data, ...page } = await open();
	const count = onDynamo ? 1500 : 20_000;
	const text = Array.from({ length: count }, (_, n) => `{"key":"a:${n}","value":"${"é".repeat(50)}"}\n`).join("");
	const id = await upload(page, "x.ndjson", text, 100_003);
	expect((await run(page, id)).result.written).toBe(count);
	expect((await rows(data)).length).toBe(count);
});

test.each([
	["a format that is not known", "<xml/>", undefined, "format of the input is not known"],
	["an empty file", "", undefined, "the input is empty"],
	["another format than it is", '{"key":"a:1","value":1}', "json", "not a JSON array"],
])("%s is said before anything is written", async (_, text, format, message) => {
	const { data, ...page } = await open();
	const id = await upload(page, "x", text);
	const { result } = await look(page, id, format && { format });
	expect(result.end.message).toContain(message);
	expect(await rows(data)).toEqual([]);
});

test.each([
	["no upload", { upload: "none" }, 404, "NO_UPLOAD"],
	["an unknown policy", { upload: "", if: "sometimes" }, 400, "INVALID_OPTION"],
	["an unknown format", { upload: "", format: "xml" }, 400, "INVALID_OPTION"],
])("%s is refused", async (_, body, expected, code) => {
	const page = await open();
	const id = await upload(page, "x", "{}");
	const answer = await page.call("POST", "/api/jobs", { body: { kind: "import", ...body, upload: body.upload || id } });
	expect([answer.status, answer.body.error.code]).toEqual([expected, code]);
});

test("pieces that cannot be are refused", async () => {
	const page = await open();
	const { id } = await page.post("/api/uploads", { name: "x" });
	const add = async (body) => {
		const { status, body: answer } = await page.call("POST", `/api/uploads/${id}`, { body });
		return [status, answer.error?.code ?? answer.bytes];
	};
	expect(await add({ base64: "a" })).toEqual([400, "INVALID_OPTION"]);
	expect(await add({ base64: Buffer.alloc(1024 * 1024 + 1).toString("base64") })).toEqual([413, "TOO_LARGE"]);
	expect(await add({ base64: "e30K" })).toEqual([200, 3]);
	const early = await page.call("POST", "/api/jobs", { body: { kind: "import", upload: id } });
	expect([early.status, early.body.error.code]).toEqual([409, "INCOMPLETE"]);
	expect(await add({ base64: "", last: true })).toEqual([200, 3]);
	expect(await add({ base64: "e30K" })).toEqual([400, "INVALID_OPTION"]);
	const unknown = await page.call("POST", "/api/uploads/none", { body: { base64: "" } });
	expect([unknown.status, unknown.body.error.code]).toEqual([404, "NO_UPLOAD"]);
});

test("a file that the disk does not take is let go, and the error says so", async () => {
	const place = temporaryFolder();
	const uploads = new Uploads(place);
	const id = uploads.begin("x");
	fs.rmSync(place, { recursive: true });
	await expect(uploads.add(id, "e30K", false)).rejects.toMatchObject({ status: 507, code: "NO_ROOM" });
	await expect(uploads.add(id, "e30K", false)).rejects.toMatchObject({ status: 404, code: "NO_UPLOAD" });
	expect(() => uploads.begin("x")).toThrow(`cannot be kept in ${place}`);
});

test("a file goes with its import, and with a preview that nobody can follow", async () => {
	const place = temporaryFolder();
	const { data, ...page } = await open();
	const tmpdir = jest.spyOn(os, "tmpdir").mockReturnValue(place);
	const text = '{"key":"a:1","value":1}';
	const id = await upload(page, "x.ndjson", text);
	tmpdir.mockRestore();
	const files = () => fs.readdirSync(place).flatMap((folder) => fs.readdirSync(path.join(place, folder)));
	await look(page, id);
	expect(files()).toEqual([id]);
	await run(page, id);
	expect(files()).toEqual([]);
	const again = await page.call("POST", "/api/jobs", { body: { kind: "import", upload: id } });
	expect([again.status, again.body.error.code]).toEqual([404, "NO_UPLOAD"]);

	const torn = await upload(page, "x.ndjson", `{"format":"ampt-data","version":1}\n${text}\n`);
	expect((await run(page, torn)).state).toBe("failed");
	expect(files()).toEqual([]);
});

test("a folder that is gone is made again", async () => {
	const place = temporaryFolder();
	const uploads = new Uploads(place);
	const lost = uploads.begin("x");
	fs.rmSync(path.join(place, fs.readdirSync(place)[0]), { recursive: true });
	await expect(uploads.add(lost, "e30K", true)).rejects.toThrow("the folder is gone. Choose the file again.");
	expect(await uploads.add(uploads.begin("x"), "e30K", true)).toBe(3);
	await uploads.close();
});

test("a file that nobody imports goes after an hour", async () => {
	jest.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
	try {
		const uploads = new Uploads(temporaryFolder());
		const id = uploads.begin("x");
		jest.advanceTimersByTime(3_500_000);
		expect(await uploads.add(id, "e30K", true)).toBe(3);
		jest.advanceTimersByTime(3_500_000);
		await uploads.whole(id);
		jest.advanceTimersByTime(3_700_000);
		await expect(uploads.whole(id)).rejects.toMatchObject({ code: "NO_UPLOAD" });
		await uploads.close();
	} finally {
		jest.useRealTimers();
	}
});

test("uploads are few, private, and go with the explorer", async () => {
	const place = temporaryFolder();
	const uploads = new Uploads(place);
	const ids = Array.from({ length: 9 }, (_, n) => uploads.begin(`${n}`));
	await expect(uploads.add(ids[0], "e30K", true)).rejects.toMatchObject({ code: "NO_UPLOAD" });
	for (const id of ids.slice(1)) expect(await uploads.add(id, "e30K", true)).toBe(3);
	const [folder] = fs.readdirSync(place);
	if (process.platform !== "win32") expect(fs.statSync(path.join(place, folder)).mode & 0o077).toBe(0);
	await uploads.close();
	expect(fs.readdirSync(place)).toEqual([]);
});

test("a read-only explorer takes no files", async () => {
	const page = await open({ readOnly: true });
	const { status, body } = await page.call("POST", "/api/uploads", { body: { name: "x" } });
	expect([status, body.error.code]).toEqual([403, "READ_ONLY"]);
});
