"use strict";

// Opening and closing leaks no thread and no open file.

const { temporaryFolder } = require("../support/store");
const { run } = require("../support/programs");

const onLinux = process.platform === "linux" ? test : test.skip;

onLinux(
	"300 stores of a folder and 300 in memory come and go",
	async () => {
		const [, before, after] = await run(
			`file:${temporaryFolder()}`,
			`
		const fs = require("node:fs");
		const count = () => ["fd", "task"].map((kind) => fs.readdirSync("/proc/self/" + kind).length);
		const url = ${JSON.stringify(`file:${temporaryFolder()}?durability=relaxed`)};
		const use = async (url) => {
			const store = Data.open(url);
			await store.set("k", 1);
			await store.get("k");
			await store.close();
		};
		await data.get("k");
		say("begins");
		for (const place of [url, "memory:"]) await use(place);
		const before = count();
		say(JSON.stringify(before));
		for (let i = 0; i < 300; i++) for (const place of [url, "memory:"]) await use(place);
		// Threads have some time to end.
		for (let i = 0; i < 1000 && count().some((now, kind) => now > before[kind]); i++) await new Promise(setImmediate);
		say(JSON.stringify(count()));
		`,
		);
		const [[files, threads], [filesAfter, threadsAfter]] = [before, after].map((line) => JSON.parse(line));
		expect(filesAfter).toBeLessThanOrEqual(files);
		expect(threadsAfter).toBeLessThanOrEqual(threads);
	},
	60_000,
);
