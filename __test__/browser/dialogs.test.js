"use strict";

// Dialogs show all of what they hold, however much it is, and what is chosen in one place changes no other.

const { freshUrl } = require("../support/command-line");
const { run } = require("../support/programs");
const { becomes, open } = require("./explorer");
const { change, dialog, panel, toast, write } = require("./look");

/** A store with so many items, of which each is changed on the page. */
async function changed(items, settings) {
	const { url, data } = await freshUrl();
	const keys = Array.from({ length: items }, (_, index) => `users:u${index}`);
	for (const key of keys) await data.set(key, { plan: "free", city: "Bern" });
	const page = await open(url, { write: true, at: { q: "users:*" }, ...settings });
	for (const [index, key] of keys.entries()) {
		await page.locator(`.grid-body [role=row]:has(.key-text[title="${key}"])`).click();
		await panel(page).getByRole("heading", { name: key, exact: true }).waitFor();
		await change(page, "plan", `plan ${index}`);
	}
	return { url, data, keys, page };
}

/** The boxes of the dialog that are lower than what is in them, and do not scroll. */
const clipped = (page) =>
	dialog(page).evaluate((element) =>
		[element, ...element.querySelectorAll("*")]
			.filter((box) => {
				const { display, overflowY } = getComputedStyle(box);
				const isBox = display !== "inline" && box.clientHeight > 0 && !box.closest(".unseen, svg");
				return isBox && !["auto", "scroll"].includes(overflowY) && box.scrollHeight > box.clientHeight + 1;
			})
			.map((box) => `${box.className}: ${box.clientHeight} of ${box.scrollHeight}`),
	);

const SIZES = [
	{ width: 1280, height: 800 },
	{ width: 800, height: 600 },
];

/** Nothing of the dialog is out of reach in any window: its body scrolls as far as it must. */
async function expectWhole(page) {
	for (const size of SIZES) {
		await page.setViewportSize(size);
		expect(await clipped(page)).toEqual([]);
		expect(await dialog(page).evaluate((box) => box.getBoundingClientRect().bottom)).toBeLessThanOrEqual(size.height);
	}
}

/** Elements that share what only one may have: an id, or the radio buttons of a question. */
const shared = (page) =>
	page.evaluate(() => {
		const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
		const questions = new Map();
		for (const radio of document.querySelectorAll("input[type=radio]")) {
			const place = radio.closest("fieldset, tr");
			questions.set(radio.name, (questions.get(radio.name) ?? new Set()).add(place));
		}
		return [
			...ids.filter((id, index) => ids.indexOf(id) !== index),
			...[...questions].filter(([, places]) => places.size > 1).map(([name]) => name),
		];
	});

test("ten changes are reviewed in full: each card has its height, and the dialog scrolls", async () => {
	const { page } = await changed(10);
	await page.getByRole("button", { name: "Review" }).click();
	await expectWhole(page);
	const last = dialog(page).getByRole("region", { name: "users:u9" });
	await last.getByText('"plan 9"').or(last.getByText("plan 9")).first().scrollIntoViewIfNeeded();
	await last.getByRole("button", { name: "Reject", exact: true }).click();
	await dialog(page).getByText("Review 9 changes").waitFor();
	expect(await shared(page)).toEqual([]);
});

test("five conflicts are each answered by themselves, and answers stay while one looks elsewhere", async () => {
	const { url, data, keys, page } = await changed(5, { refusals: [409] });
	await run(url, `for (const key of ${JSON.stringify(keys)}) await data.set(key, { plan: "theirs", city: "Bern" });`);
	await write(page);
	await dialog(page).getByText("Others have changed this, too").waitFor();
	await expectWhole(page);
	expect(await shared(page)).toEqual([]);
	const mine = (key) => dialog(page).getByRole("region", { name: key }).getByLabel("Keep mine of plan");
	const theirs = (key) => dialog(page).getByRole("region", { name: key }).getByLabel("Take theirs of plan");
	await mine("users:u0").check();
	await theirs("users:u1").check();
	await mine("users:u4").check();
	expect(await mine("users:u0").isChecked()).toBe(true);
	await page.keyboard.press("Escape");
	await dialog(page).waitFor({ state: "detached" });
	await page.getByRole("button", { name: "Review" }).click();
	const answers = () =>
		Promise.all(keys.map(async (key) => [await mine(key).isChecked(), await theirs(key).isChecked()]));
	const open = [false, false];
	expect(await answers()).toEqual([[true, false], [false, true], open, open, [true, false]]);
	await mine("users:u2").check();
	await page.keyboard.press("ArrowRight");
	expect(await answers()).toEqual([[true, false], [false, true], [false, true], open, [true, false]]);
	await theirs("users:u3").check();
	while ((await dialog(page).getByRole("button", { name: "Use these" }).count()) > 0)
		await dialog(page).getByRole("button", { name: "Use these" }).first().click();
	await dialog(page)
		.getByRole("button", { name: /^Write 2 changes/ })
		.click();
	await toast(page, "2 changes written");
	const plans = () => Promise.all(keys.map(async (key) => (await data.get(key)).plan));
	await becomes(plans, ["plan 0", "theirs", "theirs", "theirs", "plan 4"]);
});
