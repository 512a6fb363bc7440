"use strict";

// Changes: they wait until somebody has reviewed them, are written all together on what was seen, and are undone.

const { freshUrl } = require("../support/command-line");
const { run } = require("../support/programs");
const { rows } = require("../support/store");
const { becomes, open } = require("./explorer");
const { attribute, change, dialog, panel, place, toast, write } = require("./look");

async function seeded() {
	const { url, data } = await freshUrl();
	await data.set("users:jane", { name: "Jane", age: 41, city: "Bern" }, { label1: "team:core" });
	return { url, data };
}

const edit = (url, key = "users:jane", settings = {}) => open(url, { write: true, at: { item: key }, ...settings });

test("a change is reviewed old beside new, and nothing is stored before it is written", async () => {
	const { url, data } = await seeded();
	const page = await edit(url);
	await change(page, "age", "42");
	await change(page, "city", "Basel");
	await page.getByText("1 change", { exact: true }).waitFor();
	await page.getByRole("button", { name: "Review" }).click();
	const line = dialog(page).getByRole("row", { name: /age/ });
	expect(await line.locator("td").allTextContents()).toEqual(["41", "42", expect.anything()]);
	await dialog(page).getByRole("button", { name: "Reject the change of city" }).click();
	expect(await data.get("users:jane")).toEqual({ name: "Jane", age: 41, city: "Bern" });
	await dialog(page)
		.getByRole("button", { name: /^Write 1 change/ })
		.click();
	await toast(page, "1 change written");
	expect(await data.get("users:jane")).toEqual({ name: "Jane", age: 42, city: "Bern" });
});

test("a change that waits survives a reload of the page", async () => {
	const { url, data } = await seeded();
	const page = await edit(url);
	page.on("dialog", (question) => question.accept());
	await change(page, "age", "42");
	await page.reload();
	await page.getByText("1 change", { exact: true }).waitFor();
	expect(await attribute(page, "age").textContent()).toMatch(/42.*41/);
	await write(page);
	await toast(page, "1 change written");
	expect((await data.get("users:jane")).age).toBe(42);
});

test("what another process changes meanwhile is not overwritten: three states are shown, and one chooses", async () => {
	const { url, data } = await seeded();
	const page = await edit(url, "users:jane", { refusals: [409] });
	await change(page, "age", "42");
	await change(page, "city", "Basel");
	await run(url, `await data.set("users:jane", { name: "Janet", age: 43, city: "Bern" }, { label1: "team:core" });`);
	await write(page);
	await dialog(page).getByText("Others have changed this, too").waitFor();
	expect(await data.get("users:jane")).toEqual({ name: "Janet", age: 43, city: "Bern" });
	const states = (name) =>
		dialog(page)
			.getByRole("row", { name: new RegExp(`^${name}`) })
			.locator("td")
			.allTextContents();
	expect(await states("age")).toEqual(["41", expect.stringMatching(/42$/), expect.stringMatching(/43$/)]);
	expect(await dialog(page).getByRole("button", { name: "Use these" }).isDisabled()).toBe(true);
	await dialog(page).getByLabel("Keep mine of age").check();
	await dialog(page).getByRole("button", { name: "Use these" }).click();
	await dialog(page)
		.getByRole("button", { name: /^Write 1 change/ })
		.click();
	await toast(page, "1 change written");
	expect(await data.get("users:jane")).toEqual({ name: "Janet", age: 42, city: "Basel" });
});

test("an item that another process has removed stays removed, or is made again", async () => {
	const { url, data } = await seeded();
	const page = await edit(url, "users:jane", { refusals: [409] });
	await change(page, "age", "42");
	await run(url, `await data.remove("users:jane");`);
	await write(page);
	await dialog(page).getByText("Somebody has removed this item since you saw it.").waitFor();
	await dialog(page).getByRole("button", { name: "Make it again as you have it" }).click();
	await dialog(page)
		.getByRole("button", { name: /^Write 1 change/ })
		.click();
	await toast(page, "1 change written");
	expect(await data.get("users:jane")).toEqual({ name: "Jane", age: 42, city: "Bern" });
});

