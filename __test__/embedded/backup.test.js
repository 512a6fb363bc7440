"use strict";

// `data.backup`: the state of one moment, whole or not at all.

const fs = require("node:fs");
const path = require("node:path");
const { Data } = require("../..");
const { refusal } = require("../support/refusal");
const { temporaryFolder } = require("../support/store");
const { start, until } = require("../support/programs");

const KEYS = 50;

/** Every commit gives all items of a name one number. */
const writer = (name) => `
	const keys = Array.from({ length: ${KEYS} }, (_, index) => "${name}:" + index);
	for (let number = 0; ; number++) {
		const value = { number, text: "x".repeat((number * 37) % 2000) };
		await data.set(keys.map((key) => ({ key, value, label1: "of:${name}" })), { atomic: true, overwrite: true });
		if (number % 20 === 0) say(String(number));
	}
`;

/** The one number of the items of each name in a store. */
async function numbersOf(url, names) {
	const data = Data.open(url);
	const numbers = [];
	for (const name of names) {
		const { items } = await data.get(`${name}:*`, { limit: 1000 });
		expect(items).toHaveLength(KEYS);
		const seen = new Set(items.map(({ value }) => value.number));
		expect([...seen]).toHaveLength(1);
		numbers.push(...seen);
	}
	expect((await data.getByLabel("label1", "of:*", { limit: 1000 })).items).toHaveLength(KEYS * names.length);
	await data.close();
	return numbers;
}

test("a backup while four processes write is a state that was there", async () => {
	const folder = temporaryFolder();
	const url = `file:${folder}/store?durability=relaxed`;
	const names = ["a", "b", "c", "d"];
	const writers = names.map((name) => start(url, writer(name)));
	const data = Data.open(url);
	for (let round = 0; round < 6; round++) {
		await Promise.all(writers.map((child) => until(child, () => child.lines.length > round)));
		const before = await Promise.all(names.map(async (name) => (await data.get(`${name}:0`)).number));
		const isFile = round % 2 === 1;
		const target = path.join(folder, isFile ? `${round}.mdb` : String(round));
		const { bytes, items } = await data.backup(target, { compact: round % 3 === 0 });
		expect(items).toBe(KEYS * names.length);
		expect(bytes).toBe(fs.statSync(isFile ? target : path.join(target, "data.mdb")).size);
		expect(isFile || fs.readdirSync(target)).toEqual(isFile || ["data.mdb"]);
		const inCopy = await numbersOf(`file:${target}?readonly`, names);
		const after = await Promise.all(names.map(async (name) => (await data.get(`${name}:0`)).number));
		for (const [index, number] of inCopy.entries()) {
			expect(number).toBeGreaterThanOrEqual(before[index]);
			expect(number).toBeLessThanOrEqual(after[index]);
		}
	}
	for (const child of writers) child.kill("SIGKILL");
	await Promise.all(writers.map((child) => child.ended));
	await data.close();
}, 120_000);

test("a killed backup is none", async () => {
	const folder = temporaryFolder();
	const data = Data.open(`file:${folder}/store?durability=relaxed`);
	const text = "x".repeat(100_000);
	for (let part = 0; part < 10; part++) {
		await data.set(
			Array.from({ length: 50 }, (_, index) => ({ key: `k:${part}-${index}`, value: { text } })),
			{ overwrite: true },
		);
	}
	const targets = ["1", "2.mdb", "3", "4.mdb"];
	for (const [index, name] of targets.entries()) {
		const target = path.join(folder, name);
		const child = start(
			`file:${folder}/store`,
			`await data.backup(${JSON.stringify(target)}, { onProgress: () => process.kill(process.pid, "SIGKILL") });`,
		);
		// The copy is large enough to be heard of, but it may be whole by then.
		await child.ended;
		const place = index % 2 === 0 ? target : `${target}?readonly`;
		const copy = Data.open(`file:${place}`);
		const count = await copy.count("k:*").catch((error) => error.code);
		expect(["STORE_CORRUPT", "STORE_NOT_FOUND", 500]).toContain(count);
		await copy.close();
		if (count !== 500 && index % 2 === 0) expect((await refusal(data.backup(target))).code).toBe("BACKUP_EXISTS");
	}
	await data.close();
}, 60_000);

test("an unfinished backup is never an empty store", async () => {
	const folder = temporaryFolder();
	fs.writeFileSync(path.join(folder, ".backup-x.mdb"), "");
	const refused = await refusal(Data.open(`file:${folder}`).get("a"));
	expect(refused.code).toBe("STORE_CORRUPT");
	expect(refused.message).toContain("not complete");
	expect((await refusal(Data.open(`file:${folder}?readonly`).get("a"))).code).toBe("STORE_NOT_FOUND");
});

test("free pages are left out on demand, and progress grows", async () => {
	const folder = temporaryFolder();
	const data = Data.open(`file:${folder}/store?durability=relaxed`);
	const text = "x".repeat(2000);
	for (let part = 0; part < 20; part++) {
		await data.set(
			Array.from({ length: 500 }, (_, index) => ({ key: `k${part % 2}:${part}-${index}`, value: { text } })),
			{ overwrite: true },
		);
	}
	await data.removeAll("k0:*");
	const heard = [];
	const whole = await data.backup(`${folder}/whole`, { onProgress: (progress) => heard.push(progress) });
	const compact = await data.backup(`${folder}/compact`, { compact: true });
	expect(whole.items).toBe(5000);
	expect(compact.items).toBe(5000);
	expect(compact.bytes).toBeLessThan(whole.bytes * 0.7);
	expect(heard.at(-1)).toEqual({ bytes: whole.bytes, total: whole.bytes });
	for (const [index, { bytes, total }] of heard.entries()) {
		expect(bytes).toBeLessThanOrEqual(total);
		expect(bytes).toBeGreaterThanOrEqual(heard[index - 1]?.bytes ?? 0);
	}
	const copy = Data.open(`file:${folder}/compact`);
	await copy.set("new", 1);
	expect(await copy.count()).toBe(5001);
	await copy.close();
	await data.close();
});

