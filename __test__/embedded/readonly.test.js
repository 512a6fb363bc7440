"use strict";

// `?readonly`: a handle that writes nothing, on a folder that it need not be able to write.

const fs = require("node:fs");
const path = require("node:path");
const { Data } = require("../..");
const { refusal } = require("../support/refusal");
const { temporaryFolder } = require("../support/store");
const { run, start, until } = require("../support/programs");

/** The bytes and times of all files of a folder. */
function filesOf(folder) {
	return fs.readdirSync(folder).map((name) => {
		const file = path.join(folder, name);
		return { name, bytes: fs.readFileSync(file).toString("base64"), changed: fs.statSync(file).mtimeMs };
	});
}

async function storeWith(items, folder = temporaryFolder()) {
	const data = Data.open(`file:${folder}`);
	await data.set(items);
	await data.close();
	return folder;
}

const ITEMS = [
	{ key: "users:jane", value: { name: "Jane" }, label1: "team:a" },
	{ key: "users:bob", value: { name: "Bob" }, label1: "team:a" },
];

test("a store is read in every way, and its file stays as it is", async () => {
	const folder = await storeWith(ITEMS);
	// Expired long ago: a handle that writes would delete it.
	const writer = Data.open(`file:${folder}?sweep=off`);
	await writer.set("old:1", 1, { ttl: "2001-01-01" });
	await writer.close();
	fs.rmSync(path.join(folder, "lock.mdb"));
	const before = filesOf(folder);
	const data = Data.open(`file:${folder}?readonly=true`);
	expect(await data.get("users:jane")).toEqual({ name: "Jane" });
	expect((await data.get("users:*")).items).toHaveLength(2);
	expect((await data.getByLabel("label1", "team:*")).items).toHaveLength(2);
	expect(await data.count("users:*")).toBe(2);
	expect((await data.scan()).items).toHaveLength(2);
	expect(await data.get(["users:jane", "users:bob"], { atomic: true })).toHaveProperty("items");
	expect(await data.transaction(async (tx) => (await tx.get("users:bob")).name)).toBe("Bob");
	await expect(data.transaction((tx) => tx.check("users:bob", { exists: true }))).resolves.toBeUndefined();
	expect(await data.stat()).toMatchObject({ items: 2, expired: 1, groups: [] });
	expect(await data.check()).toEqual({ items: 3, problems: [] });
	expect(await data.events.groups()).toEqual([]);
	expect(await data.removeAll("users:*", { dryRun: true })).toEqual({ removed: 2 });
	await data.close();
	expect(filesOf(folder)).toEqual(before);
});

test("every write is refused with the same code", async () => {
	const folder = await storeWith(ITEMS);
	const before = fs.readFileSync(path.join(folder, "data.mdb"));
	const data = Data.open(`file:${folder}?readonly`);
	const writes = {
		set: () => data.set("a", 1),
		batch: () => data.set([{ key: "a", value: 1 }]),
		add: () => data.add("a", 1),
		remove: () => data.remove("users:jane"),
		"remove of several": () => data.remove(["users:jane"]),
		removeAll: () => data.removeAll("nothing:*"),
		seed: () => data.seed([{ key: "a", value: 1 }]),
		truncate: () => data.truncate(),
		import: () => data.import([{ key: "a", value: 1 }]),
		transaction: () => data.transaction((tx) => tx.set("a", 1)),
		createTable: () => Data.createTable(`file:${folder}?readonly`),
		on: async () => data.on("created", () => {}),
		watch: () => data.watch("users:*").next(),
		forget: () => data.events.forget("default"),
		repair: () => data.check({ repair: true }),
		replay: () => data.events.replay("letters:*").then(() => data.set("a", 1)),
	};
	for (const [name, write] of Object.entries(writes))
		expect([name, (await refusal(write())).code]).toEqual([name, "READ_ONLY"]);
	await data.close();
	expect(fs.readFileSync(path.join(folder, "data.mdb")).equals(before)).toBe(true);
});

test("a store that does not exist is not created", async () => {
	const parent = temporaryFolder();
	for (const name of ["none", "empty", "none.mdb"]) {
		const place = path.join(parent, name);
		if (name === "empty") fs.mkdirSync(place);
		expect((await refusal(Data.open(`file:${place}?readonly`).get("a"))).code).toBe("STORE_NOT_FOUND");
	}
	expect(fs.readdirSync(parent)).toEqual(["empty"]);
	expect(fs.readdirSync(path.join(parent, "empty"))).toEqual([]);
});

test("one process has handles that only read and others on one store, in any order", async () => {
	const folder = await storeWith(ITEMS);
	const reading = Data.open(`file:${folder}?readonly`);
	expect(await reading.get("users:bob")).toEqual({ name: "Bob" });
	const writing = Data.open(`file:${folder}`);
	for (let number = 0; number < 20; number++) {
		await writing.set("n", number);
		expect(await reading.get("n")).toBe(number);
	}
	expect((await refusal(reading.set("n", 1))).code).toBe("READ_ONLY");
	await writing.close();
	expect(await reading.get("n")).toBe(19);
	await reading.close();
	expect((await refusal(reading.get("n"))).code).toBe("CLOSED");
	const again = Data.open(`file:${folder}`);
	const beside = Data.open(`file:${folder}/data.mdb?readonly`);
	await again.set("n", 20);
	expect(await beside.get("n")).toBe(20);
	await again.close();
	await beside.close();
});

