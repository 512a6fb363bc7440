"use strict";

// Stored texts with characters that nobody sees: the page shows each of them, wherever a text comes to it from.

const { freshUrl } = require("../support/command-line");
const { onDynamo } = require("../support/store");
const { becomes, open } = require("./explorer");
const { attribute, dialog, panel, query, total } = require("./look");

const KEYS = [
	"evil:rlo\u202ekcatta",
	"evil:zero\u200bwidth",
	"evil:line\nbreak",
	"evil:two  spaces",
	"evil:two spaces",
];
const SHOWN = [
	"evil:line\\u{A}break",
	"evil:rlo\\u{202E}kcatta",
	"evil:two \\u{20}spaces",
	"evil:two spaces",
	"evil:zero\\u{200B}width",
];

/** Texts and names on the page that have a hidden character. What fields hold is real. */
const hidden = (page) =>
	page.evaluate(() => {
		const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{DI}]|(?! )\p{Zs}/u;
		const found = [];
		const walker = document.createTreeWalker(
			document.getElementById("app"),
			NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT,
		);
		while (walker.nextNode()) {
			const { currentNode: node } = walker;
			const texts = node.attributes
				? ["title", "aria-label", "placeholder"].map((name) => node.getAttribute(name) ?? "")
				: [node.parentElement.closest("pre, textarea") ? "" : node.data];
			found.push(...texts.filter((text) => HIDDEN.test(text)));
		}
		return found;
	});

test("no two keys look the same, and nothing is hidden", async () => {
	const { url, data } = await freshUrl();
	for (const key of KEYS) {
		await data.set(key, { name: "a\u200bb", "na\u202eme": 1 }, { label1: `evil\u2066:${key.slice(5)}` });
	}
	await data.set("fo\u200blder:deep\u202e:one", 1);
	const page = await open(url, { write: true, at: { q: "evil:*" } });
	await total(page, "5 items");
	expect((await page.locator(".key-text").allTextContents()).sort()).toEqual(SHOWN);
	if (onDynamo) await page.getByRole("button", { name: "Scan the table" }).click();
	await becomes(() => page.locator(".side-tree .name").allTextContents(), ["evil", "fo\\u{200B}lder"]);
	expect(await hidden(page)).toEqual([]);
	await page.getByText("Documents", { exact: true }).click();
	await page.locator(".document").first().waitFor();
	expect(await hidden(page)).toEqual([]);
	await page.evaluate(() => {
		Object.defineProperty(navigator, "clipboard", {
			value: {
				writeText: async (text) => {
					window.copied = text;
				},
			},
		});
	});
	await page.locator(".document", { hasText: "rlo" }).click();
	await attribute(page, "name").waitFor();
	expect(await panel(page).locator("h2").textContent()).toBe("evil:rlo\\u{202E}kcatta");
	await panel(page).getByRole("button", { name: "Copy the key" }).click();
	expect(await page.evaluate(() => window.copied)).toBe(KEYS[0]);
	expect(await hidden(page)).toEqual([]);
	await panel(page).locator(".item-head").getByRole("button", { name: "More" }).click();
	await page.getByRole("menuitem", { name: "Delete" }).click();
	await page.getByRole("button", { name: "Review" }).click();
	await dialog(page).waitFor();
	expect(await hidden(page)).toEqual([]);
	await page.keyboard.press("Escape");
	await page.keyboard.press("Control+k");
	await page.getByRole("combobox", { name: /^Go to/ }).fill("evil:");
	await page.getByRole("option", { name: /zero/ }).waitFor();
	expect(await hidden(page)).toEqual([]);
	await page.keyboard.press("Escape");
	await query(page, "*");
	await page.getByRole("treeitem", { name: /fo.*lder/ }).click();
	await page.keyboard.press("ArrowRight");
	expect(await hidden(page)).toEqual([]);
});
