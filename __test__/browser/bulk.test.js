"use strict";

// Many items at once: what would happen is shown first, what happens can be stopped, and what others changed stays.

const { freshUrl } = require("../support/command-line");
const { onDynamo } = require("../support/store");
const { becomes, open } = require("./explorer");
const { dialog, query, shownTree, total } = require("./look");

async function seeded(count = 30) {
	const { url, data } = await freshUrl();
	await data.import(
		Array.from({ length: count }, (_, index) => ({
			key: `old:${String(index).padStart(5, "0")}`,
			value: { even: index % 2 === 0 },
		})),
	);
	await data.set("kept:1", { name: "kept" });
	return { url, data };
}

/** Opens a dialog about everything that the query selects. */
async function actOnAll(page, entry) {
	await page.locator(".items-toolbar").getByRole("button", { name: "Actions" }).click();
	await page.getByRole("menuitem", { name: entry }).click();
	// On a table, looking is billed, so that a button asks.
	if (onDynamo && entry.startsWith("Delete"))
		await dialog(page).getByRole("button", { name: "Look at the items" }).click();
}

/** Types what a table, or very many items, ask for. */
async function confirm(page) {
	const field = dialog(page).getByLabel(/^To confirm, type/);
	if ((await field.count()) === 0) return;
	await field.fill(/: (.+)$/.exec(await dialog(page).locator(".confirm label").textContent())[1]);
}

test("what a query selects is deleted, after a look at it", async () => {
	const { url, data } = await seeded();
	const page = await open(url, { write: true, at: { q: "old:* where { even: true }" } });
	if (!onDynamo) await becomes(async () => (await shownTree(page))[1], "old 30");
	await actOnAll(page, "Delete all…");
	await dialog(page).getByText("This deletes 15 items.").waitFor();
	await dialog(page).getByText("old:00000", { exact: true }).waitFor();
	expect((await data.get("old:*", { limit: 100 })).items).toHaveLength(30);
	await confirm(page);
	await dialog(page).getByRole("button", { name: "Delete 15 items" }).click();
	await dialog(page).getByText("15 items deleted.").waitFor();
	await page.getByRole("button", { name: "Done" }).click();
	// A table is counted when somebody agrees to what that costs.
	if (!onDynamo) await becomes(async () => (await shownTree(page))[1], "old 15");
	const left = (await data.get("old:*", { limit: 100 })).items;
	expect(left).toHaveLength(15);
	expect(left.every(({ value }) => !value.even)).toBe(true);
	await query(page, "*");
	await becomes(() => page.locator(".items-facts strong").textContent(), "16 items");
});

test("selected items are labelled and get an expiry", async () => {
	const { url, data } = await seeded(4);
	const page = await open(url, { write: true, at: { q: "old:*" } });
	await total(page, "4 items");
	await page.locator(".grid-body [role=row]").nth(0).locator(".check").click();
	await page.locator(".grid-body [role=row]").nth(2).locator(".check").click();
	const bar = page.getByRole("toolbar", { name: "Selected items" });
	await bar.getByText("2 items selected").waitFor();
	await bar.getByRole("button", { name: "Label" }).click();
	await dialog(page).getByLabel("label1 of each of them").fill("batch:may");
	await page.keyboard.press("Enter");
	await dialog(page).getByText("This sets label1 of 2 items to batch:may.").waitFor();
	await confirm(page);
	await dialog(page).getByRole("button", { name: "Label 2 items" }).click();
	await dialog(page).getByText("2 items changed.").waitFor();
	await page.getByRole("button", { name: "Done" }).click();
	expect((await data.getByLabel("label1", "batch:may")).items.map(({ key }) => key)).toEqual([
		"old:00000",
		"old:00002",
	]);

	await query(page, "label1:batch:may");
	await total(page, "2 items");
	await actOnAll(page, "Set the expiry of all…");
	await dialog(page).getByLabel("When").fill("30d");
	await page.keyboard.press("Enter");
	await dialog(page)
		.getByText(/^2 items will expire at/)
		.waitFor();
	await confirm(page);
	await dialog(page).getByRole("button", { name: "Set the expiry of 2 items" }).click();
	await dialog(page).getByText("2 items changed.").waitFor();
	const { ttl } = await data.get("old:00002", { meta: true });
	expect(Math.abs(ttl.getTime() - Date.now() - 30 * 86_400_000)).toBeLessThan(600_000);
	expect((await data.get("old:00001", { meta: true })).ttl).toBeUndefined();
});

/** So many that somebody can stop before they are gone. */
const MANY = onDynamo ? 20_000 : 100_000;
const written = (number) => number.toLocaleString("en-US");

test("work on very many items needs their number, and is stopped", async () => {
	const { url, data } = await seeded(MANY);
	const page = await open(url, { write: true, at: { q: "old:*" } });
	await actOnAll(page, "Delete all…");
	await dialog(page)
		.getByText(`This deletes ${written(MANY)} items.`)
		.waitFor();
	const button = dialog(page).getByRole("button", { name: `Delete ${written(MANY)} items` });
	expect(await button.isDisabled()).toBe(true);
	await confirm(page);
	await button.click();
	await dialog(page).getByRole("button", { name: "Stop" }).click();
	await dialog(page).getByText("What was done stays done.").waitFor();
	const [, deleted] = /Stopped\. ([\d,]+) items? deleted/.exec(await dialog(page).textContent());
	const left = MANY - Number(deleted.replaceAll(",", ""));
	expect(left).toBeGreaterThan(0);
	await page.getByRole("button", { name: "Done" }).click();
	let stored = 0;
	for await (const _ of data.export({ expression: "old:*" })) stored++;
	expect(stored).toBe(left);
	expect(await data.get("kept:1")).toEqual({ name: "kept" });
});

test("an explorer that only reads offers no such work", async () => {
	const { url } = await seeded(3);
	const page = await open(url, { at: { q: "old:*" } });
	await total(page, "3 items");
	await page.locator(".items-toolbar").getByRole("button", { name: "Actions" }).click();
	for (const name of ["Delete all…", "Set a label on all…", "Set the expiry of all…"]) {
		expect(await page.getByRole("menuitem", { name }).isDisabled()).toBe(true);
	}
	expect(await page.getByRole("menuitem", { name: "Export all…" }).isDisabled()).toBe(false);
});
