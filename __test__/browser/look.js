"use strict";

// What people see on a page of the explorer, and do there.

const { becomes } = require("./explorer");

/** The keys of the rows that the window of the table shows, from top to bottom. Rows that are not read yet are `undefined`. */
function shownKeys(page) {
	return page.locator(".grid").evaluate((grid) => {
		const window = grid.getBoundingClientRect();
		const head = grid.querySelector(".grid-head").getBoundingClientRect().bottom;
		return [...grid.querySelectorAll(".grid-body [role=row]")]
			.filter((row) => {
				const { top, bottom } = row.getBoundingClientRect();
				return top >= head - 1 && bottom <= window.bottom + 1;
			})
			.map((row) => row.querySelector(".key-text")?.title);
	});
}

/** The names in the tree of collections, with the counts beside them. */
function shownTree(page) {
	return page.locator(".side-tree").evaluate((tree) =>
		[...tree.querySelectorAll("[role=treeitem]")].map((entry) => {
			const name = entry.querySelector(".name").textContent;
			return [name, entry.querySelector(".items-count")?.textContent].filter(Boolean).join(" ");
		}),
	);
}

/** The item panel. */
const panel = (page) => page.locator(".item-panel");

/** A row of the open item's tree, by the name of its attribute. */
const attribute = (page, name) =>
	panel(page)
		.locator(".value-row")
		.filter({ has: page.locator(`.name:text-is("${name}")`) });

/** Changes an attribute of the open item, as text of its kind. */
async function change(page, name, text) {
	await attribute(page, name).locator(".value-line").dblclick();
	await panel(page).locator(".value-editor textarea").fill(text);
	await page.keyboard.press("Enter");
	await panel(page).locator(".value-editor").waitFor({ state: "detached" });
}

/** Writes all changes that wait. */
async function write(page) {
	await page.getByRole("button", { name: "Review" }).click();
	await dialog(page)
		.getByRole("button", { name: /^Write \d/ })
		.click();
}

/** The dialog that is open. */
const dialog = (page) => page.locator("dialog[open]");

/** Runs a query. */
async function query(page, text) {
	await page.getByLabel("Query", { exact: true }).fill(text);
	await page.keyboard.press("Enter");
}

/** The parameters of the page's address. */
const place = (page) => Object.fromEntries(new URL(page.url()).searchParams);

/** Waits until the page says that there are so many items. */
const total = (page, text) => becomes(() => page.locator(".items-facts strong").textContent(), text);

/** Waits for a message at the edge of the page. */
const toast = (page, text) => page.locator(".toast", { hasText: text }).waitFor();

module.exports = { attribute, change, dialog, panel, place, query, shownKeys, shownTree, toast, total, write };
