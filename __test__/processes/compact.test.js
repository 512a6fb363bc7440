"use strict";

// `data.compact`: the file becomes small, and no moment of a kill loses anything.

const fs = require("node:fs");
const { Data } = require("../..");
const { refusal } = require("../support/refusal");
const { temporaryFolder } = require("../support/store");
const { run, start, until } = require("../support/programs");

const ITEMS = 2000;
const text = "x".repeat(2000);

/** A store of which most pages are free. */
async function sparseStore() {
	const folder = temporaryFolder();
	const data = Data.open(`file:${folder}?durability=relaxed`);
	const items = (name) =>
		Array.from({ length: ITEMS }, (_, index) => ({ key: `${name}:${index}`, value: { text }, label1: `l:${index}` }));
	await data.set(items("gone"), { overwrite: true });
	await data.set(items("kept"), { overwrite: true });
	await data.removeAll("gone:*");
	await data.close();
	return folder;
}

async function expectWhole(data) {
	expect(await data.count("kept:*")).toBe(ITEMS);
	expect(await data.count("l:*", { label: "label1" })).toBe(ITEMS);
	expect(await data.get(`kept:${ITEMS - 1}`)).toEqual({ text });
}

const size = (folder) => fs.statSync(`${folder}/data.mdb`).size;

test("the file becomes small, and handles, reads and writes go on", async () => {
	const folder = await sparseStore();
	const data = Data.open(`file:${folder}`);
	const reading = Data.open(`file:${folder}?readonly`);
	await reading.get("kept:1");
	const { before, after } = await Promise.all([
		data.compact(),
		...Array.from({ length: 50 }, (_, index) => data.set(`during:${index}`, index)),
		...Array.from({ length: 50 }, (_, index) => data.get(`kept:${index}`)),
	]).then(([sizes]) => sizes);
	expect(after).toBeLessThan(before * 0.6);
	expect(size(folder)).toBeLessThan(before);
	await expectWhole(data);
	await expectWhole(reading);
	expect(await data.count("during:*")).toBe(50);
	await data.set("after", 1);
	expect(await reading.get("after")).toBe(1);
	expect(fs.readdirSync(folder).sort()).toEqual(["data.mdb", "lock.mdb"]);
	expect(await run(`file:${folder}`, `say(String(await data.add("after", 1)));`)).toEqual(["2"]);
	expect(await data.get("after")).toBe(2);
	await Promise.all([data.close(), reading.close()]);
});

test("the file keeps its owner and its permissions", async () => {
	const folder = await sparseStore();
	const file = `${folder}/data.mdb`;
	fs.chmodSync(file, 0o664);
	// Only root can give a file away.
	if (process.getuid?.() === 0) fs.chownSync(file, 65534, 65534);
	const { uid, gid, mode } = fs.statSync(file);
	const data = Data.open(`file:${folder}`);
	await data.compact();
	await data.close();
	expect(fs.statSync(file)).toMatchObject({ uid, gid, mode });
});

test("handlers and watches of the process go on", async () => {
	const folder = await sparseStore();
	const data = Data.open(`file:${folder}`);
	const handled = [];
	data.on("created:jobs:*", ({ item }) => {
		handled.push(item.key);
	});
	const watch = data.watch("jobs:*");
	const entries = [];
	const watching = (async () => {
		for await (const { key } of watch) {
			entries.push(key);
			if (key === "jobs:2") return;
		}
	})();
	await data.set("jobs:1", 1);
	await data.events.idle();
	await data.compact();
	await data.set("jobs:2", 2);
	await data.events.idle();
	await watching;
	expect(handled).toEqual(["jobs:1", "jobs:2"]);
	expect(entries.at(-1)).toBe("jobs:2");
	await data.close();
}, 30_000);

test.each(["", "?readonly"])(
	"another process that has the store open (%s) is a reason to refuse",
	async (options) => {
		const folder = await sparseStore();
		const data = Data.open(`file:${folder}`);
		await data.get("a");
		const before = size(folder);
		const other = start(`file:${folder}${options}`, `await data.get("a"); say("open"); setInterval(() => {}, 1000);`);
		await until(other, "open");
		const refused = await refusal(data.compact());
		expect(refused.code).toBe("STORE_IN_USE");
		expect(size(folder)).toBe(before);
		await expectWhole(data);
		other.kill("SIGKILL");
		await other.ended;
		expect((await data.compact()).after).toBeLessThan(before);
		await data.close();
	},
	30_000,
);