test("reads begin before a handle that writes, and go on while it opens", async () => {
	const folder = await storeWith(ITEMS);
	const reading = Data.open(`file:${folder}?readonly`);
	await reading.get("users:bob");
	const writing = Data.open(`file:${folder}`);
	const written = writing.set("n", 1);
	for (let round = 0; round < 1000; round++) expect(await reading.get("users:bob")).toEqual({ name: "Bob" });
	await written;
	expect(await reading.get("n")).toBe(1);
	await writing.close();
	await reading.close();
});

test("the commits of other processes are seen", async () => {
	const folder = await storeWith(ITEMS);
	const data = Data.open(`file:${folder}?readonly`);
	await data.get("users:bob");
	const writer = start(
		`file:${folder}?durability=relaxed`,
		`for (let number = 1; ; number++) { await data.set("n", number); say(String(number)); }`,
	);
	for (const wanted of [10, 200, 400]) {
		await until(writer, () => writer.lines.length >= wanted);
		expect(await data.get("n")).toBeGreaterThanOrEqual(wanted);
	}
	writer.kill("SIGKILL");
	await writer.ended;
	await data.close();
}, 60_000);

test("a single file is the store of a backup", async () => {
	const folder = await storeWith(ITEMS);
	const file = path.join(temporaryFolder(), "copy.mdb");
	fs.copyFileSync(path.join(folder, "data.mdb"), file);
	const data = Data.open(`file:${file}?readonly`);
	expect(await data.get("users:jane")).toEqual({ name: "Jane" });
	await data.close();
	const refused = await refusal(Data.open(`file:${file}`).get("a"));
	expect(refused.code).toBe("STORE_UNUSABLE");
	expect(refused.message).toContain("?readonly");
	const other = path.join(path.dirname(file), "copy.txt");
	fs.renameSync(file, other);
	expect((await refusal(Data.open(`file:${other}?readonly`).get("a"))).code).toBe("STORE_UNUSABLE");
});

describe("where the process may not write", () => {
	// Root may write everything, so its programs go on as 'nobody'.
	const asReader = `
		if (process.getuid() === 0) {
			process.setgid(65534);
			process.setuid(65534);
		}
	`;

	/** Leaves a folder and its files to be read only. */
	function protect(folder) {
		for (const name of fs.readdirSync(folder)) fs.chmodSync(path.join(folder, name), 0o444);
		fs.chmodSync(folder, 0o555);
	}

	afterEach(() => {
		for (const folder of protectedFolders.splice(0)) fs.chmodSync(folder, 0o755);
	});
	const protectedFolders = [];

	async function protectedStore() {
		const folder = await storeWith(ITEMS);
		protectedFolders.push(folder);
		return folder;
	}

	test.each([true, false])("a store is read (with its lock file: %s)", async (hasLocks) => {
		const folder = await protectedStore();
		if (!hasLocks) fs.rmSync(path.join(folder, "lock.mdb"));
		protect(folder);
		const before = filesOf(folder);
		const lines = await run(
			`file:${folder}?readonly`,
			`${asReader}
			say((await data.get("users:jane")).name);
			say(String((await data.get("users:*")).items.length));
			say(await Data.open("file:${folder}").get("a").catch((error) => error.code));
			say(await data.set("a", 1).catch((error) => error.code));`,
		);
		expect(lines).toEqual(["Jane", "2", "STORE_UNUSABLE", "READ_ONLY"]);
		expect(filesOf(folder)).toEqual(before);
	});

	// Each commit of a writer changes all items to one number, and reuses the pages of earlier commits as soon as it may.
	const KEYS = 60;
	const writing = `
		const keys = Array.from({ length: ${KEYS} }, (_, index) => "all:" + index);
		for (let number = 0; ; number++) {
			const text = "x".repeat(number % 3000);
			await data.set(keys.map((key) => ({ key, value: { number, text } })), { atomic: true, overwrite: true });
			if (number % 50 === 0) say(String(number));
		}
	`;

	test("a reader sees whole commits of a writer that it cannot tell where it reads", async () => {
		const folder = await protectedStore();
		const writer = start(`file:${folder}?durability=relaxed`, writing);
		await until(writer, () => writer.lines.length >= 1);
		protect(folder);
		const reading = `${asReader}
			const seen = new Set();
			for (let round = 0; round < 3000; round++) {
				const { items } = await data.get("all:*", { limit: ${KEYS} });
				const numbers = new Set(items.map(({ value }) => value.number));
				const sound = items.every(({ value }) => value.text.length === value.number % 3000);
				if (items.length !== ${KEYS} || numbers.size !== 1 || !sound) throw new Error("torn: " + [...numbers]);
				seen.add(...numbers);
			}
			say(String(seen.size));
		`;
		const readers = await Promise.all([1, 2].map(() => run(`file:${folder}?readonly`, reading)));
		for (const [seen] of readers) expect(Number(seen)).toBeGreaterThan(10);
		writer.kill("SIGKILL");
		await writer.ended;
	}, 120_000);
});
