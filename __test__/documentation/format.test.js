"use strict";

// Compares docs/format.md with a real file, which it reads without LMDB and without this package.

const path = require("node:path");
const { setTimeout: wait } = require("node:timers/promises");
const { fingerprint, readItem } = require("../support/format");
const { readTables } = require("../support/lmdb");
const { blocks } = require("../support/pages");
const { run, start, until } = require("../support/programs");
const { temporaryFolder } = require("../support/store");

const examples = blocks.filter(({ language }) => language === "hex");

/** Resolves when the file records that a handler has failed. */
async function failureIn(file) {
	for (let attempt = 0; attempt < 1000; attempt++) {
		try {
			if (readTables(file).queues.some(([, value]) => value.length > 0)) return;
		} catch {
			// The file is being written: try again.
		}
		await wait(20);
	}
	throw new Error("No failure of a handler is in the file.");
}

/** The bytes of a part of an example. A byte that varies is `undefined`. */
function bytesOf(lines) {
	return lines.flatMap((line) => {
		const [, hex, meaning] = /^((?:[0-9A-F]{2} )*[0-9A-F]{2}) *(.*)$/.exec(line);
		return hex.split(" ").map((byte) => (meaning.includes("(varies)") ? undefined : Number.parseInt(byte, 16)));
	});
}

function isLike(bytes, example) {
	return bytes.length === example.length && example.every((byte, at) => byte === undefined || byte === bytes[at]);
}

describe("examples", () => {
	let tables;

	beforeAll(async () => {
		const folder = temporaryFolder();
		const file = path.join(folder, "data.mdb");
		const program = start(
			`file:${folder}`,
			`
			const at = new Date(1_700_000_000_000);
			const dates = { created: at, modified: at, version: "1700000000" };
			await data.import([
				{ key: "counter", value: 7, ...dates },
				{ key: "users:jane", value: { name: "Jane" }, label1: "team:core", label3: "vip", ttl: "2100-01-01", ...dates, version: "1700000000.123000000000000000001" },
			]);
			data.events.on("retry", () => {});
			let attempts = 0;
			data.on("created:orders:*", () => {});
			data.on("created:orders:*", { timeout: 60_000 }, () => {
				if (attempts++ > 0) return new Promise(() => {});
				throw new Error("Not yet");
			});
			await data.events.idle();
			for (const value of [5, 6]) await data.import([{ key: "orders:1", value, ...dates }]);
			say("written");
			setInterval(() => {}, 1000);`,
		);
		try {
			await until(program, "written");
			await failureIn(file);
		} finally {
			program.kill("SIGKILL");
		}
		await program.ended;
		tables = readTables(file);
	});

	test.each(examples.map((block) => [`${block.note}, line ${block.line}`, block]))("%s", (_, { note, body }) => {
		const lines = body.trimEnd().split("\n");
		const middle = lines.indexOf("value");
		const [key, value] = [lines.slice(1, middle), lines.slice(middle + 1)].map(bytesOf);
		const found = tables[note].filter((entry) => isLike(entry[0], key));
		expect(found).toHaveLength(1);
		const [bytes] = found.map((entry) => entry[1]);
		expect([...bytes].map((byte, at) => (value[at] === undefined && at < value.length ? undefined : byte))).toEqual(
			value,
		);
	});

	test("show exactly the tables of the file", () => {
		expect(Object.keys(tables).sort()).toEqual([...new Set(examples.map(({ note }) => note))].sort());
	});

	test("show the fingerprint of the handlers that succeeded", () => {
		const [, retry] = tables.queues[0];
		const names = ["created:orders:*"];
		expect(retry.readBigUInt64LE(8)).toBe(fingerprint([names, names], 1));
	});
});

test("a reader written from the page alone reads items of every kind", async () => {
	const folder = temporaryFolder();
	const [printed] = await run(
		`file:${folder}`,
		`
		const { serialize } = require("node:v8");
		const options = { label2: "x\\u0000y:z", label5: "simple", ttl: "2100-01-01" };
		await data.set("\\u0000a:\\u0000b", { "\\u0000x": "\\u0000", text: "żółw", deep: [{ list: [1.5, null, true] }] }, options);
		await data.set("bytes", new Uint8Array([0, 1, 255]));
		await data.set("sets", { s: new Set(["a", "b"]), n: new Set([1, 2]), b: new Set([new Uint8Array([1])]) });
		await data.set("set", new Set(["a"]), { label1: "a:b" });
		await data.set("big", { bigint: -(2n ** 70n) });
		await data.set("long", "x".repeat(100_000));
		await data.import([
			{ key: "versions:long", value: 1, version: "1700000000.1234567890123456789012345678" },
			{ key: "versions:whole", value: 1, version: "1700000000" },
		]);
		const many = Array.from({ length: 2000 }, (_, index) => ({ key: "many:" + index, value: { index, text: "x".repeat(index % 50) } }));
		await data.seed(many);
		const items = [];
		for await (const item of data.export({ version: true })) items.push(item);
		say(serialize(items).toString("base64"));`,
	);
	const expected = require("node:v8").deserialize(Buffer.from(printed, "base64"));
	const items = readTables(path.join(folder, "data.mdb")).items.map(([key, bytes]) => readItem(key, bytes));
	expect(items.length).toBe(2008);
	for (const [index, { isIntact, isObject, ...item }] of items.entries()) {
		expect(isIntact).toBe(true);
		expect(isObject).toBe(Object.getPrototypeOf(item.value) === Object.prototype);
		expect(item).toEqual(expected[index]);
	}
});
