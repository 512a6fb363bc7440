"use strict";

// Each view and dialog as anybody may use it: with a screen reader, in the dark, in a narrow window.

const fs = require("node:fs");
const { freshUrl } = require("../support/command-line");
const { onDynamo } = require("../support/store");
const { explore, openAt } = require("./explorer");
const { attribute, change, dialog, panel, total } = require("./look");

let url;
beforeAll(async () => {
	const fresh = await freshUrl();
	url = fresh.url;
	const { data } = fresh;
	const inAnHour = Math.floor(Date.now() / 1000) + 3_600;
	await data.set("users:jane", user("Jane", 41), { label1: "team:core", label2: "city:bern", ttl: inAnHour });
	await data.set("users:joe", user("Joe", 30), { label1: "team:a-name-that-is-much-longer-than-any-column-is-wide" });
	await data.set(`users:${"a-very-long-key-".repeat(8)}`, { text: "long ".repeat(300) });
	for (let index = 0; index < 40; index++) await data.set(`orders:2026:${index}`, { total: index * 1.5, paid: false });
	await data.set("failed-orders:1", {
		name: "created",
		item: { key: "orders:2026:1", value: { total: 1.5 } },
		error: { message: "The card is expired" },
		attempts: 3,
		group: "shop",
		handler: { id: "a", names: ["created:orders:*"] },
		failed: new Date().toISOString(),
	});
});

const user = (name, age) => ({
	name,
	age,
	since: 1_700_000_000,
	admin: false,
	nothing: null,
	tags: new Set(["a", "b"]),
	bytes: Buffer.from("bytes"),
	address: { city: "Bern", lines: ["Gasse 1", "3000 Bern"] },
});

const openActions = (page) => page.locator(".items-toolbar").getByRole("button", { name: "Actions" }).click();
const fromPalette = async (page, title) => {
	await page.keyboard.press("Control+k");
	await page.keyboard.type(title);
	await page.getByRole("option", { name: title }).first().waitFor();
	await page.keyboard.press("Enter");
	await dialog(page).waitFor();
};
const fromPanel = async (page, entry) => {
	await attribute(page, "name").waitFor();
	await panel(page).locator(".item-head").getByRole("button", { name: "More" }).click();
	await page.getByRole("menuitem", { name: entry }).click();
	await dialog(page).waitFor();
};
const ofAll = (entry) => async (page) => {
	await openActions(page);
	await page.getByRole("menuitem", { name: entry }).click();
	await dialog(page).waitFor();
};
const jane = { q: "users:*", item: "users:jane" };

/** What there is to see: its name, where it is, and what leads to it. */
const VIEWS = [
	["the items", { q: "users:*" }, (page) => total(page, "3 items")],
	[
		"the items as documents",
		{ q: "users:*" },
		async (page) => {
			await page.locator("label", { hasText: "Documents" }).click();
			await page.locator(".document").first().waitFor();
		},
	],
	["an empty result", { q: "nobody:*" }, (page) => page.getByText("The query selects nothing").waitFor()],
	["what expires soon", { expiring: "1" }, (page) => page.locator(".grid-body", { hasText: "jane" }).waitFor()],
	["a wrong query", { q: "users:* wher" }, (page) => page.getByRole("alert").waitFor()],
	[
		"completions",
		{ q: "users:*" },
		async (page) => {
			await total(page, "3 items");
			await page.getByLabel("Query", { exact: true }).fill("");
			await page.getByLabel("Query", { exact: true }).pressSequentially("users:* ");
			await page.getByRole("option").first().waitFor();
		},
	],
	[
		"selected items",
		{ q: "users:*" },
		async (page) => {
			await page.locator(".grid-body [role=row]").nth(1).locator(".check").click();
			await page.getByRole("toolbar", { name: "Selected items" }).waitFor();
		},
	],
	[
		"a menu",
		{ q: "users:*" },
		async (page) => {
			await openActions(page);
			await page.getByRole("menu").waitFor();
		},
	],
	["an item", jane, (page) => attribute(page, "name").waitFor()],
	[
		"an item as text",
		jane,
		async (page) => {
			await panel(page).getByRole("tab", { name: "Text" }).click();
			await panel(page).locator(".text-tab textarea").waitFor();
		},
	],
	[
		"a value that is edited",
		jane,
		async (page) => {
			await attribute(page, "age").locator(".value-line").dblclick();
			await panel(page).locator(".value-editor").waitFor();
		},
	],
	[
		"the review of changes",
		jane,
		async (page) => {
			await change(page, "age", "42");
			await page.getByRole("button", { name: "Review" }).click();
			await dialog(page).waitFor();
		},
	],
	[
		"an item that is not there",
		{ item: "users:none" },
		(page) => panel(page).getByText("There is no such item").waitFor(),
	],
	["a new item", jane, (page) => fromPanel(page, "New item")],
	["a new name of an item", jane, (page) => fromPanel(page, "Rename")],
	[
		"the expiry of an item",
		jane,
		async (page) => {
			await panel(page).getByRole("button", { name: "Change when it expires" }).click();
			await dialog(page).waitFor();
		},
	],
	[
		"a label of an item",
		jane,
		async (page) => {
			await panel(page).getByRole("button", { name: "Change label1" }).click();
			await dialog(page).waitFor();
		},
	],
	["many items to delete", { q: "orders:*" }, ofAll("Delete all…")],
	["many items to label", { q: "orders:*" }, ofAll("Set a label on all…")],
	["many items to expire", { q: "orders:*" }, ofAll("Set the expiry of all…")],
	["an export", { q: "orders:*" }, ofAll("Export all…")],
	["a copy", { q: "orders:*" }, ofAll("Copy all to another store…")],
	["an import", {}, (page) => fromPalette(page, "Import a file")],
	[
		"the palette",
		{},
		async (page) => {
			await page.keyboard.press("Control+k");
			await page.getByRole("option").first().waitFor();
		},
	],
	["the keys", {}, (page) => fromPalette(page, "Show all keys")],
	["live changes", { view: "live" }, (page) => page.getByRole("toolbar", { name: "Changes" }).waitFor()],
	[
		"events",
		{ view: "events" },
		async (page) => {
			await page.getByRole("heading", { name: "Dead letters" }).waitFor();
			if (onDynamo) {
				await page.getByLabel("Collection of dead letters").fill("failed-orders");
				await page.keyboard.press("Enter");
			}
			await page
				.getByRole("list", { name: /Dead letters/ })
				.getByRole("button")
				.first()
				.click();
		},
	],
	["health", { view: "health" }, (page) => page.getByRole("heading", { name: "Health" }).waitFor()],
];

