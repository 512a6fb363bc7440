"use strict";

// What other processes change shows at once: in the list, in the open item, in the feed; and how far handlers are.

const { freshUrl } = require("../support/command-line");
const { run, start, until } = require("../support/programs");
const { onDynamo } = require("../support/store");
const { becomes, open } = require("./explorer");
const { attribute, change, dialog, panel, place, shownKeys, shownTree, total } = require("./look");

async function seeded() {
	const { url, data } = await freshUrl();
	await data.set("users:jane", { name: "Jane", age: 41 });
	await data.set("users:joe", { name: "Joe" });
	return { url, data };
}

/** Opens the feed and waits until it hears changes. */
async function listening(url, at = {}) {
	const page = await open(url, { at: { view: "live", ...at } });
	await page.getByRole("status").filter({ hasText: "Listening" }).waitFor();
	return page;
}

const feed = (page) => page.getByRole("list", { name: "Changes, the newest first" });

test("the feed shows what another process changes, old beside new", async () => {
	const { url } = await seeded();
	const page = await listening(url);
	await run(
		url,
		`await data.set("users:jane", { name: "Jane", age: 42 });
		await data.set("users:new", { name: "New" });
		await data.remove("users:joe");`,
	);
	const line = (key) => feed(page).getByRole("listitem").filter({ hasText: key });
	await line("users:joe").waitFor();
	await line("users:jane").waitFor();
	await line("users:new").waitFor();
	expect(await line("users:jane").textContent()).toMatch(/age.*41.*42/);
	await line("users:jane").getByRole("button").click();
	expect(await line("users:jane").textContent()).toMatch(/age.*41.*42/);
	await page.getByRole("button", { name: /^created/ }).click();
	await line("users:new").waitFor({ state: "detached" });
	await line("users:jane").getByRole("link").click();
	await attribute(page, "age").waitFor();
	expect(place(page)).toEqual({ view: "live", item: "users:jane" });
});

test("the feed shows what its query selects, waits while it is paused, and loses nothing of it", async () => {
	const { url, data } = await seeded();
	const page = await listening(url, { q: "users:*" });
	await page.getByRole("button", { name: "Pause" }).click();
	await data.set("orders:1", { total: 1 });
	await data.set("users:jane", { name: "Jane", age: 43 });
	await page.getByRole("button", { name: /Go on · 1 new/ }).click();
	await feed(page).getByText("users:jane").waitFor();
	expect(await feed(page).getByText("orders:1").count()).toBe(0);
});

// Reading the stream of a table costs: only the feed does.
if (!onDynamo) {
	test("a list shows what another process changes, and marks it for a moment", async () => {
		const { url } = await seeded();
		const page = await open(url, { at: { q: "users:*" } });
		await total(page, "2 items");
		const row = page.locator(".grid-body [role=row]", { hasText: "jane" });
		const flashed = page.waitForFunction(() => document.querySelector(".grid-row.flash") !== null);
		await run(url, `await data.set("users:jane", { name: "Jane", age: 99 });`);
		await flashed;
		await becomes(async () => (await row.textContent()).includes("99"), true);
		await run(url, `await data.set("users:kim", { name: "Kim" });`);
		await page.getByRole("button", { name: /Read again/ }).click();
		await becomes(() => shownKeys(page), ["users:jane", "users:joe", "users:kim"]);
	});

	test("the tree shows the collections that another process makes, with their counts", async () => {
		const { url } = await seeded();
		const page = await open(url);
		await becomes(() => shownTree(page), ["users 2"]);
		await run(url, `await data.set("users:kim", 1); await data.set("orders:2026:1", 1);`);
		await becomes(() => shownTree(page), ["orders 1", "users 3"]);
	});

	test("the open item shows what another process changes, and keeps a change of its own", async () => {
		const { url } = await seeded();
		const page = await open(url, { write: true, at: { q: "users:*", item: "users:jane" } });
		await attribute(page, "age").waitFor();
		await run(url, `await data.set("users:jane", { name: "Jane", age: 50 });`);
		await becomes(async () => (await attribute(page, "age").textContent()).includes("50"), true);
		await change(page, "name", "Janet");
		await run(url, `await data.set("users:jane", { name: "Jane", age: 51 });`);
		await panel(page)
			.getByText(/changed this item/)
			.waitFor();
		expect(await attribute(page, "name").textContent()).toContain("Janet");
	});
}

test("groups of handlers and the events that they gave up are shown, with the code that replays them", async () => {
	const { url, data } = await seeded();
	const shop = start(
		url,
		`data.on("created:orders:*", { group: "shop", attempts: 1, deadLetter: "failed-orders" }, () => {
			throw new Error("The card is expired");
		});
		data.events.run();
		await data.events.idle();
		say("ready");`,
	);
	try {
		await until(shop, "ready");
		await data.set("orders:1", { total: 12.5 });
		await becomes(async () => (await data.get("failed-orders:*")).items.length, 1);
		const page = await open(url, { write: true, at: { view: "events" } });
		const group = page.getByRole("row", { name: /shop/ });
		await group.waitFor();
		expect(await group.textContent()).toContain("created:orders:*");
		if (onDynamo) {
			await page.getByLabel("Collection of dead letters").fill("failed-orders");
			await page.keyboard.press("Enter");
		}
		const letter = page.getByRole("list", { name: /Dead letters/ }).getByRole("listitem");
		await letter.getByRole("button").first().click();
		expect(await letter.textContent()).toMatch(/orders:1.*The card is expired.*1 attempt/);
		await letter.getByRole("button", { name: "Replay…" }).click();
		await dialog(page)
			.getByText(/data\.events\.replay\("failed-orders:/)
			.waitFor();
		await dialog(page).getByRole("button", { name: "Done" }).click();
		expect(await group.getByRole("button", { name: "Forget…" }).isDisabled()).toBe(true);
	} finally {
		shop.kill();
		await shop.ended;
	}
});

test("the health of the store is shown; a table is read for it when somebody agrees", async () => {
	const { url } = await seeded();
	const page = await open(url, { at: { view: "health" } });
	if (onDynamo) await page.getByRole("button", { name: "Read the whole table" }).click();
	const figure = (name) => page.locator(".figures > div", { hasText: name }).locator("dd").textContent();
	await becomes(() => figure("Items"), "2");
	await page.getByRole("heading", { name: onDynamo ? "Table" : "File" }).waitFor();
	expect(
		await page
			.getByRole("row", { name: /^users/ })
			.first()
			.textContent(),
	).toMatch(/users.*2/);
});
