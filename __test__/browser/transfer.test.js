"use strict";

// Files and other stores: an import shows what it would do, an export is what the query selects, a copy shows the difference.

const fs = require("node:fs");
const path = require("node:path");
const { Data } = require("../..");
const { freshUrl } = require("../support/command-line");
const { rows, temporaryFolder } = require("../support/store");
const { open } = require("./explorer");
const { dialog, toast, total } = require("./look");

async function seeded() {
	const { url, data } = await freshUrl();
	await data.set("users:jane", { name: "Jane", age: 41 }, { label1: "team:core" });
	await data.set("users:joe", { name: "Joe" });
	await data.set("orders:1", { total: 3 });
	return { url, data };
}

/** Opens the palette's action. */
async function action(page, title) {
	await page.keyboard.press("Control+k");
	await page.keyboard.type(title);
	await page.getByRole("option", { name: title }).first().waitFor();
	await page.keyboard.press("Enter");
}

/** Chooses a file for an import and looks at what it would do. */
async function preview(page, name, text, policy) {
	await action(page, "Import a file");
	await dialog(page)
		.locator("input[type=file]")
		.setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
	if (policy) await dialog(page).getByText(policy, { exact: true }).click();
	await dialog(page).getByRole("button", { name: "Preview" }).click();
}

/** The numbers above a preview, by their words. */
const counts = (page) =>
	dialog(page)
		.locator(".counts")
		.evaluate((box) => box.textContent.replace(/\s+/g, " ").trim());

async function finish(page, button) {
	const field = dialog(page).getByLabel(/^To confirm, type/);
	if ((await field.count()) > 0) {
		await field.fill(/: (.+)$/.exec(await dialog(page).locator(".confirm label").textContent())[1]);
	}
	await dialog(page).getByRole("button", { name: button }).click();
}

test("an import of NDJSON shows what is new, what is replaced and what cannot be read, and writes the rest", async () => {
	const { url, data } = await seeded();
	const page = await open(url, { write: true });
	const lines = [
		'{"key":"users:new","value":{"id":12345678901234567890123456789012345678}}',
		'{"key":"users:jane","value":{"name":"Janet"},"label2":"x:y"}',
		'{"key":"users:broken"',
		'{"key":"users:>no","value":1}',
	];
	await preview(page, "users.ndjson", lines.join("\n"), "Always");
	await dialog(page).getByText("The file is NDJSON with 4 items.").waitFor();
	await dialog(page).getByText("2 items cannot be imported.").waitFor();
	await dialog(page).getByText("line 3", { exact: true }).waitFor();
	await dialog(page).getByText("line 4", { exact: true }).waitFor();
	expect(await counts(page)).toMatch(/New1Replace others1.*Cannot be read2/);
	expect(await data.get("users:new")).toBeUndefined();
	await finish(page, "Import 2 items");
	await dialog(page).getByText("2 items imported.").waitFor();
	expect(await data.get("users:jane", { meta: true })).toMatchObject({ value: { name: "Janet" }, label2: "x:y" });
	const made = (await rows(data)).find((row) => row.sk.S === "new");
	expect(made._id).toEqual({ N: "12345678901234567890123456789012345678" });
});

test("an import of CSV leaves what is there, if one says so", async () => {
	const { url, data } = await seeded();
	const page = await open(url, { write: true });
	await preview(page, "users.csv", "key,name,age\nusers:jane,Other,1\nusers:ann,Ann,30\n", "Only what is missing");
	await dialog(page).getByText("The file is CSV with 2 items.").waitFor();
	expect(await counts(page)).toMatch(/New1.*Left out1/);
	await finish(page, "Import 1 item");
	await dialog(page).getByText("1 item imported.").waitFor();
	expect(await data.get("users:jane")).toEqual({ name: "Jane", age: 41 });
	expect(await data.get("users:ann")).toMatchObject({ name: "Ann" });
});

test("of a CSV without a column 'key', people choose which column it is", async () => {
	const { url, data } = await seeded();
	const page = await open(url, { write: true });
	await preview(page, "plain.csv", "sku,name\njane,Janet\nann,Ann\n", "Always");
	await dialog(page).getByText("there is no column 'key'").waitFor();
	await dialog(page).getByLabel("The column with the keys").selectOption("sku");
	await dialog(page).getByLabel("What each key begins with").fill("users:");
	await dialog(page).getByRole("button", { name: "Preview again" }).click();
	await dialog(page).getByText("The file is CSV with 2 items.").waitFor();
	const replaced = dialog(page).getByRole("region", { name: "What replaces others" });
	expect(await replaced.locator("tr").allTextContents()).toEqual([expect.stringMatching(/users:jane.*Jane.*Janet/)]);
	await finish(page, "Import 2 items");
	await dialog(page).getByText("2 items imported.").waitFor();
	expect(await data.get("users:ann")).toEqual({ name: "Ann" });
});

