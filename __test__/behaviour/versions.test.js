"use strict";

// Every write gives an item a new version, and a write may depend on one.

const { refusal } = require("../support/refusal");
const { freshStore } = require("../support/store");

let data;
beforeEach(async () => {
	data = await freshStore();
});

const versionOf = async (key) => (await data.get(key, { version: true })).version;

async function collect(items) {
	const all = [];
	for await (const item of items) all.push(item);
	return all;
}

/** A row as the reference writes it: 'md' is a whole second. */
const row = (md, value) => ({
	pk: { S: "k" },
	sk: { S: "1" },
	ct: { N: "1" },
	md: { N: md },
	_n: { N: String(value) },
});

const VERSION = /^\d{10}\.\d{20}[1-9]$/;

describe("a version is shown", () => {
	beforeEach(async () => {
		await data.set("k:1", { n: 1 }, { label1: "l:1" });
	});

	test.each([
		["get", () => data.get("k:1", { version: true })],
		["get of several keys", async () => (await data.get(["k:1"], { version: true })).items[0]],
		["get of a collection", async () => (await data.get("k:*", { version: true })).items[0]],
		["getByLabel", async () => (await data.getByLabel("label1", "l:*", { version: true })).items[0]],
		["scan", async () => (await data.scan({ version: true })).items[0]],
		["export", async () => (await collect(data.export({ version: true })))[0]],
	])("by %s, beside the metadata", async (_, read) => {
		const item = await read();
		expect(item).toEqual({
			key: "k:1",
			value: { n: 1 },
			created: expect.any(Date),
			modified: expect.any(Date),
			label1: "l:1",
			version: expect.stringMatching(VERSION),
		});
		expect(item.version.startsWith(`${item.modified.getTime() / 1000}.`)).toBe(true);
	});

	test("by the pages that follow", async () => {
		await data.set("k:2", { n: 2 });
		const first = await data.get("k:*", { version: true, limit: 1 });
		expect((await first.next()).items[0].version).toMatch(VERSION);
	});

	test("to nobody who does not ask", async () => {
		const answers = [
			await data.get("k:1", true),
			(await data.get("k:*", true)).items[0],
			(await data.scan(true)).items[0],
			(await collect(data.export()))[0],
			await data.set("k:1", { n: 2 }, { meta: true }),
			await data.add("k:1", "n", 1, { meta: true }),
			(await data.set([{ key: "k:1", value: 1 }], { meta: true })).items[0],
		];
		for (const answer of answers) {
			expect(answer).toMatchObject({ key: "k:1", modified: expect.any(Date) });
			expect(answer).not.toHaveProperty("version");
		}
	});

	test("by a write that needed one, so that the program can go on", async () => {
		let version = await versionOf("k:1");
		for (const n of [2, 3, 4]) {
			const written = await data.set("k:1", { n }, { version });
			expect(written).toMatchObject({ key: "k:1", value: { n }, created: expect.any(Date), label1: "l:1" });
			expect(written.version).toMatch(VERSION);
			version = written.version;
		}
		const added = await data.add("k:1", "n", 1, { version });
		expect(added).toMatchObject({ key: "k:1", value: { n: 5 } });
		expect(await versionOf("k:1")).toBe(added.version);
	});
});

test("every kind of write gives a version that the item never had", async () => {
	const writes = {
		set: () => data.set("k:1", { n: 1 }),
		"the same set": () => data.set("k:1", { n: 1 }),
		"set of nothing": () => data.set("k:1", undefined, { default: { n: 9 } }),
		"set of a label": () => data.set("k:1", {}, { label1: "l:1" }),
		overwrite: () => data.set("k:1", { n: 1 }, { overwrite: true }),
		"overwrite that keeps 'created'": async () => {
			const created = (await data.get("k:1", true)).created.getTime() / 1000;
			await data.set("k:1", { n: 1 }, { overwrite: true, created });
		},
		"set under a token": () => data.set("k:1", { n: 1 }, { idempotencyToken: "t" }),
		add: () => data.add("k:1", "n", 1),
		batch: () => data.set([{ key: "k:1", value: { n: 1 } }]),
		seed: () => data.seed([{ key: "k:1", value: { n: 1 } }]),
		import: () => data.import([{ key: "k:1", value: { n: 1 } }]),
		"import of dates": () => data.import([{ key: "k:1", value: { n: 1 }, created: 5, modified: 1_700_000_000 }]),
		"the same import of dates": () => data.import([{ key: "k:1", value: { n: 1 }, modified: 1_700_000_000 }]),
		"import of a row of the reference": () => data.import([row("1700000000", 1)]),
		"the same import of a row": () => data.import([row("1700000000", 1)]),
		"import of a version": () => data.import([{ key: "k:1", value: { n: 1 }, version: "1700000000.5" }]),
		"a write on a version": async () => data.set("k:1", { n: 1 }, { version: await versionOf("k:1") }),
		"remove and set": async () => {
			await data.remove("k:1");
			await data.set("k:1", { n: 1 });
		},
		"expiry and set": async () => {
			await data.import([{ key: "k:1", value: { n: 1 }, ttl: 1_700_000_000 }]);
			await data.set("k:1", { n: 1 });
		},
	};
	const seen = new Map();
	for (const [name, write] of Object.entries(writes)) {
		await write();
		const version = await versionOf("k:1");
		expect([name, seen.get(version)]).toEqual([name, undefined]);
		seen.set(version, name);
	}
});

