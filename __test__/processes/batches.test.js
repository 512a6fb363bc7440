"use strict";

// A batch is stored completely or not at all, even for concurrent readers and whenever its process is killed.

const { setTimeout: wait } = require("node:timers/promises");
const { Data } = require("../..");
const { start, until } = require("../support/programs");
const { temporaryFolder } = require("../support/store");

const KILLS = 10;
const ITEMS = 250;

test(`no reader sees a part of a batch, even after ${KILLS} kills during batches`, async () => {
	const url = `file:${temporaryFolder()}`;
	const data = Data.open(url);
	let last = 0;
	for (let kill = 0; kill < KILLS; kill++) {
		const writer = start(
			url,
			`
			const keys = Array.from({ length: ${ITEMS} }, (_, index) => "batch:" + index);
			for (let version = ${last + 1}; ; version++) {
				await data.set(keys.map((key) => ({ key, value: version, label1: "version:" + version })), { overwrite: true });
				say("stored " + version);
			}`,
		);
		await until(writer, () => writer.lines.length > 0);
		for (let look = 0; look < 20; look++) {
			await versionIn(data);
			await wait(1);
		}
		writer.kill("SIGKILL");
		await writer.ended;
		last = await versionIn(data);
		expect(last).toBeGreaterThanOrEqual(Number(writer.lines.at(-1).split(" ")[1]));
		expect((await data.getByLabel("label1", `version:${last}`, { limit: 1000 })).items).toHaveLength(ITEMS);
	}
	await data.close();
});

/** The version of all items. */
async function versionIn(data) {
	const { items } = await data.get("batch:*", { limit: 1000 });
	const versions = new Set(items.map(({ value }) => value));
	expect([items.length, versions.size]).toEqual([ITEMS, 1]);
	return [...versions][0];
}
