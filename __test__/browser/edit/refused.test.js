"use strict";

// What no store holds is refused while one edits, at its place; names that JavaScript uses itself are names as others.

const { freshUrl } = require("../../support/command-line");
const { becomes, open } = require("../explorer");
const { attribute, change, dialog, panel, toast, write } = require("../look");

const field = (page) => panel(page).locator(".text-tab textarea");

test.each(["__proto__", "constructor", "toString", "valueOf", "c:constructor"])(
	"an item with the key '%s' is changed as text",
	async (key) => {
		const { url, data } = await freshUrl();
		await data.set(key, { v: 1 });
		const page = await open(url, { write: true, at: { item: key } });
		page.on("dialog", (question) => question.accept());
		await panel(page).getByRole("tab", { name: "Text" }).click();
		await field(page).fill('{ "v": , "__proto__": 3 }');
		await panel(page).getByText("Line 1, column 8").waitFor();
		await page.reload();
		await becomes(() => field(page).inputValue(), '{ "v": , "__proto__": 3 }');
		await field(page).fill('{ "v": 2, "_proto__": 3, "constructor": 4 }');
		await write(page);
		await toast(page, "1 change written");
		await becomes(
			async () => Object.entries(await data.get(key)).sort(),
			[
				["_proto__", 3],
				["constructor", 4],
				["v", 2],
			],
		);
	},
);

const writeReviewed = (page) =>
	dialog(page)
		.getByRole("button", { name: /^Write 1 change/ })
		.click();

/** Puts half of a character into a field, which does not come through to it from here. */
const half = (input) =>
	input.evaluate((element) => {
		element.value = `a:${String.fromCharCode(0xd800)}`;
		element.dispatchEvent(new Event("input", { bubbles: true }));
	});

test("the tree refuses what no store holds, where it is typed", async () => {
	const { url, data } = await freshUrl();
	await data.set("s:1", { numbers: new Set([1, 2]), text: "x" });
	const page = await open(url, { write: true, at: { item: "s:1" } });
	const editor = panel(page).locator(".value-editor");
	const refuses = async (typed, message) => {
		await editor.locator("textarea").fill(typed);
		await page.keyboard.press("Enter");
		await editor.getByRole("alert").filter({ hasText: message }).waitFor();
	};
	await attribute(page, "text").locator(".value-line").dblclick();
	await half(editor.locator("textarea"));
	await page.keyboard.press("Enter");
	await editor.getByRole("alert").filter({ hasText: "half of a character" }).waitFor();
	await refuses("x".repeat(410_000), "400 KB");
	await page.keyboard.press("Escape");
	await attribute(page, "1").locator(".value-line").dblclick();
	await refuses("1.0", "twice");
	await refuses("1e200", "38 digits");
	await page.keyboard.press("Escape");
	await panel(page).getByRole("button", { name: "Add label" }).click();
	await half(dialog(page).getByLabel("label1"));
	await page.keyboard.press("Enter");
	await dialog(page).getByText("half of a character").waitFor();
	expect(await page.locator(".changes-bar").count()).toBe(0);
});

test("a write whose answer is lost is known to be done", async () => {
	const { url, data } = await freshUrl();
	await data.set("s:1", { a: 1 });
	const page = await open(url, { write: true, at: { item: "s:1" }, refusals: [409] });
	await change(page, "a", "2");
	await page.evaluate(() => {
		const whole = window.fetch;
		window.fetch = async (...about) => {
			const answer = await whole(...about);
			if (!answer.url.endsWith("/api/write")) return answer;
			window.fetch = whole;
			throw new TypeError("The connection is lost.");
		};
	});
	await write(page);
	await dialog(page).locator(".notice").first().waitFor();
	expect(await data.get("s:1")).toEqual({ a: 2 });
	await writeReviewed(page);
	await toast(page, "'s:1' is stored already as you made it.");
	await page.locator(".changes-bar").waitFor({ state: "detached" });
	await page.keyboard.press("Control+z");
	await writeReviewed(page);
	await becomes(() => data.get("s:1"), { a: 1 });
});
