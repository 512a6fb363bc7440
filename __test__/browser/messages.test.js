"use strict";

// What the page says by itself: messages leave the buttons free, and it notices that the explorer is gone.

const { freshUrl } = require("../support/command-line");
const { becomes, open } = require("./explorer");
const { attribute, change, dialog, panel, toast } = require("./look");

async function seeded() {
	const { url, data } = await freshUrl();
	for (const name of ["ann", "bob", "joe"]) await data.set(`users:${name}`, { name, age: 41 });
	return url;
}

test.each([1280, 800])("messages cover no button of the bars in a window of %d pixels", async (width) => {
	const page = await open(await seeded(), { write: true, at: { q: "users:*" }, width });
	await page.locator(".grid-body [role=row]", { hasText: "joe" }).locator(".check").click();
	await page.locator(".grid-body [role=row]", { hasText: "ann" }).click();
	await attribute(page, "age").waitFor();
	await change(page, "age", "42");
	await page.keyboard.press("Control+k");
	await page.keyboard.type("Copy the link");
	await page.evaluate(() => {
		navigator.clipboard.writeText = async () => {};
	});
	await page.getByRole("option", { name: "Copy the link" }).first().waitFor();
	await page.keyboard.press("Enter");
	await toast(page, "The link is copied");
	const covered = await page.evaluate(() => {
		const box = document.querySelector(".toast").getBoundingClientRect();
		return [".selection-bar", ".changes-bar"].flatMap((name) =>
			[...document.querySelectorAll(`${name} button`)]
				.map((button) => button.getBoundingClientRect())
				.filter(
					({ top, bottom, left, right }) =>
						top < box.bottom && bottom > box.top && left < box.right && right > box.left,
				)
				.map(({ left, top }) => `${name} ${left} ${top}`),
		);
	});
	expect(covered).toEqual([]);
});

test("the page says that the explorer is gone without being asked, and goes on when it is back", async () => {
	const page = await open(await seeded(), { at: { q: "users:*" }, refusals: ["ERR_INTERNET_DISCONNECTED"] });
	await page.locator(".grid-body [role=row]", { hasText: "joe" }).waitFor();
	await page.context().setOffline(true);
	await page.getByText("The explorer has ended.").waitFor();
	await page.context().setOffline(false);
	await page.getByText("The explorer has ended.").waitFor({ state: "detached" });
});

test("what the browser does not copy is shown, and selected", async () => {
	const page = await open(await seeded(), { at: { item: "users:ann" } });
	await page.evaluate(() => {
		navigator.clipboard.writeText = () => Promise.reject(new Error("no"));
	});
	await panel(page).getByRole("button", { name: "Copy the key" }).click();
	await dialog(page).getByText("The browser does not allow to copy.").waitFor();
	await becomes(() => page.evaluate(() => window.getSelection().toString()), "users:ann");
	await page.keyboard.press("Escape");
	await dialog(page).waitFor({ state: "detached" });
});
