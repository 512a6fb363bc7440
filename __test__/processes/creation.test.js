"use strict";

// A store is created completely or not at all, even if many processes create it at once and some are killed.

const fs = require("node:fs");
const path = require("node:path");
const { Data } = require("../..");
const { temporaryFolder } = require("../support/store");
const { start } = require("../support/programs");

test("processes that create one store at once share it", async () => {
	for (let round = 0; round < 5; round++) {
		const url = `file:${temporaryFolder()}/new/store`;
		const makers = Array.from({ length: 6 }, () => start(url, `await data.add("n", 1); await data.close();`));
		for (const maker of makers) expect({ ...(await maker.ended), errors: maker.errors }).toMatchObject({ code: 0 });
		const data = Data.open(url);
		expect(await data.get("n")).toBe(6);
		await data.close();
	}
}, 60_000);

test("a kill during creation leaves no store or a complete one", async () => {
	const folder = temporaryFolder();
	let made = 0;
	for (let round = 0; round < 12; round++) {
		const url = `file:${folder}/${round}`;
		const maker = start(url, `say("now"); data.set("a", 1); await new Promise(() => setInterval(() => {}, 1000));`);
		// Kill as soon as something exists: the folder, the temporary file, or the store.
		while (maker.exitCode === null && !someFile(`${folder}/${round}`)) await new Promise(setImmediate);
		maker.kill("SIGKILL");
		await maker.ended;
		if (fs.existsSync(`${folder}/${round}/data.mdb`)) made++;
		const data = Data.open(url);
		expect(await data.add("n", 1)).toBe(1);
		await data.close();
	}
	expect(made).toBeLessThanOrEqual(12);
}, 60_000);

function someFile(folder) {
	return fs.existsSync(folder) && fs.readdirSync(folder).some((name) => fs.existsSync(path.join(folder, name)));
}
