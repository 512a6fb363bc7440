"use strict";

// A whole session without a pointer.

const { freshUrl } = require("../support/command-line");
const { onDynamo } = require("../support/store");
const { becomes, open } = require("./explorer");
const { attribute, dialog, panel, place, shownKeys, toast, total } = require("./look");

async function seeded() {
	const { url, data } = await freshUrl();
	for (const name of ["amy", "bob", "cleo"]) await data.set(`users:${name}`, { age: 30 });
	await data.set("orders:1", { total: 3 });
	return { url, data };
}

/** What has the focus: its role and its name. */
const focused = (page) =>
	page.evaluate(() => {
		const { activeElement: element } = document;
		return element === document.body ? "nothing" : (element.ariaLabel ?? element.textContent).trim();
	});

/** Presses Tab until something has the focus. */
async function tabTo(page, name) {
	const passed = [];
	for (let step = 0; step < 60; step++) {
		await page.keyboard.press("Tab");
		const now = await focused(page);
		if (typeof name === "string" ? now === name : name.test(now)) return;
		passed.push(now);
	}
	throw new Error(`Tab does not get to ${name}. It gets to ${passed.join(", ")}.`);
}

test("somebody finds an item, changes it, writes it, undoes it, and deletes another one", async () => {
	const { url, data } = await seeded();
	const page = await open(url, { write: true });
	page.mouse.move = page.mouse.click = () => Promise.reject(new Error("There is no pointer here."));
	await total(page, "4 items");

	await page.keyboard.press("/");
	expect(await focused(page)).toBe("Query");
	await page.keyboard.type("users:*");
	await page.keyboard.press("Enter");
	await becomes(() => shownKeys(page), ["users:amy", "users:bob", "users:cleo"]);

	await page.keyboard.press("ArrowDown");
	expect(await focused(page)).toBe("Items");
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Enter");
	await attribute(page, "age").waitFor();
	expect(place(page)).toEqual({ q: "users:*", item: "users:bob" });

	await tabTo(page, "Value");
	await page.keyboard.press("End");
	await page.keyboard.press("Enter");
	await panel(page).locator(".value-editor").waitFor();
	expect(await focused(page)).toBe("number");
	await page.keyboard.type("31");
	await page.keyboard.press("Enter");
	await page.getByText("1 change", { exact: true }).waitFor();
	await becomes(() => focused(page), "Value");

	await page.keyboard.press("Control+k");
	await page.keyboard.type("review");
	await page.getByRole("option", { name: "Review the changes" }).waitFor();
	await page.keyboard.press("Enter");
	await dialog(page).waitFor();
	await tabTo(page, /^Write 1 change/);
	await page.keyboard.press("Enter");
	await toast(page, "1 change written");
	expect((await data.get("users:bob")).age).toBe(31);

	await page.keyboard.press("Control+z");
	await dialog(page).waitFor();
	await tabTo(page, /^Write 1 change/);
	await page.keyboard.press("Enter");
	await dialog(page).waitFor({ state: "detached" });
	expect((await data.get("users:bob")).age).toBe(30);

	await page.keyboard.press("Control+k");
	await page.keyboard.type("users:cleo");
	await page.getByRole("option", { name: "users:cleo" }).first().waitFor();
	await page.keyboard.press("Enter");
	await page.getByRole("complementary", { name: "Item users:cleo" }).waitFor();
	await attribute(page, "age").waitFor();
	await tabTo(page, "Close the item");
	await page.keyboard.press("Shift+Tab");
	expect(await focused(page)).toBe("More");
	await page.keyboard.press("Enter");
	await page.getByRole("menu").waitFor();
	await page.keyboard.press("End");
	await becomes(() => focused(page), "Delete");
	await page.keyboard.press("Enter");
	await page.getByText("1 change", { exact: true }).waitFor();
	await page.keyboard.press("Control+k");
	await page.keyboard.type("review");
	await page.getByRole("option", { name: "Review the changes" }).waitFor();
	await page.keyboard.press("Enter");
	await dialog(page).waitFor();
	await tabTo(page, /^Write 1 change/);
	await page.keyboard.press("Enter");
	await becomes(() => data.get("users:cleo"), undefined);
});

