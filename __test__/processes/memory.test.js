"use strict";

// Long reads and bulk writes of a large file: what they have passed does not count as memory of the process any more.

const { Data } = require("../..");
const { run } = require("../support/programs");
const { temporaryFolder } = require("../support/store");

/** Bytes of the store. */
const LARGE = 96 * 1024 * 1024;
/** What a long read may add: 4 MB that stay, what is read before they are given back, and code that is loaded for it. */
const MOST = 32 * 1024 * 1024;

const READS = {
	export: "for await (const item of data.export()) if (item.key === '') break;",
	rows: "for await (const row of data.export({ raw: true })) if (row.pk === undefined) break;",
	iterate: 'for await (const item of data.iterate("c:*")) if (item.key === "") break;',
	"a page with a filter": 'await data.get("c:*", { filter: { $startsWith: "none" } });',
	"a count with a filter": 'await data.count("c:*", { filter: { $startsWith: "none" } });',
	collections: "for await (const { bytes } of data.collections({ bytes: true })) if (bytes < 0) break;",
	stat: "await data.stat();",
	check: "await data.check();",
};

let url;
beforeAll(async () => {
	url = `file:${temporaryFolder()}?durability=relaxed`;
	const data = Data.open(url);
	const value = "x".repeat(8000);
	await data.import(items(value));
	await data.close();
}, 60_000);

function* items(value) {
	for (let index = 0; index * value.length < LARGE; index++) yield { key: `c:${index}`, value };
}

test.each(Object.entries(READS))(
	"%s",
	async (_, read) => {
		const [line] = await run(
			url,
			`
		const fs = require("node:fs");
		// Only Linux tells, and only there memory is given back.
		const mapped = () => {
			const [, kilobytes] = /RssFile:\\s*(\\d+)/.exec(fs.readFileSync("/proc/self/status", "utf8"));
			return Number(kilobytes) * 1024;
		};
		if (process.platform !== "linux") return say("0");
		await data.get("c:1");
		const before = mapped();
		${read}
		say(String(mapped() - before));
		await data.close();
		`,
		);
		expect(Number(line)).toBeLessThan(MOST);
	},
	30_000,
);

test("import", async () => {
	const [line] = await run(
		`file:${temporaryFolder()}?durability=relaxed`,
		`
		const fs = require("node:fs");
		const mapped = () => Number(/RssFile:\\s*(\\d+)/.exec(fs.readFileSync("/proc/self/status", "utf8"))[1]) * 1024;
		if (process.platform !== "linux") return say("0");
		await data.set("c:first", 1);
		const before = mapped();
		let most = 0;
		function* items() {
			const value = "x".repeat(1000);
			for (let index = 0; index * value.length < ${LARGE}; index++) {
				if (index % 1000 === 0) most = Math.max(most, mapped() - before);
				yield { key: "c:" + String(index).padStart(8, "0"), value };
			}
		}
		await data.import(items());
		say(String(Math.max(most, mapped() - before)));
		await data.close();
		`,
	);
	expect(Number(line)).toBeLessThan(MOST);
}, 60_000);
