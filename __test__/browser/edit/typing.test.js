"use strict";

// Whatever somebody types belongs to the item as it was when it was begun: another process may change or remove the item at any
// moment, and neither its change nor what is typed is lost without a word.

const { freshUrl } = require("../../support/command-line");
const { onDynamo, rows } = require("../../support/store");
const { becomes, open } = require("../explorer");
const { attribute, change, dialog, panel, toast, write } = require("../look");

const field = (page) => panel(page).locator(".text-tab textarea");

/** Selects a part of the text, as somebody does who types over it. */
async function select(page, part) {
	await field(page).evaluate((element, text) => {
		const at = element.value.indexOf(text);
		element.focus();
		element.setSelectionRange(at, at + text.length);
	}, part);
}

const more = async (page, entry) => {
	await panel(page).locator(".item-head").getByRole("button", { name: "More" }).click();
	await page.getByRole("menuitem", { name: entry }).click();
};

/** Waits until the page knows of what is stored. An item of a table is not followed: there, only the write meets the other one. */
async function heard(page, data) {
	if (onDynamo) return;
	const [{ md }] = await rows(data);
	const notice = panel(page).getByText("Somebody has changed this item since you saw it.");
	await notice.or(panel(page).locator(`.item-facts code[title="${md.N}"]`)).waitFor({ state: "attached" });
}

/** What somebody does in each editor, step by step. Something of it is typed from the first step on. */
const EDITORS = {
	"the text of a value": [
		async (page) => {
			await panel(page).getByRole("tab", { name: "Text" }).click();
			await select(page, '"a": 1');
			await page.keyboard.type('"a": ');
			await panel(page).getByRole("alert").waitFor();
		},
		(page) => page.keyboard.type("5"),
	],
	"the text of a long value": [
		async (page) => {
			await panel(page).getByRole("tab", { name: "Text" }).click();
			await select(page, '"a": 1');
			await page.keyboard.type('"a": ');
		},
		(page) => page.keyboard.type("5"),
	],
	"a text over a reload": [
		async (page) => {
			await panel(page).getByRole("tab", { name: "Text" }).click();
			await field(page).fill('{ "a": , "b": 1 }');
			await panel(page).getByRole("alert").waitFor();
		},
		async (page) => {
			// What changes before the page listens again is met by the write, of which the page cannot know yet.
			const listening = onDynamo || page.waitForResponse(/\/api\/live/);
			await page.reload();
			await field(page).waitFor();
			await listening;
		},
		(page) => field(page).fill('{ "a": 5, "b": 1 }'),
	],
	"a part of the tree": [
		async (page) => {
			await attribute(page, "a").locator(".value-line").dblclick();
			await panel(page).locator(".value-editor textarea").fill("4");
		},
		(page) => panel(page).locator(".value-editor textarea").fill("5"),
		(page) => page.keyboard.press("Enter"),
	],
	"the name of an attribute": [
		async (page) => {
			await attribute(page, "a").locator(".name").click();
			await panel(page).getByRole("tree").focus();
			await page.keyboard.press("F2");
			await panel(page).getByLabel("New name").fill("c");
		},
		(page) => page.keyboard.press("Enter"),
	],
	"a new attribute": [
		async (page) => {
			await panel(page).getByRole("button", { name: "Add attribute" }).click();
			await panel(page).getByLabel("Name", { exact: true }).fill("c");
		},
		(page) => panel(page).locator(".value-editor textarea").fill("new"),
		(page) => page.keyboard.press("Enter"),
	],
	"a label": [
		async (page) => {
			await panel(page).getByRole("button", { name: "Add label" }).click();
			await dialog(page).getByLabel("label1").fill("team:new");
		},
		(page) => page.keyboard.press("Enter"),
	],
	"an expiry": [
		async (page) => {
			await panel(page).getByRole("button", { name: "Change when it expires" }).click();
			await dialog(page).getByLabel("Amount").fill("2");
		},
		(page) => page.keyboard.press("Enter"),
	],
	"another key": [
		async (page) => {
			await more(page, "Rename");
			await dialog(page).getByLabel("Key").fill("other:1");
		},
		(page) => page.keyboard.press("Enter"),
	],
};

