"use strict";

// The errors of a damaged file.

const fs = require("node:fs");
const { Data } = require("../..");
const { temporaryFolder } = require("../support/store");

test("a damaged value rejects with STORE_CORRUPT, alone and in a list", async () => {
	const folder = temporaryFolder();
	const first = Data.open(`file:${folder}`);
	await first.set("k:1", { text: "a marker" });
	await first.close();
	const file = `${folder}/data.mdb`;
	const bytes = fs.readFileSync(file);
	const at = bytes.lastIndexOf('{"text":"a marker"}');
	bytes.write("}}}", at);
	fs.writeFileSync(file, bytes);
	const data = Data.open(`file:${folder}`);
	for (const call of [
		() => data.get("k:1"),
		() => data.get("k:*"),
		() => data.get("k:1", { meta: true }),
		() => data.scan(),
	]) {
		await expect(call()).rejects.toMatchObject({ code: "STORE_CORRUPT", message: expect.stringContaining("damaged") });
	}
	await data.close();
});