test.each(["NDJSON", "JSON", "CSV"])("what a query selects is downloaded as %s", async (format) => {
	const { url } = await seeded();
	const page = await open(url, { at: { q: "users:*" } });
	await total(page, "2 items");
	await page.locator(".items-toolbar").getByRole("button", { name: "Actions" }).click();
	await page.getByRole("menuitem", { name: "Export all…" }).click();
	await dialog(page).getByText(format, { exact: true }).click();
	const [download] = await Promise.all([
		page.waitForEvent("download"),
		dialog(page).getByRole("button", { name: "Export" }).click(),
	]);
	expect(download.suggestedFilename()).toMatch(new RegExp(`\\.${format.toLowerCase()}$`));
	const text = fs.readFileSync(await download.path(), "utf8");
	expect(text).toContain("users:jane");
	expect(text).toContain("users:joe");
	expect(text).not.toContain("orders:1");
	if (format === "JSON") {
		expect(JSON.parse(text)).toEqual([
			expect.objectContaining({ key: "users:jane", value: { name: "Jane", age: 41 } }),
			expect.objectContaining({ key: "users:joe" }),
		]);
	}
});

test("selected items are downloaded alone", async () => {
	const { url } = await seeded();
	const page = await open(url, { at: { q: "users:*" } });
	await total(page, "2 items");
	await page.locator(".grid-body [role=row]", { hasText: "joe" }).locator(".check").click();
	await page.getByRole("toolbar", { name: "Selected items" }).getByRole("button", { name: "Export" }).click();
	const [download] = await Promise.all([
		page.waitForEvent("download"),
		dialog(page).getByRole("button", { name: "Export" }).click(),
	]);
	const text = fs.readFileSync(await download.path(), "utf8");
	const keys = text.split("\n").flatMap((line) => /"key":"([^"]+)"/.exec(line)?.[1] ?? []);
	expect(keys).toEqual(["users:joe"]);
});

test("an export that breaks is no success: the page says which item, and what to choose", async () => {
	const { url, data } = await seeded();
	await data.set("odd:bytes", { bytes: Buffer.from("x") });
	const page = await open(url, { refusals: [409] });
	await total(page, "4 items");
	await page.locator(".items-toolbar").getByRole("button", { name: "Actions" }).click();
	await page.getByRole("menuitem", { name: "Export all…" }).click();
	await dialog(page).getByText("JSON", { exact: true }).click();
	await dialog(page).getByRole("button", { name: "Export" }).click();
	await toast(page, "The item 'odd:bytes' holds bytes");
	expect(await page.locator(".toast.good").count()).toBe(0);
	await page.getByRole("button", { name: "Export again" }).click();
	await dialog(page).getByText("NDJSON", { exact: true }).click();
	await Promise.all([page.waitForEvent("download"), dialog(page).getByRole("button", { name: "Export" }).click()]);
	await toast(page, "4 items exported");
});

test("a copy to another store shows the difference first, and is compared at the end", async () => {
	const { url, data } = await seeded();
	const target = `file:${path.join(temporaryFolder(), "copy")}`;
	const other = Data.open(target);
	await other.import(data.export({ expression: "users:joe", raw: true }));
	await other.close();
	const page = await open(url, { write: true });
	await total(page, "3 items");
	await page.locator(".items-toolbar").getByRole("button", { name: "Actions" }).click();
	await page.getByRole("menuitem", { name: "Copy all to another store…" }).click();
	await dialog(page).getByLabel("To which store").fill(target);
	await page.keyboard.press("Enter");
	await dialog(page).getByText("This writes 2 items").waitFor();
	await finish(page, /^Copy 2 items/);
	await dialog(page).getByText("2 items written.").waitFor();
	await dialog(page).getByText("Compared: the target has all").waitFor();
	const copy = Data.open(target);
	expect(await rows(copy)).toEqual(await rows(data));
	await copy.close();
});