test("a backup overwrites nothing and takes no URL", async () => {
	const folder = temporaryFolder();
	const data = Data.open(`file:${folder}/store`);
	await data.set("a", 1);
	fs.mkdirSync(`${folder}/empty`);
	fs.writeFileSync(`${folder}/file`, "mine");
	fs.writeFileSync(`${folder}/file.mdb`, "mine");
	expect(await data.backup(`${folder}/empty`)).toMatchObject({ items: 1 });
	for (const target of ["empty", "store", "file", "file.mdb", "."]) {
		expect((await refusal(data.backup(path.join(folder, target)))).code).toBe("BACKUP_EXISTS");
	}
	expect((await refusal(data.backup(`${folder}/file/inside`))).code).toBe("BACKUP_FAILED");
	const outside = ["", `file:${folder}/x`, "s3://bucket/x", undefined, 1, new URL(`file://${folder}/x`)];
	for (const target of [...outside, "~/x", "$HOME/x", "a/${B}/x"]) {
		expect((await refusal(data.backup(target))).code).toBe("INVALID_OPTION");
	}
	for (const options of [{ compress: true }, { compact: 1 }, { onProgress: 1 }, true]) {
		expect((await refusal(data.backup(`${folder}/x`, options))).code).toBe("INVALID_OPTION");
	}
	const failing = () => {
		throw new Error("mine");
	};
	expect((await refusal(data.backup(`${folder}/told`, { onProgress: failing }))).message).toBe("mine");
	const rejecting = async () => failing();
	expect((await refusal(data.backup(`${folder}/rejected`, { onProgress: rejecting }))).message).toBe("mine");
	expect(fs.readdirSync(folder).sort()).toEqual(["empty", "file", "file.mdb", "rejected", "store", "told"]);
	expect(fs.readFileSync(`${folder}/file.mdb`, "utf8")).toBe("mine");
	await data.close();
});

test("a backup that cannot be written says so, without Rust's words", async () => {
	const data = Data.open(`file:${temporaryFolder()}`);
	await data.set("a", 1);
	// Not even root can write there.
	for (const target of ["/proc/x.mdb", "/proc/self/task/x"]) {
		const { code, message } = await refusal(data.backup(target));
		expect([target, code]).toEqual([target, process.platform === "linux" ? "BACKUP_FAILED" : expect.any(String)]);
		expect(message).not.toContain("os error");
	}
	await data.close();
});

test("a group in a backup that is one file has no members", async () => {
	const folder = temporaryFolder();
	const data = Data.open(`file:${folder}/store`);
	data.on("created:jobs:*", () => {});
	await data.set("jobs:1", 1);
	await data.events.idle();
	await data.backup(`${folder}/copy.mdb`);
	expect((await data.events.groups())[0].members).toBe(1);
	await data.close();
	const copy = Data.open(`file:${folder}/copy.mdb?readonly`);
	expect((await copy.events.groups())[0].members).toBe(0);
	await copy.close();
});

test("stores that are only read, and stores in memory, are backed up", async () => {
	const folder = temporaryFolder();
	const data = Data.open(`file:${folder}/store`);
	await data.set("a", 1);
	await data.close();
	const reading = Data.open(`file:${folder}/store?readonly`);
	expect(await reading.backup(`${folder}/1.mdb`)).toMatchObject({ items: 1 });
	const again = Data.open(`file:${folder}/1.mdb?readonly`);
	expect(await again.backup(`${folder}/2`)).toMatchObject({ items: 1 });
	const inMemory = Data.open("memory:");
	await inMemory.set("a", 1);
	expect(await inMemory.backup(`${folder}/3`)).toMatchObject({ items: 1 });
	for (const name of ["1.mdb", "2", "3"]) {
		const copy = Data.open(`file:${folder}/${name}?readonly`);
		expect(await copy.get("a")).toBe(1);
		await copy.close();
	}
	await Promise.all([reading.close(), again.close(), inMemory.close()]);
});

test("a restored backup goes on with the events that were not handled", async () => {
	const folder = temporaryFolder();
	const data = Data.open(`file:${folder}/store`);
	let end;
	const copied = new Promise((resolve) => {
		end = resolve;
	});
	data.on("created:jobs:*", async ({ item }) => {
		if (item.key === "jobs:2") await copied;
	});
	await data.set("jobs:1", 1);
	await data.events.idle();
	await data.set("jobs:2", 2);
	await data.backup(`${folder}/copy`);
	const copy = Data.open(`file:${folder}/copy`);
	const second = [];
	copy.on("created:jobs:*", ({ item }) => {
		second.push(item.key);
	});
	await copy.events.idle();
	expect(second).toEqual(["jobs:2"]);
	await copy.close();
	end();
	await data.close();
}, 30_000);
