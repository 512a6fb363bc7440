"use strict";

// Fresh stores for tests. The suites that use this run on every store there is.

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { Data } = require("../..");

const opened = [];

/** A folder that is deleted after the test file. */
function temporaryFolder() {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ampt-data-test-"));
	opened.push({ close: async () => fs.rmSync(folder, { recursive: true, force: true }) });
	return folder;
}

/** An empty store. Expired items are left in place, so that tests see the rows as they were written. */
function freshStore() {
	const folder = temporaryFolder();
	const data = Data.open(`file:${folder}?sweep=off&durability=relaxed`);
	opened.push(data);
	return data;
}

/** The rows of a store, sorted as the golden files sort them. */
async function rows(data) {
	const all = [];
	for await (const row of data.export({ raw: true })) all.push(row);
	const place = (row) => Buffer.from(`${row.pk.S}\0${row.sk.S}`);
	return all.sort((a, b) => Buffer.compare(place(a), place(b)));
}

afterAll(async () => {
	while (opened.length > 0) await opened.pop().close();
});

module.exports = { freshStore, rows, temporaryFolder };