test("a write is undone to what was there, and only if nobody has changed it since", async () => {
	const { url, data } = await seeded();
	const [before] = await rows(data);
	const page = await edit(url, "users:jane", { refusals: [409] });
	await change(page, "age", "42");
	await write(page);
	await toast(page, "1 change written");
	await page.keyboard.press("Control+z");
	await dialog(page).getByText("undoes a write of yours").waitFor();
	await dialog(page)
		.getByRole("button", { name: /^Write 1 change/ })
		.click();
	await becomes(async () => (await data.get("users:jane")).age, 41);
	const [after] = await rows(data);
	expect({ ...after, md: undefined, _a: undefined }).toEqual({ ...before, md: undefined, _a: undefined });
});

test("an item is renamed in one transaction, with its labels, expiry and date of creation", async () => {
	const { url, data } = await seeded();
	await data.set("users:joe", { name: "Joe" }, { label2: "a:b", ttl: Math.floor(Date.now() / 1000) + 90_000 });
	const before = (await rows(data)).find((row) => row.sk.S === "joe");
	const page = await edit(url, "users:joe");
	await attribute(page, "name").waitFor();
	await panel(page).locator(".item-head").getByRole("button", { name: "More" }).click();
	await page.getByRole("menuitem", { name: "Rename" }).click();
	await dialog(page).getByLabel("Key").fill("users:joseph");
	await page.keyboard.press("Enter");
	await page.getByText("1 change", { exact: true }).waitFor();
	await page.getByRole("button", { name: "Review" }).click();
	await dialog(page).getByRole("heading", { name: "users:joe → users:joseph" }).waitFor();
	await dialog(page).getByText("Nothing else changes.").waitFor();
	expect(await dialog(page).locator("tbody tr").count()).toBe(0);
	await dialog(page).getByRole("button", { name: "Write 1 change" }).click();
	await toast(page, "1 change written");
	const after = await rows(data);
	expect(after.map((row) => row.sk.S)).toEqual(["jane", "joseph"]);
	expect({ ...after[1], sk: undefined, md: undefined }).toEqual({ ...before, sk: undefined, md: undefined });
	await becomes(() => place(page).item, "users:joseph");
});

test("an item that others change while it is renamed is settled in one place, and keeps their change", async () => {
	const { url, data } = await seeded();
	const page = await edit(url, "users:jane", { refusals: [409] });
	await attribute(page, "name").waitFor();
	await panel(page).locator(".item-head").getByRole("button", { name: "More" }).click();
	await page.getByRole("menuitem", { name: "Rename" }).click();
	await dialog(page).getByLabel("Key").fill("users:janet");
	await page.keyboard.press("Enter");
	await page.getByText("1 change", { exact: true }).waitFor();
	await data.set("users:jane", { city: "Basel" });
	await data.set("users:janet", { name: "Janet" });
	await write(page);
	await dialog(page).getByText("Somebody has changed this item since you saw it.").waitFor();
	const headings = () => dialog(page).getByRole("heading", { level: 3 }).allTextContents();
	expect(await headings()).toEqual(["users:jane → users:janet"]);
	await dialog(page).getByRole("button", { name: "Use these" }).click();
	await dialog(page).getByText("Somebody has made an item under this key since you looked.").waitFor();
	expect(await headings()).toEqual(["users:jane → users:janet"]);
	await dialog(page).getByLabel("Keep mine of name").check();
	await dialog(page).getByRole("button", { name: "Use these" }).click();
	await dialog(page)
		.getByRole("button", { name: /^Write 2 changes/ })
		.click();
	await toast(page, "2 changes written");
	expect((await rows(data)).map((row) => row.sk.S)).toEqual(["janet"]);
	expect(await data.get("users:janet")).toEqual({ name: "Jane", age: 41, city: "Basel" });
});

test("a new item shows the first of its attributes, and the rest on demand", async () => {
	const { url, data } = await freshUrl();
	const value = Object.fromEntries(
		Array.from({ length: 12 }, (_, index) => [`a${String(index).padStart(2, "0")}`, index]),
	);
	await data.set("users:many", value);
	const page = await edit(url, "users:many");
	await attribute(page, "a00").waitFor();
	await panel(page).locator(".item-head").getByRole("button", { name: "More" }).click();
	await page.getByRole("menuitem", { name: "Duplicate" }).click();
	await dialog(page).getByLabel("Key").fill("users:more");
	await page.keyboard.press("Enter");
	await page.getByText("1 change", { exact: true }).waitFor();
	await page.getByRole("button", { name: "Review" }).click();
	expect(await dialog(page).locator("tbody tr").allTextContents()).toEqual([
		"a000",
		"a011",
		"a022",
		"a033",
		"a044",
		"and 7 more",
	]);
	await dialog(page).getByRole("button", { name: "and 7 more" }).click();
	expect(await dialog(page).locator("tbody tr").count()).toBe(12);
});

