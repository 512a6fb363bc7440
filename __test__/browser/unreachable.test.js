"use strict";

// A table that cannot be reached: the page says which one it waits for, what went wrong, and tries again.

const { openSilentTable } = require("../support/silent-table");
const { open } = require("./explorer");

test("a table that does not answer is named while the page waits, and is asked again when somebody wants it", async () => {
	const table = await openSilentTable();
	const page = await open(table.url, { refusals: [503] });
	const words = page.getByText(`Still waiting for table orders, eu-west-1, ${table.endpoint}`);
	await words.waitFor();
	await page.getByRole("note", { name: "DynamoDB table" }).getByText(table.endpoint).waitFor();
	table.close();
	const failure = page.getByRole("main").getByRole("alert").filter({ hasText: "DynamoDB cannot be reached" });
	await failure.waitFor();
	await words.waitFor({ state: "detached" });
	await failure.getByRole("button", { name: "Try again" }).click();
	await failure.waitFor({ state: "detached" });
	await words.waitFor();
	await failure.waitFor();
	await page.getByRole("complementary", { name: "Collections" }).getByRole("button", { name: "Try again" }).waitFor();
});