test("processes that open the store and write while it is compacted lose nothing", async () => {
	const folder = await sparseStore();
	const compacting = start(
		`file:${folder}`,
		`for (let round = 0; round < 15; round++) say(await data.compact().then(() => "compacted", (error) => error.code));`,
	);
	let sum = 0;
	const writers = [1, 2].map(async () => {
		while (compacting.exitCode === null) {
			await run(`file:${folder}?durability=relaxed`, `for (let i = 0; i < 20; i++) await data.add("sum", 1);`);
			sum += 20;
		}
	});
	await compacting.ended;
	await Promise.all(writers);
	expect(compacting.errors).toBe("");
	for (const line of compacting.lines) expect(["compacted", "STORE_IN_USE"]).toContain(line);
	const data = Data.open(`file:${folder}`);
	expect(await data.get("sum")).toBe(sum);
	await expectWhole(data);
	await data.close();
}, 60_000);

test("handles of the process that open and close meanwhile leave the store as it is", async () => {
	const folder = await sparseStore();
	const data = Data.open(`file:${folder}?durability=relaxed`);
	await data.get("a");
	let compacting = true;
	const opening = ["?readonly", "?durability=relaxed"].map(async (options) => {
		while (compacting) {
			const other = Data.open(`file:${folder}${options}`);
			await other.get("a");
			await other.close();
		}
	});
	for (let round = 1; round <= 30; round++) {
		await data.compact();
		expect(await data.add("a", 1)).toBe(round);
	}
	compacting = false;
	await Promise.all(opening);
	await expectWhole(data);
	await data.close();
}, 60_000);

test.each(["", "?readonly"])(
	"a process that opens the store again and again (%s) while others compact it finds it whole",
	async (options) => {
		const folder = await sparseStore();
		const compacting = start(
			`file:${folder}?durability=relaxed`,
			`await data.close();
			for (let round = 0; round < 200; round++) {
				const data = Data.open("file:${folder}?durability=relaxed");
				for (let n = 0; n < 20; n++) await data.add("sum", 1);
				await data.compact().catch((error) => { if (error.code !== "STORE_IN_USE") throw error; });
				await data.close();
			}`,
		);
		let [last, opened] = [0, 0];
		while (compacting.exitCode === null) {
			const data = Data.open(`file:${folder}${options}`);
			const sum = await data.get("sum");
			expect(sum ?? 0).toBeGreaterThanOrEqual(last);
			last = sum ?? 0;
			opened++;
			await data.close();
		}
		expect(await compacting.ended).toEqual({ code: 0, signal: null });
		expect(compacting.errors).toBe("");
		expect(opened).toBeGreaterThan(10);
		const data = Data.open(`file:${folder}`);
		expect(await data.get("sum")).toBe(4000);
		await expectWhole(data);
		await data.close();
	},
	120_000,
);

test("a kill at any moment leaves a whole store", async () => {
	const folder = await sparseStore();
	for (let round = 0; round < 20; round++) {
		const child = start(
			`file:${folder}?durability=relaxed`,
			`for (let round = 0; ; round++) {
				await data.set("round", { round, text: "x".repeat(round * 1000) });
				say("begun");
				await data.compact();
			}`,
		);
		// Each kill comes a little later in the compaction.
		await until(child, () => child.lines.length > round % 5);
		for (let turn = 0; turn < round * 40; turn++) await new Promise(setImmediate);
		child.kill("SIGKILL");
		await child.ended;
		const data = Data.open(`file:${folder}`);
		await expectWhole(data);
		await data.close();
	}
	const data = Data.open(`file:${folder}`);
	await data.compact();
	expect(fs.readdirSync(folder).sort()).toEqual(["data.mdb", "lock.mdb"]);
	await data.close();
}, 120_000);

test("what cannot be compacted says why", async () => {
	const data = Data.open("memory:");
	expect((await refusal(data.compact())).code).toBe("NO_COMPACTION");
	expect((await refusal(data.compact({ compact: true }))).code).toBe("INVALID_OPTION");
	await data.close();
});