test("what is not changed keeps each digit, its kind and its spelling", async () => {
	const { url, data } = await freshUrl();
	const attributes = {
		_long: { N: "12345678901234567890123456789012345678" },
		_tiny: { N: "0.00000000000000000000000000001" },
		_money: { N: "1.50" },
		_numbers: { NS: ["1", "22222222222222222222"] },
		_words: { SS: ["a", "b"] },
		_bytes: { B: "AP8Q" },
		_byteSet: { BS: ["AQ==", "Ag=="] },
		_nested: { L: [{ N: "9007199254740993" }, { NULL: true }, { BOOL: false }, { M: {} }] },
		_text: { S: "old" },
	};
	await data.import([{ pk: { S: "exact" }, sk: { S: "a" }, ...attributes }]);
	const [stored] = await rows(data);
	const page = await edit(url, "exact:a");
	await change(page, "text", "new");
	await change(page, "long", "98765432109876543210987654321098765432");
	await write(page);
	await toast(page, "1 change written");
	const [after] = await rows(data);
	const changed = { _text: { S: "new" }, _long: { N: "98765432109876543210987654321098765432" }, md: after.md };
	expect(sorted(after)).toEqual(sorted({ ...stored, ...changed }));
	await panel(page).getByRole("tab", { name: "Text" }).click();
	const text = () => panel(page).locator(".text-tab textarea").inputValue();
	await becomes(text, expect.stringContaining("98765432109876543210987654321098765432"));
	expect(await text()).toContain("9007199254740993");
});

/** Sets have no order. */
const sorted = (row) => ({
	...row,
	_numbers: row._numbers.NS.toSorted(),
	_words: row._words.SS.toSorted(),
	_byteSet: row._byteSet.BS.toSorted(),
});

test("an item is made, given a label and an expiry, and deleted", async () => {
	const { url, data } = await seeded();
	const page = await edit(url);
	await attribute(page, "name").waitFor();
	await panel(page).locator(".item-head").getByRole("button", { name: "More" }).click();
	await page.getByRole("menuitem", { name: "New item" }).click();
	await dialog(page).getByLabel("Key").fill("users:new");
	await page.keyboard.press("Enter");
	await panel(page).getByText("Nothing is inside.").waitFor();
	await panel(page).getByRole("button", { name: "Add attribute" }).click();
	await panel(page).getByLabel("Name", { exact: true }).fill("name");
	await panel(page).locator(".value-editor textarea").fill("New");
	await page.keyboard.press("Enter");
	await panel(page).getByRole("button", { name: "Add label" }).click();
	await dialog(page).getByLabel("label1").fill("team:new");
	await page.keyboard.press("Enter");
	await panel(page).getByRole("button", { name: "Change when it expires" }).click();
	await dialog(page).getByLabel("Amount").fill("2");
	await page.keyboard.press("Enter");
	await panel(page).getByText("in 2 d").or(panel(page).getByText("in 1 d 23 h")).waitFor();
	await write(page);
	await toast(page, "1 change written");
	const made = await data.get("users:new", { meta: true });
	expect(made).toMatchObject({ value: { name: "New" }, label1: "team:new" });
	expect(made.ttl.getTime()).toBeGreaterThan(Date.now() + 86_400_000);
	await panel(page).locator(".item-head").getByRole("button", { name: "More" }).click();
	await page.getByRole("menuitem", { name: "Delete" }).click();
	await panel(page).getByText("This item will be removed").waitFor();
	await write(page);
	await becomes(() => data.get("users:new"), undefined);
});

test("a text that is no value yet is not lost and not written, and says where its fault is", async () => {
	const { url } = await seeded();
	const page = await edit(url);
	await panel(page).getByRole("tab", { name: "Text" }).click();
	const text = panel(page).locator(".text-tab textarea");
	await text.fill('{\n  "name": "Jane",\n  "age": 4x\n}');
	await panel(page).getByText("Line 3, column").waitFor();
	expect(await page.locator(".changes-bar").count()).toBe(0);
	await page.reload();
	await panel(page).getByRole("tab", { name: "Text" }).click();
	await becomes(() => text.inputValue(), expect.stringContaining('"age": 4x'));
	await text.fill('{\n  "name": "Jane",\n  "age": 44\n}');
	await page.getByText("1 change", { exact: true }).waitFor();
});