/** Those that are different on a table. */
const ON_TABLES = ["the items", "an item", "the review of changes", "many items to delete", "events", "health"];

const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js", { paths: [__dirname] }), "utf8");

/** What axe finds that keeps somebody from using the page, as texts; of its contrasts only, if the colours are new. */
async function barriers(page, { contrast }) {
	await page.evaluate(axe);
	const { violations } = await page.evaluate(
		(runOnly) => window.axe.run(document, { resultTypes: ["violations"], runOnly }),
		contrast ? ["color-contrast"] : ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
	);
	return violations
		.filter(({ id, impact }) => ["serious", "critical"].includes(impact) || id === "page-has-heading-one")
		.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
}

/** What somebody cannot get at, because it is beside the window: the page itself, or something to press or to type into. */
const beside = (page) =>
	page.evaluate(() => {
		const found = [];
		const { scrollWidth, clientWidth } = document.documentElement;
		if (scrollWidth > clientWidth) found.push(`the page has ${scrollWidth} pixels, its window ${clientWidth}`);
		const isCut = (element) => {
			const { left, right, width } = element.getBoundingClientRect();
			if (width <= 1) return false;
			for (let box = element.parentElement; box !== null; box = box.parentElement) {
				const { overflowX, textOverflow } = getComputedStyle(box);
				if (["auto", "scroll"].includes(overflowX) || textOverflow === "ellipsis") return false;
				const { left: from, right: to } = box.getBoundingClientRect();
				if (overflowX !== "visible" && (left < from - 1 || right > to + 1)) return true;
			}
			return left < -1 || right > clientWidth + 1;
		};
		for (const element of document.querySelectorAll("button, a, input, select, textarea, [tabindex='0']")) {
			const isUnseen =
				element.closest(".unseen, [aria-hidden=true]") || !element.checkVisibility({ visibilityProperty: true });
			if (!isUnseen && isCut(element)) found.push(element.ariaLabel ?? element.textContent ?? element.className);
		}
		return found;
	});

let address;
let session;
beforeAll(async () => {
	address = await explore(url, { write: true });
	const page = await openAt(address);
	session = await page.context().storageState();
});

test.each(onDynamo ? VIEWS.filter(([name]) => ON_TABLES.includes(name)) : VIEWS)(
	"%s: light and dark, wide and narrow, for everybody",
	async (_, at, lead) => {
		const page = await openAt(address.split("#")[0], { at, storageState: session, reducedMotion: "reduce" });
		page.on("dialog", (question) => question.accept());
		await lead(page);
		expect(await beside(page)).toEqual([]);
		expect(await barriers(page, { contrast: false })).toEqual([]);
		await page.emulateMedia({ colorScheme: "dark" });
		expect(await barriers(page, { contrast: true })).toEqual([]);
		await page.setViewportSize({ width: 800, height: 800 });
		await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
		expect(await beside(page)).toEqual([]);
		expect(await barriers(page, { contrast: false })).toEqual([]);
	},
);

test("the colours are those that the system asks for", async () => {
	const page = await openAt(address.split("#")[0], { storageState: session });
	const colours = async (colorScheme) => {
		await page.emulateMedia({ colorScheme });
		return page.evaluate(() => {
			const { backgroundColor, color } = getComputedStyle(document.body);
			return [backgroundColor, color].map((text) => Number(/\d+/.exec(text)[0]));
		});
	};
	const [light, dark] = [await colours("light"), await colours("dark")];
	expect([light[0] > 200, light[1] < 80]).toEqual([true, true]);
	expect([dark[0] < 60, dark[1] > 180]).toEqual([true, true]);
});