describe("a write on a version", () => {
	const writes = [
		["set", (version) => data.set("k:1", { n: 2 }, { version })],
		["set with overwrite", (version) => data.set("k:1", { n: 2 }, { version, overwrite: true })],
		["set under a token", (version) => data.set("k:1", { n: 2 }, { version, idempotencyToken: `t ${version}` })],
		["set of a default", (version) => data.set("k:1", undefined, { version, default: { m: 1 } })],
		["set of 1,000 attributes", (version) => data.set("k:1", many(1000), { version })],
		["add", (version) => data.add("k:1", "n", 1, { version })],
		["remove", (version) => data.remove("k:1", { version })],
	];

	const many = (count) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, index]));

	test.each(writes)("is carried out if the item has it: %s", async (_, write) => {
		await data.set("k:1", { n: 1 });
		const version = await versionOf("k:1");
		await write(version);
		const now = await data.get("k:1", { version: true });
		expect(now?.version).not.toBe(version);
	});

	test.each(writes)("is refused if the item was written since, even with the same value: %s", async (_, write) => {
		await data.set("k:1", { n: 1 });
		const version = await versionOf("k:1");
		await data.set("k:1", { n: 1 });
		const now = await data.get("k:1", { version: true });
		const error = await refusal(write(version));
		expect(error).toMatchObject({ name: "Error", code: "VERSION_MISMATCH", key: "k:1", item: now });
		expect(await data.get("k:1", { version: true })).toEqual(now);
	});

	test.each(writes)("is refused if the item was removed: %s", async (_, write) => {
		await data.set("k:1", { n: 1 });
		const version = await versionOf("k:1");
		await data.remove("k:1");
		const error = await refusal(write(version));
		expect(error).toMatchObject({ code: "VERSION_MISMATCH", key: "k:1", item: undefined });
		expect(await data.get("k:1")).toBeUndefined();
	});

	test.each(writes)("is refused if the item was removed and made again: %s", async (_, write) => {
		await data.set("k:1", { n: 1 });
		const version = await versionOf("k:1");
		await data.remove("k:1");
		await data.set("k:1", { n: 1 });
		expect(await refusal(write(version))).toMatchObject({ code: "VERSION_MISMATCH", item: { value: { n: 1 } } });
	});

	test.each(writes)("is refused if the item is expired: %s", async (_, write) => {
		const version = "1700000000.5";
		await data.import([{ key: "k:1", value: { n: 1 }, version, ttl: 1_700_000_001 }]);
		expect(await refusal(write(version))).toMatchObject({ code: "VERSION_MISMATCH", item: undefined });
	});

	test.each(["0", "1700000000"])("takes a row of another program: %s", async (version) => {
		await data.import([{ key: "k:1", value: { n: 1 }, version }]);
		expect(await versionOf("k:1")).toBe(version);
		expect((await refusal(data.set("k:1", { n: 2 }, { version: `${version}.5` }))).code).toBe("VERSION_MISMATCH");
		expect(await data.set("k:1", { n: 2 }, { version })).toMatchObject({ value: { n: 2 } });
		expect((await refusal(data.set("k:1", { n: 3 }, { version }))).code).toBe("VERSION_MISMATCH");
	});

	test("of a single value works, too", async () => {
		await data.set("k", 1);
		const { version } = await data.set("k", 2, { version: await versionOf("k") });
		expect(await data.add("k", 1, { version })).toMatchObject({ key: "k", value: 3 });
		expect((await refusal(data.add("k", 1, { version }))).code).toBe("VERSION_MISMATCH");
	});

	test("lets one of many through", async () => {
		await data.set("k:1", { n: 0 });
		const version = await versionOf("k:1");
		const attempts = Array.from({ length: 20 }, (_, n) => data.set("k:1", { n: n + 1 }, { version }));
		const settled = await Promise.allSettled(attempts);
		expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
		const codes = settled.flatMap(({ reason }) => reason?.code ?? []);
		expect(new Set(codes)).toEqual(new Set(["VERSION_MISMATCH"]));
	});
});