test("the tree of collections is opened and left with arrows", async () => {
	const { url, data } = await seeded();
	await data.set("orders:2026:01:a", { total: 3 });
	const page = await open(url);
	await total(page, "5 items");
	if (onDynamo) {
		await tabTo(page, "Scan the table");
		await page.keyboard.press("Enter");
	}
	await page.getByRole("treeitem", { name: /orders/ }).waitFor();
	await page.getByLabel("Query", { exact: true }).focus();
	for (let step = 0; step < 20 && (await focused(page)) !== "Collections"; step++)
		await page.keyboard.press("Shift+Tab");
	const tree = page.getByRole("tree", { name: "Collections" });
	const active = () =>
		tree.evaluate((element) => document.getElementById(element.getAttribute("aria-activedescendant"))?.textContent);
	await tree.focus();
	await page.keyboard.press("ArrowRight");
	await page.getByRole("treeitem", { name: /2026/ }).waitFor();
	await page.keyboard.press("ArrowRight");
	await becomes(active, expect.stringContaining("2026"));
	await page.keyboard.press("Enter");
	await becomes(() => shownKeys(page), ["orders:2026:01:a"]);
	await page.keyboard.press("ArrowLeft");
	await becomes(active, expect.stringContaining("orders"));
	await page.keyboard.press("ArrowLeft");
	await page.getByRole("treeitem", { name: /2026/ }).waitFor({ state: "detached" });
});

test("Esc closes what is on top, one after another, and the focus returns", async () => {
	const { url } = await seeded();
	const page = await open(url, { write: true, at: { q: "users:*" } });
	await total(page, "3 items");
	await page.getByRole("grid", { name: "Items" }).focus();
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Enter");
	await becomes(() => focused(page), "Value");
	await page.keyboard.press("Control+k");
	await page.locator("dialog.palette").waitFor();
	await page.keyboard.press("Escape");
	await page.locator("dialog.palette").waitFor({ state: "detached" });
	await panel(page).waitFor();
	await page.keyboard.press("?");
	await dialog(page).waitFor();
	await page.keyboard.press("Escape");
	await dialog(page).waitFor({ state: "detached" });
	await becomes(() => focused(page), "Value");
	await page.keyboard.press("Escape");
	await panel(page).waitFor({ state: "detached" });
	await becomes(() => focused(page), "Items");
});

test("rows are selected with Space, Shift and Ctrl A", async () => {
	const { url } = await seeded();
	const page = await open(url, { write: true, at: { q: "users:*" } });
	await total(page, "3 items");
	const selected = () => page.locator(".selection-bar strong").textContent();
	await page.getByRole("grid", { name: "Items" }).focus();
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Space");
	await becomes(selected, "1 item selected");
	await page.keyboard.press("Shift+ArrowDown");
	await becomes(selected, "2 items selected");
	await page.keyboard.press("Control+a");
	await becomes(selected, "3 items selected");
	await page.keyboard.press("Escape");
	await page.locator(".selection-bar").waitFor({ state: "detached" });
});

test("a new item has the focus as soon as it is made, and Esc leads from the query to the list", async () => {
	const { url } = await seeded();
	const page = await open(url, { write: true, at: { q: "users:*" } });
	await total(page, "3 items");
	await page.keyboard.press("Control+k");
	await page.keyboard.type("new item");
	await page.getByRole("option", { name: "New item" }).waitFor();
	await page.keyboard.press("Enter");
	await dialog(page).waitFor();
	await page.keyboard.type("users:dora");
	await page.keyboard.press("Enter");
	await panel(page).waitFor();
	await becomes(() => focused(page), "Value");
	await page.keyboard.press("Escape");
	await page.keyboard.press("/");
	await page.keyboard.type("?");
	await page.keyboard.press("Escape");
	await page.keyboard.press("Escape");
	await page.keyboard.press("Escape");
	expect(await focused(page)).toBe("Items");
	await page.keyboard.press("Control+k");
	await page.keyboard.type("import a file");
	await page.getByRole("option", { name: "Import a file" }).waitFor();
	await page.keyboard.press("Enter");
	await becomes(() => page.evaluate(() => document.activeElement.type), "file");
});