for (const [name, steps] of Object.entries(EDITORS)) {
	for (let moment = 1; moment <= steps.length; moment++) {
		test(`what others store is not overwritten by ${name}, begun ${moment} of ${steps.length} steps before`, async () => {
			const { url, data } = await freshUrl();
			const rest = name.includes("long") ? { z: "x".repeat(25_000) } : {};
			await data.set("s:1", { a: 1, b: 1, ...rest });
			const page = await open(url, { write: true, at: { item: "s:1" }, refusals: [409] });
			page.on("dialog", (question) => question.accept());
			await attribute(page, "a").waitFor();
			for (const [index, step] of steps.entries()) {
				await step(page);
				if (index !== moment - 1) continue;
				await data.set("s:1", { b: 7 });
				if (moment < steps.length) await heard(page, data);
			}
			await page.locator(".changes-bar").waitFor();
			if (name !== "another key" && !onDynamo)
				await panel(page).getByText("Somebody has changed this item since you saw it.").waitFor();
			await write(page);
			await dialog(page).getByText("Others have changed this, too").waitFor();
			expect(await data.get("s:1", { consistent: true })).toEqual({ a: 1, b: 7, ...rest });
			expect(await data.get("other:1", { consistent: true })).toBeUndefined();
		});
	}
}

// An item of a table is not followed.
const testFollowed = onDynamo ? () => {} : test;

testFollowed("a text that is finished after others have changed the item keeps both changes", async () => {
	const { url, data } = await freshUrl();
	await data.set("s:1", { a: 1, b: 1 });
	const page = await open(url, { write: true, at: { item: "s:1" }, refusals: [409] });
	await EDITORS["the text of a value"][0](page);
	await data.set("s:1", { b: 7 });
	await panel(page).getByText("Somebody has changed this item since you saw it.").waitFor();
	await page.keyboard.type("5");
	await panel(page).getByRole("button", { name: "Compare" }).click();
	await dialog(page).getByRole("button", { name: "Use these" }).click();
	await dialog(page)
		.getByRole("button", { name: /^Write 1 change/ })
		.click();
	await toast(page, "1 change written");
	expect(await data.get("s:1")).toEqual({ a: 5, b: 7 });
});

test("a text that goes on after one's own write is no conflict", async () => {
	const { url, data } = await freshUrl();
	await data.set("s:1", { a: 1, b: 1 });
	const page = await open(url, { write: true, at: { item: "s:1" } });
	await change(page, "b", "2");
	await EDITORS["the text of a value"][0](page);
	await write(page);
	await toast(page, "1 change written");
	await select(page, '"a": ');
	await page.keyboard.type('"a": 5');
	await write(page);
	await becomes(() => data.get("s:1", { consistent: true }), { a: 5, b: 2 });
});

testFollowed("what is typed stays when others remove the item, which can be made again", async () => {
	const { url, data } = await freshUrl();
	await data.set("s:1", { a: 1, b: 1 }, { label1: "l:1" });
	const page = await open(url, { write: true, at: { item: "s:1" } });
	await EDITORS["the text of a value"][0](page);
	await data.remove("s:1");
	await panel(page).getByText("Somebody has removed this item since you saw it.").waitFor();
	expect(await field(page).inputValue()).toContain('"a": ,');
	await panel(page).getByRole("button", { name: "Make it again" }).click();
	await select(page, '"a": ');
	await page.keyboard.type('"a": 5');
	await panel(page).getByRole("alert").waitFor({ state: "detached" });
	await write(page);
	await toast(page, "1 change written");
	expect(await data.get("s:1", { meta: true })).toMatchObject({ value: { a: 5, b: 1 }, label1: "l:1" });
});