describe("'version' of a write", () => {
	const wrong = [
		undefined,
		null,
		true,
		1,
		1.5,
		{},
		[],
		"",
		"x",
		"1.0",
		"01",
		" 1",
		"1e3",
		"1700000000.50",
		new Date(0),
	];

	test.each(wrong.map((version) => [version]))("must be the text that a read gave, not %p", async (version) => {
		await data.set("k:1", { n: 1 });
		const calls = [
			() => data.set("k:1", { n: 2 }, { version }),
			() => data.set("k:1", { n: 2 }, { version, overwrite: true }),
			() => data.add("k:1", "n", 1, { version }),
			() => data.remove("k:1", { version }),
		];
		for (const call of calls) {
			const error = await refusal(call());
			expect(error).toMatchObject({ name: "ValidationError", code: "INVALID_OPTION" });
			expect(error.message).toContain("pass 'exists: false'");
		}
		expect(await data.get("k:1")).toEqual({ n: 1 });
	});

	test("is not possible for several items at once", async () => {
		const calls = [
			() => data.set([{ key: "k:1", value: 1 }], { version: "1" }),
			() => data.set([{ key: "k:1", value: 1, version: "1" }]),
			() => data.set([{ key: "k:1", value: 1, version: undefined }]),
			() => data.seed([{ key: "k:1", value: 1, version: "1" }]),
			() => data.remove(["k:1"], { version: "1" }),
			() => data.remove(["k:1"], { exists: true }),
		];
		for (const call of calls) expect(await refusal(call())).toMatchObject({ code: "INVALID_OPTION" });
	});
});

describe("remove", () => {
	test("may need that the item exists", async () => {
		expect(await refusal(data.remove("k:1", { exists: true }))).toMatchObject({
			code: "ITEM_NOT_FOUND",
			key: "k:1",
			item: undefined,
		});
		await data.set("k:1", 1);
		expect(await data.remove("k:1", { exists: true })).toBe(true);
		expect(await data.get("k:1")).toBeUndefined();
	});

	test("takes what 'map' passes it", async () => {
		await data.set("k:1", 1);
		await data.set("k:2", 1);
		expect(await Promise.all(["k:1", "k:2"].map(data.remove))).toEqual([true, true]);
		expect((await data.get("k:*")).items).toEqual([]);
	});
});

describe("import", () => {
	test("keeps the versions that an export shows", async () => {
		await data.import([
			{ key: "k:1", value: 1 },
			{ key: "k:2", value: 2, version: "1700000000" },
			{ key: "k:3", value: 3, version: "1700000000.1234567890123456789012345678" },
		]);
		const items = await collect(data.export({ version: true }));
		const other = await freshStore();
		await other.import(items);
		expect(await collect(other.export({ version: true }))).toEqual(items);
		const rows = await collect(data.export({ raw: true }));
		for (const [index, { md }] of rows.entries()) expect(md.N).toBe(items[index].version);
		const third = await freshStore();
		await third.import(rows);
		const copies = await collect(third.export({ version: true }));
		expect(copies.map(({ version }) => version).filter((_, index) => index !== 1)).toEqual(
			items.map(({ version }) => version).filter((_, index) => index !== 1),
		);
	});

	test("refuses a version that is none, or that contradicts 'modified'", async () => {
		const item = { key: "k:1", value: 1 };
		for (const version of ["x", "1.0", 5, true]) {
			expect(await refusal(data.import([{ ...item, version }]))).toMatchObject({ code: "INVALID_VALUE" });
		}
		const error = await refusal(data.import([{ ...item, version: "1700000000.5", modified: 1_700_000_001 }]));
		expect(error.message).toContain("'modified' is another second than 'version' says");
	});
});
