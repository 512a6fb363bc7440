"use strict";

// What somebody sees who opens a store for the first time, and what the page says where nothing can be changed.

const { freshUrl } = require("../support/command-line");
const { onDynamo } = require("../support/store");
const { becomes, explore, open, openAt } = require("./explorer");
const { attribute, panel, place, shownKeys, shownTree, total } = require("./look");

async function seeded() {
	const { url, data } = await freshUrl();
	await data.set("users:jane", { name: "Jane", age: 41 }, { label1: "team:core" });
	await data.set("users:joe", { name: "Joe" }, { label1: "team:core" });
	for (const month of ["01", "02"]) await data.set(`orders:2026:${month}:a`, { total: 12.5 });
	return { url, data };
}

/** Lists the collections, which is a scan of a table that somebody has to agree to. */
async function list(page) {
	if (onDynamo) await page.getByRole("button", { name: "Scan the table" }).click();
}

test("the page shows the store, its collections, and the first items", async () => {
	const { url } = await seeded();
	const page = await open(url);
	await list(page);
	await becomes(() => shownTree(page), ["orders 2", "users 2"]);
	await becomes(
		async () => (await shownKeys(page)).sort(),
		["orders:2026:01:a", "orders:2026:02:a", "users:jane", "users:joe"],
	);
	await total(page, "4 items");
	expect(await page.title()).toBe("Items · ampt-data explorer");
});

test("the token leaves the address at once, and works in no other browser", async () => {
	const { url } = await seeded();
	const address = await explore(url);
	const page = await openAt(address);
	expect(page.url()).not.toContain("token");
	await page.reload();
	await total(page, "4 items");
	const other = await openAt(address, { refusals: [403], isClosed: true });
	expect(await other.locator(".grid").count()).toBe(0);
});

test("a collection is opened, and its parts below, and the address says where one is", async () => {
	const { url } = await seeded();
	const page = await open(url);
	await list(page);
	await page.getByRole("treeitem", { name: /orders/ }).click();
	await becomes(() => shownKeys(page), ["orders:2026:01:a", "orders:2026:02:a"]);
	expect(place(page)).toEqual({ q: "orders:*" });
	await page
		.getByRole("treeitem", { name: /orders/ })
		.locator(".twist")
		.click();
	await page.getByRole("treeitem", { name: /2026/ }).locator(".twist").click();
	await page.getByRole("treeitem", { name: /^02/ }).click();
	await becomes(() => shownKeys(page), ["orders:2026:02:a"]);
	expect(place(page)).toEqual({ q: "orders:2026:02:*" });
});

test("an item is opened beside the list, and its label leads to what shares it", async () => {
	const { url } = await seeded();
	const page = await open(url, { at: { q: "users:*" } });
	await page.locator(".grid-body [role=row]", { hasText: "jane" }).click();
	await attribute(page, "age").waitFor();
	expect(place(page)).toEqual({ q: "users:*", item: "users:jane" });
	await panel(page).getByRole("link", { name: "team:core" }).click();
	await becomes(() => shownKeys(page), ["users:jane", "users:joe"]);
	expect(place(page)).toEqual({ q: "label1:team:core", item: "users:jane" });
});

test("an empty store says so", async () => {
	const { url, data } = await freshUrl();
	await data.remove("first:write");
	const page = await open(url);
	await page.getByText("The store is empty").waitFor();
});

test("a page that only reads has nothing to change with, and the server refuses what it sends all the same", async () => {
	const { url, data } = await seeded();
	const page = await open(url, { at: { item: "users:jane" }, refusals: [403] });
	await attribute(page, "age").waitFor();
	await page.getByText("To change items, start the explorer with --write.").waitFor();
	await attribute(page, "age").locator(".value-line").dblclick();
	for (const name of [/delete/i, /remove/i, /rename/i, /add label/i, /change/i, /undo/i, /new item/i, /import/i]) {
		expect(await page.getByRole("button", { name }).count()).toBe(0);
	}
	const status = await page.evaluate(async () => {
		const changes = [{ key: "users:jane", before: null, row: null }];
		const { status } = await fetch("api/write", {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ changes }),
		});
		return status;
	});
	expect(status).toBe(403);
	expect(await data.get("users:jane")).toEqual({ name: "Jane", age: 41 });
});

test("what is stored is text, wherever it is shown", async () => {
	const { url, data } = await freshUrl();
	const html = '<img src=x onerror="document.title=\'seen\'"><script>document.title="seen"</script>';
	await data.set(`html:a${html}`, { [html]: html, list: [html], text: `${html}\n${html}` }, { label1: `a:${html}` });
	const page = await open(url, { at: { item: `html:a${html}` } });
	await list(page);
	await page.getByRole("treeitem", { name: "html" }).waitFor();
	await attribute(page, "list").waitFor();
	await page.getByRole("tab", { name: "Text" }).click();
	await panel(page).locator(".text-tab").waitFor();
	await page.locator("label", { hasText: "Documents" }).click();
	await page.locator(".document").waitFor();
	expect(await page.locator("main img, main script, .item-panel img, .item-panel script").count()).toBe(0);
	expect(await page.title()).toBe("Items · ampt-data explorer");
});

test(
	onDynamo
		? "a table has a coloured bar with its name and region, and is scanned only when somebody agrees"
		: "a store on this machine has no coloured bar",
	async () => {
		const { url } = await seeded();
		const page = await open(url);
		await total(page, "4 items");
		const bar = page.getByRole("note", { name: "DynamoDB table" });
		if (!onDynamo) {
			expect(await bar.count()).toBe(0);
			return;
		}
		const [, name] = /^dynamodb:\/\/([^?]+)/.exec(url);
		const text = await bar.textContent();
		expect(text).toContain(name);
		expect(text).toContain("eu-west-1");
		await page.getByText("the explorer must scan the whole table once").waitFor();
		expect(await page.getByRole("treeitem").count()).toBe(0);
	},
);

if (onDynamo) {
	test("the bar of a table shows all that it says in a narrow window, too", async () => {
		const { url } = await freshUrl();
		const page = await open(url, { width: 800 });
		const outside = await page.locator(".table-bar").evaluate((bar) => {
			const { right, bottom } = bar.getBoundingClientRect();
			const isOutside = (part) =>
				part.getBoundingClientRect().right > right || part.getBoundingClientRect().bottom > bottom;
			return [...bar.querySelectorAll("span")].filter(isOutside).map((part) => part.textContent);
		});
		expect(outside).toEqual([]);
		expect(await page.locator(".table-bar").textContent()).toContain("account");
	});
}
