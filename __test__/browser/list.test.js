"use strict";

// Lists of items: sorted, selected, as documents, by their expiry; and the tree beside them.

const { freshUrl } = require("../support/command-line");
const { onDynamo } = require("../support/store");
const { becomes, open } = require("./explorer");
const { place, query, shownKeys, shownTree, total } = require("./look");

/** Numbers that a double cannot tell apart. */
const large = (index) => 9007199254740992n + BigInt(index);

let url;
beforeAll(async () => {
	const fresh = await freshUrl();
	url = fresh.url;
	const later = Math.floor(Date.now() / 1000) + 7200;
	await fresh.data.import([
		...Array.from({ length: 30 }, (_, index) => ({
			key: `users:${String(index).padStart(2, "0")}`,
			value: { name: `User ${index}`, points: large((index * 7) % 30), ...(index === 5 && { note: "only here" }) },
			...(index % 10 === 3 && { ttl: later - index * 60 }),
		})),
		{ key: "orders:2026:01:a", value: 1 },
		{ key: "orders:2026:02:b", value: 2 },
		{ key: "greeting", value: "hello" },
	]);
});

const list = (page) => page.getByRole("grid", { name: "Items" });
const selected = (page) => page.locator("[aria-selected=true][data-index]").evaluateAll((rows) => rows.length);
const names = (keys) => keys.map((key) => key?.split(":")[1]);
const column = (page, name) =>
	list(page)
		.getByRole("columnheader")
		.filter({ hasText: new RegExp(`^${name}$`) });

/** The text of the next row that flashes. It does so for a short time only, so the page itself waits for it. */
const firstFlash = (page) =>
	list(page).evaluate(
		(grid) =>
			new Promise((resolve) => {
				const look = () => {
					const row = grid.querySelector(".flash");
					if (row === null) return;
					observer.disconnect();
					resolve(row.textContent);
				};
				const observer = new MutationObserver(look);
				observer.observe(grid, { subtree: true, childList: true, attributeFilter: ["class"] });
				look();
			}),
	);

test("a column sorts by all digits, up, down, and no more", async () => {
	const page = await open(url, { at: { q: "users:*" } });
	await total(page, "30 items");
	const points = Array.from({ length: 30 }, (_, index) => String(index).padStart(2, "0"));
	points.sort((a, b) => ((a * 7) % 30) - ((b * 7) % 30));
	const shown = () => shownKeys(page).then((keys) => names(keys).slice(0, 10));
	await column(page, "points").getByRole("button").click();
	await becomes(shown, points.slice(0, 10));
	await column(page, "points").getByRole("button").click();
	await becomes(shown, points.toReversed().slice(0, 10));
	expect(place(page)).toEqual({ q: "users:*", sort: "-_points" });
	await column(page, "points").getByRole("button").click();
	await becomes(async () => (await shown())[0], "00");
});

test("a column gets another width by keys, and keeps it", async () => {
	const page = await open(url, { at: { q: "users:*" } });
	const width = async () => Math.round((await column(page, "name").boundingBox()).width);
	const before = await width();
	await column(page, "key").getByRole("button").focus();
	await page.keyboard.press("ArrowRight");
	for (let times = 0; times < 3; times++) await page.keyboard.press("Shift+ArrowRight");
	await becomes(width, before + 48);
	await page.reload();
	await becomes(width, before + 48);
});

test("rows are selected one by one, as a range, and by keys", async () => {
	const page = await open(url, { at: { q: "users:*" }, write: true });
	await total(page, "30 items");
	const check = (index) => page.locator(`[data-index="${index}"] .check`);
	await check(2).click();
	await check(5).click({ modifiers: ["Shift"] });
	await becomes(() => selected(page), 4);
	await check(3).click();
	await page.getByText("3 items selected").waitFor();
	await list(page).focus();
	await page.keyboard.press("Home");
	await page.keyboard.press(" ");
	await page.keyboard.press("Shift+ArrowDown");
	await page.getByText("5 items selected").waitFor();
	await page.keyboard.press("Escape");
	await becomes(() => selected(page), 0);
	await page.keyboard.press("Control+a");
	await page.getByText("30 items selected").waitFor();
});

test("documents show whole items, and keys move among them", async () => {
	const page = await open(url, { at: { q: "users:*" } });
	await page.getByText("Documents", { exact: true }).click();
	const first = page.locator(".document").first();
	await becomes(() => first.locator("strong").textContent(), "users:00");
	await first.getByText(String(large(0))).waitFor();
	await list(page).focus();
	await page.keyboard.press("ArrowRight");
	await page.keyboard.press("ArrowRight");
	await page.keyboard.press("Enter");
	await page.getByRole("complementary", { name: "Item users:01" }).waitFor();
	await page.keyboard.press("Escape");
	await list(page).focus();
	await page.keyboard.press("End");
	await page.locator(".document.active", { hasText: "users:29" }).waitFor();
	await page.reload();
	await page.locator(".document").first().waitFor();
});

