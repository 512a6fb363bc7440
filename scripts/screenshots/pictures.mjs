// What the pictures show. Each begins with a new page of the explorer.

/** The columns of the countries, as somebody has chosen them. */
const COUNTRIES = {
	columns: ["key", "_region", "_capital", "_area", "_independent", "label1", "label2"],
	widths: { key: 124, _region: 96, _capital: 150, _area: 100, _independent: 112, label1: 210, label2: 104 },
};
const REMEMBERED = { "table:country": COUNTRIES, "table:label1:region-Europe": COUNTRIES };

/** @typedef {import("playwright-core").Page} Page */

/** @type {Record<string, { at: Record<string, string>, lead(page: Page, data: object): Promise<void>, after?(data: object): Promise<unknown> }>} */
export const PICTURES = {
	items: {
		at: { q: "country:*" },
		async lead(page) {
			await page.locator(".items-facts strong", { hasText: "250 items" }).waitFor();
			await openOrders(page);
		},
	},
	item: {
		at: { q: "label1:region-Europe:*", item: "country:AUT" },
		async lead(page) {
			await page.locator(".value-row").first().waitFor();
			await openOrders(page);
		},
	},
	review: {
		at: { q: "orders:2026:03:*" },
		async lead(page) {
			await openItem(page, "orders:2026:03:1145");
			await change(page, "status", "shipped");
			await change(page, "total", "1234.50");
			await openItem(page, "orders:2026:03:1140");
			await change(page, "status", "delivered");
			await openItem(page, "orders:2026:03:1143");
			await page.locator(".item-head").getByRole("button", { name: "More" }).click();
			await page.getByRole("menuitem", { name: "Delete" }).click();
			await page.getByRole("button", { name: "Review" }).click();
			await page.locator("dialog[open]").waitFor();
		},
	},
	live: {
		at: { view: "live" },
		async lead(page, data) {
			await page.getByRole("status").filter({ hasText: "Listening" }).waitFor();
			await happen(data);
			const changes = page.locator(".feed li");
			await changes.nth(CHANGES - 1).waitFor();
			for (const index of [3, 5]) await changes.nth(index).locator(".toggle").click();
			await page.evaluate((first) => {
				for (const [index, time] of [...document.querySelectorAll(".feed time")].entries()) {
					time.textContent = new Date(first - index * 3_700).toISOString().slice(11, 19);
				}
			}, Date.parse("2026-03-24T14:12:51Z"));
		},
		// So that the next picture shows the same.
		after: (data) => data.remove("orders:2026:03:1190"),
	},
	bulk: {
		at: { q: "customers:*" },
		async lead(page) {
			await page.keyboard.press("Control+k");
			await page.keyboard.type("Import a file");
			await page.getByRole("option", { name: "Import a file" }).first().waitFor();
			await page.keyboard.press("Enter");
			const file = { name: "customers.ndjson", mimeType: "text/plain", buffer: Buffer.from(FILE) };
			await page.locator("dialog[open] input[type=file]").setInputFiles(file);
			await page.locator("dialog[open]").getByText("Always", { exact: true }).click();
			await page.getByRole("button", { name: "Preview" }).click();
			await page
				.locator("dialog[open]")
				.getByText(/The file is NDJSON/)
				.waitFor();
		},
	},
	health: {
		at: { view: "health" },
		lead: (page) => page.getByText("Read just now").waitFor(),
	},
};

/** Makes the page remember the columns. */
export const remember = (window) =>
	window.addInitScript((settings) => {
		for (const [name, value] of Object.entries(settings)) {
			window.localStorage.setItem(`ampt-data:${name}`, JSON.stringify(value));
		}
	}, REMEMBERED);

async function openOrders(page) {
	const open = (name) => page.getByRole("treeitem", { name }).locator(".twist").click();
	await open(/^orders/);
	await open(/^2026/);
	await page.getByRole("treeitem", { name: /^03/ }).waitFor();
}

async function openItem(page, key) {
	await page.locator(`.grid-body [title="${key}"]`).click();
	await page
		.getByRole("complementary", { name: `Item ${key}` })
		.locator(".value-row")
		.first()
		.waitFor();
}

async function change(page, name, text) {
	const row = page.locator(".item-panel .value-row").filter({ has: page.locator(`.name:text-is("${name}")`) });
	await row.locator(".value-line").dblclick();
	await page.locator(".value-editor textarea").fill(text);
	await page.keyboard.press("Enter");
	await page.locator(".value-editor").waitFor({ state: "detached" });
}

const CHANGES = 9;

/** Changes of another program. */
async function happen(data) {
	const order = await data.get(ORDER);
	await data.set("orders:2026:03:1190", { customer: "grace-liu", status: "paid", total: 64.5 });
	await data.set("sessions:live-1", { customer: "grace-liu", pages: 1 });
	await data.set("settings:shop", { taxRate: 8.2 });
	await data.set(ORDER, { ...order, status: "shipped", parcel: "99.00.123456.12345678" });
	await data.set("sessions:live-1", { customer: "grace-liu", pages: 2 });
	await data.set("orders:2026:03:1190", { status: "shipped", parcel: "99.00.123456.12345679" });
	await data.set("settings:shop", { taxRate: 8.1 });
	await data.set(ORDER, order, { overwrite: true });
	await data.remove("sessions:live-1");
}

const ORDER = "orders:2026:03:1150";

const FILE = [
	{ key: "customers:hana-sato", value: { name: "Hana Sato", email: "hana@example.com" }, label1: "country:JPN" },
	{ key: "customers:ivan-petrov", value: { name: "Ivan Petrov", email: "ivan@example.com" }, label1: "country:BGR" },
	{
		key: "customers:ben-keller",
		value: { name: "Ben Keller", email: "ben.keller@example.com" },
		label1: "country:CHE",
	},
	{ key: "customers:jo-martin", value: { name: "Jo Martin", email: "jo@example.com" }, label1: "country:FRA" },
	{ key: "customers:kim" },
]
	.map((item) => JSON.stringify(item))
	.concat('{"key":"customers:lea-weber","value":{"name":"Lea Weber"')
	.join("\n");
