"use strict";

// Many items exported, imported elsewhere and copied to a table, by processes that are killed on the way.
// `AMPT_TEST_ITEMS` is the number of items that are exported; a fifth of it is copied. The whole size is 1000000.

const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { Data } = require("../..");
const { begin } = require("../support/command-line");
const { startServer } = require("../support/server");
const { temporaryFolder } = require("../support/store");

const ITEMS = Number(process.env.AMPT_TEST_ITEMS ?? 30_000);
const COPIED = ITEMS / 5;
/** Megabytes of its own that a command may take, whatever it moves. */
const MOST_MEMORY = 150;

let server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

function* items(count) {
	for (let n = 0; n < count; n++) {
		yield {
			key: n % 10 === 0 ? `single${n}` : `users${n % 97}:${n}`,
			value:
				n % 7 === 0
					? `text ${n}`
					: {
							n,
							big: 2n ** 65n + BigInt(n),
							tags: new Set([`a${n}`, "b"]),
							bytes: new Uint8Array([n % 256]),
							deep: [{ n: [n / 8] }],
							text: "x".repeat(n % 300),
						},
			label1: `team:${n % 50}`,
			...(n % 11 === 0 && { label5: "all" }),
			...(n % 13 === 0 && { ttl: "2090-01-01" }),
		};
	}
}

async function filled(count) {
	const url = `file:${temporaryFolder()}?durability=relaxed`;
	const data = Data.open(url);
	await data.import(items(count));
	await data.close();
	return url;
}

/** The number of rows, and a sum over their content that knows no order. */
async function checksumOf(url) {
	const data = Data.open(url);
	let [count, sum] = [0, 0n];
	for await (const row of data.export({ raw: true })) {
		count++;
		const columns = Object.keys(row)
			.sort()
			.map((name) => [name, row[name].SS?.toSorted() ?? row[name]]);
		sum += createHash("sha256").update(JSON.stringify(columns)).digest().readBigUInt64LE();
	}
	await data.close();
	return { count, sum: BigInt.asUintN(64, sum) };
}

/** Notes the most memory that a program takes, in megabytes, with the pages of files that it has mapped. */
function peakOf(child) {
	const peak = { megabytes: 0 };
	const look = () => {
		try {
			const status = fs.readFileSync(`/proc/${child.pid}/status`, "utf8");
			peak.megabytes = Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024;
		} catch {
			// It has ended, or the system has no such file.
		}
	};
	const timer = setInterval(look, 20);
	child.ended.then(() => clearInterval(timer));
	return peak;
}

const env = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };

/** Runs a command to its end. Prints its time and memory when all items are moved. */
async function moved(args) {
	const begun = performance.now();
	const child = begin(args, { env: { ...env, XDG_DATA_HOME: states } });
	const peak = peakOf(child);
	const { code } = await child.ended;
	expect([code, child.errors]).toEqual([0, expect.any(String)]);
	expect(peak.megabytes).toBeLessThan(MOST_MEMORY);
	if (process.env.AMPT_TEST_ITEMS !== undefined) {
		const seconds = (performance.now() - begun) / 1000;
		console.log(`${args[0]}: ${seconds.toFixed(1)} s, ${peak.megabytes.toFixed(0)} MB\n${child.errors}`);
	}
	return child.errors;
}

let states;
beforeAll(() => {
	states = temporaryFolder();
});

test(`${ITEMS} items exported and imported are equal`, async () => {
	const source = await filled(ITEMS);
	const target = `file:${temporaryFolder()}`;
	const file = path.join(temporaryFolder(), "all.ndjson.gz");
	await moved(["export", "--url", source, "-o", file]);
	await moved(["import", file, "--url", target]);
	const expected = await checksumOf(source);
	expect(expected.count).toBe(ITEMS);
	expect(await checksumOf(target)).toEqual(expected);
}, 1_800_000);

test(`${COPIED} items copied to a table are equal, although the copy is killed twice`, async () => {
	const source = await filled(COPIED);
	const table = server.url("copied");
	Object.assign(process.env, env);
	await Data.createTable(table);
	const command = ["copy", source, table, "--write"];
	for (const part of [1 / 3, 2 / 3]) {
		// Slow enough that the kill comes on the way.
		const child = begin([...command, "--rate", String(Math.ceil(COPIED / 5))], {
			env: { ...env, XDG_DATA_HOME: states },
		});
		while (copied() < COPIED * part) await new Promise((resolve) => setTimeout(resolve, 10));
		child.kill("SIGKILL");
		expect(await child.ended).toEqual({ code: null, signal: "SIGKILL" });
	}
	const before = copied();
	expect(before).toBeLessThan(COPIED);
	const said = await moved(command);
	expect(said).toContain(
		`Going on with a copy that was interrupted: ${before.toLocaleString("en-US")} items are done.`,
	);
	expect(said).toContain(`Verified: both stores have ${COPIED.toLocaleString("en-US")} items`);
	expect(await checksumOf(table)).toEqual(await checksumOf(source));
}, 1_800_000);

/** How many items the state of the copy has. */
function copied() {
	const folder = path.join(states, "ampt-data");
	const name = fs.existsSync(folder) && fs.readdirSync(folder).find((file) => file.endsWith(".json"));
	if (!name) return 0;
	const { known } = JSON.parse(fs.readFileSync(path.join(folder, name), "utf8"));
	return known.reduce((sum, items) => sum + items, 0);
}