test("what expires soon is found among all items, the soonest first", async () => {
	const page = await open(url);
	await page.getByText("Expiring soon").click();
	if (onDynamo) {
		// Looking is billed, so a button asks.
		await page.getByText(/^To find what expires, .* which DynamoDB bills/).waitFor();
		await page.getByRole("button", { name: "Look at 1,000 items" }).click();
	}
	await page.getByText(/^All 33 items: 3 expire, 0 within an hour, [1-3] within a day\.$/).waitFor();
	await becomes(async () => names(await shownKeys(page)), ["23", "13", "03"]);
	await total(page, "3 items expire");
	await becomes(() => page.locator(".expiry").first().textContent(), expect.stringMatching(/^1 h( \d+ min)?$/));
	await query(page, "orders:*");
	await becomes(() => place(page), { q: "orders:*" });
	await page.getByText("3 expire").waitFor({ state: "detached" });
});

test("the tree finds collections by name, opens by keys, and has the items without a colon", async () => {
	const page = await open(url);
	if (onDynamo) await page.getByRole("button", { name: "Scan the table" }).click();
	const tree = page.getByRole("tree");
	await tree.getByText("orders").waitFor();
	await tree.focus();
	await page.keyboard.press("Home");
	for (let times = 0; !(await page.locator(".tree-entry.active").textContent()).startsWith("orders"); times++) {
		expect(times).toBeLessThan(3);
		await page.keyboard.press("ArrowDown");
	}
	await page.keyboard.press("ArrowRight");
	await tree.getByText("2026", { exact: true }).waitFor();
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("ArrowRight");
	await tree.getByText("02", { exact: true }).waitFor();
	await page.keyboard.press("Enter");
	await becomes(() => place(page), { q: "orders:2026:*" });
	await total(page, "2 items");
	if (onDynamo) return;
	await becomes(() => shownTree(page), ["orders 2", "2026 2", "01 1", "02 1", "users 30", "Single items"]);
	await tree.getByText("Single items").click();
	await tree.getByText("greeting").click();
	await page.getByRole("complementary", { name: "Item greeting" }).waitFor();
});

// A table's changes are read only where somebody asks for them, because that costs.
if (!onDynamo) {
	test("what another program changes is shown, and what shows stays in its place", async () => {
		const { url, data } = await freshUrl();
		const key = (index) => `lines:${String(index).padStart(3, "0")}`;
		await data.import(
			Array.from({ length: 300 }, (_, index) => ({ key: key(index), value: { text: `line ${index}` } })),
		);
		const page = await open(url, { at: { q: "lines:*" } });
		await total(page, "300 items");
		await list(page).evaluate((grid) => {
			grid.scrollTop = 150 * 32;
		});
		await becomes(async () => (await shownKeys(page))[0], key(150));
		let flashed;
		firstFlash(page).then((text) => {
			flashed = text;
		});
		// A change that comes before the page listens is shown, but does not flash.
		for (let times = 1; flashed === undefined; times++) {
			await data.set(key(152), { text: `changed ${times} times` });
			await list(page).getByText(`changed ${times} times`).waitFor();
		}
		expect(flashed).toContain(key(152));
		await data.set([1, 2, 3].map((number) => ({ key: `${key(10)}-${number}`, value: { text: "new" } })));
		await total(page, "303 items");
		await becomes(async () => (await shownKeys(page))[0], key(150));
		await data.remove(key(151));
		await total(page, "302 items");
		await becomes(async () => (await shownKeys(page)).slice(0, 2), [key(150), key(152)]);
	});
}

test("a list that cannot be read says so, pretends nothing, and is read when somebody tries again", async () => {
	const page = await open(url, { refusals: [503] });
	await total(page, "33 items");
	let refused = 0;
	await page.route("**/api/rows*", (route) => {
		refused++;
		return route.fulfill({
			status: 503,
			json: { error: { code: "UNREACHABLE", message: "The table does not answer." } },
		});
	});
	await query(page, "users:*");
	// A list of a folder is read once more by itself, when it begins to listen.
	await becomes(() => refused >= (onDynamo ? 1 : 2), true);
	await page.getByRole("alert").filter({ hasText: "The table does not answer." }).waitFor();
	await becomes(() => page.locator(".grid-body .waiting").count(), 0);
	expect(await page.getByText("so far").count()).toBe(0);
	await page.unroute("**/api/rows*");
	await page.getByRole("button", { name: "Try again" }).click();
	await becomes(async () => (await shownKeys(page))[0], "users:00");
});
