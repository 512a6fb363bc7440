"use strict";

// Creates empty stores for tests. Suites that use them run on both stores: `AMPT_TEST_STORE=dynamodb` creates tables
// on the test server instead of folders.

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { Data } = require("../..");

const opened = [];
let tables = 0;

/** Whether the tests run on DynamoDB. */
const onDynamo = globalThis.testStore === "dynamodb";

/** A temporary folder, which is deleted after the test file. */
function temporaryFolder() {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ampt-data-test-"));
	opened.push({ close: async () => fs.rmSync(folder, { recursive: true, force: true }) });
	return folder;
}

/** The URL of an empty table on the test server. */
async function freshTable() {
	const name = `test-${process.pid}-${Date.now()}-${tables++}`;
	const url = `dynamodb://${name}?region=eu-west-1&endpoint=${encodeURIComponent(process.env.AMPT_TEST_ENDPOINT)}`;
	await Data.createTable(url);
	return url;
}

/** An empty store. Expired items are not deleted, so that tests see all rows as written. */
async function freshStore() {
	const url = onDynamo ? await freshTable() : `file:${temporaryFolder()}?sweep=off&durability=relaxed`;
	const data = Data.open(url);
	opened.push(data);
	return data;
}

/** The rows of a store, in the order of the golden files. */
async function rows(data) {
	const all = [];
	for await (const row of data.export({ raw: true })) all.push(row);
	const place = (row) => Buffer.from(`${row.pk.S}\0${row.sk.S}`);
	return all.sort((a, b) => Buffer.compare(place(a), place(b)));
}

afterAll(async () => {
	while (opened.length > 0) await opened.pop().close();
});

module.exports = { freshStore, freshTable, onDynamo, rows, temporaryFolder };
