"use strict";

// What the explorer's page reads of a store.

const { openExplorer } = require("../support/explorer");
const { freshUrl } = require("../support/command-line");
const { onDynamo } = require("../support/store");

let data;
let page;

beforeEach(async () => {
	const { url, data: opened } = await freshUrl();
	data = opened;
	page = await openExplorer({ data, store: url });
});

test("the store is named, without what is secret in its URL", async () => {
	const secret = await openExplorer({
		data,
		store: "dynamodb://orders?region=eu-west-1&endpoint=http%3A%2F%2Fu:p%40localhost",
	});
	expect(await secret.get("/api/store")).toMatchObject({
		kind: "dynamodb",
		place: "orders",
		region: "eu-west-1",
		endpoint: "http://localhost",
	});
	expect(await page.get("/api/store")).toMatchObject({
		kind: onDynamo ? "dynamodb" : "embedded",
		readOnly: true,
		canListen: true,
	});
});
