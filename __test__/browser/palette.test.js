"use strict";

// Whoever types the key of an item into the palette gets to the item, whatever else the text could mean.

const { freshUrl } = require("../support/command-line");
const { becomes, open } = require("./explorer");
const { attribute, place } = require("./look");

const KEYS = [
	"jane doe",
	'"quoted"',
	"it's",
	"a|b",
	">=5",
	"*",
	"{a}",
	"reverse",
	"where {",
	"label1=x",
	"users:jane doe",
	"users:jane:",
	"users:a::b",
	"users:a>=b",
	'users:"x"',
	"users:{a} reverse",
	"my users:jane",
	"a|b*:c",
	"label1:x",
	"where:x",
];

test("an item is found by its key, whatever the characters of the key mean elsewhere", async () => {
	const { url, data } = await freshUrl();
	await data.set([...KEYS, "other", "users:other"].map((key) => ({ key, value: { key } })));
	const page = await open(url);
	for (const key of KEYS) {
		await page.keyboard.press("Control+k");
		await page.getByRole("combobox", { name: /^Go to/ }).fill(key);
		const first = page.getByRole("option").first();
		await becomes(() => first.locator("span").allTextContents(), [key, "", "Item"]);
		await page.keyboard.press("Enter");
		await becomes(() => place(page).item, key);
		await page.locator(".item-panel").getByRole("heading", { name: key, exact: true }).waitFor();
		await attribute(page, "key").waitFor();
	}
});
