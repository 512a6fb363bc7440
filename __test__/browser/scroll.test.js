"use strict";

// Long lists: the rows that show are those of their place, wherever one scrolls to, and what is typed leads there.

const { freshUrl } = require("../support/command-line");
const { onDynamo } = require("../support/store");
const { becomes, open } = require("./explorer");
const { place, shownKeys, total } = require("./look");

/** A table reads one page after another, because it does not know where its items are. */
const ITEMS = onDynamo ? 1_000 : 100_000;
const keyOf = (index) => `lines:${String(index).padStart(6, "0")}`;

let url;
beforeAll(async () => {
	const fresh = await freshUrl();
	url = fresh.url;
	await fresh.data.import(
		(function* () {
			for (let index = 0; index < ITEMS; index++) yield { key: keyOf(index), value: { index } };
		})(),
	);
}, 120_000);

const list = (page) => page.getByRole("grid", { name: "Items" });
const scrollTo = (page, part) =>
	list(page).evaluate((grid, part) => {
		grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * part;
	}, part);

/** The positions of the rows that show: each is the one behind the row before. */
async function shown(page) {
	const keys = await shownKeys(page);
	const first = keys[0] === undefined ? -1 : Number(keys[0].split(":")[1]);
	expect(keys).toEqual(keys.map((_, index) => keyOf(first + index)));
	return [first, first + keys.length - 1];
}

/** Waits until the rows that show begin, or end, with a position. */
async function showsRows(page, { first, last, around }) {
	await becomes(
		async () => {
			const [from, to] = await shown(page).catch(() => [-1, -1]);
			return {
				...(first !== undefined && { first: from }),
				...(last !== undefined && { last: to }),
				...(around !== undefined && { around: from >= around - 40 && from <= around }),
			};
		},
		{ first, last, ...(around !== undefined && { around: true }) },
	);
}

if (onDynamo) {
	test("a table is read on while one scrolls, page by page, and counted only when somebody asks", async () => {
		const page = await open(url, { at: { q: "lines:*" } });
		await showsRows(page, { first: 0 });
		await total(page, "100 items so far");
		await scrollTo(page, 1);
		// Rows that wait to be read have no keys yet.
		await becomes(async () => (await shown(page).catch(() => [-1, -1]))[1] > 100, true);
		await page.getByRole("button", { name: "Count" }).click();
		await total(page, "1,000 items");
	});
} else {
	test("100,000 items are scrolled through at once: the middle, the end, back to the beginning", async () => {
		const page = await open(url, { at: { q: "lines:*" } });
		await total(page, "100,000 items");
		await showsRows(page, { first: 0 });
		await scrollTo(page, 0.5);
		await showsRows(page, { around: 50_000 });
		await scrollTo(page, 1);
		await showsRows(page, { last: ITEMS - 1 });
		await scrollTo(page, 0.25);
		await showsRows(page, { around: 25_000 });
		await scrollTo(page, 0);
		await showsRows(page, { first: 0 });
	});

	test("the other direction begins with the last item", async () => {
		const page = await open(url, { at: { q: "lines:*" } });
		await total(page, "100,000 items");
		await page.getByRole("button", { name: "Show in descending order" }).click();
		await becomes(async () => (await shownKeys(page))[0], keyOf(ITEMS - 1));
		await scrollTo(page, 1);
		await becomes(async () => (await shownKeys(page)).at(-1), keyOf(0));
		expect(place(page)).toEqual({ q: "lines:* reverse" });
	});

	test("only pages that somebody looks at are read", async () => {
		const page = await open(url, { at: { q: "lines:*" } });
		await total(page, "100,000 items");
		const read = [];
		page.on("request", (request) => request.url().includes("/api/rows") && read.push(request.url()));
		for (let step = 1; step <= 20; step++) await scrollTo(page, step / 20);
		await showsRows(page, { last: ITEMS - 1 });
		expect(read.length).toBeLessThan(25);
	});
}

test("keys move in the list: End, Home, a page, a line; Enter opens, Esc closes", async () => {
	const page = await open(url, { at: { q: "lines:*" } });
	await total(page, onDynamo ? "100 items so far" : "100,000 items");
	await showsRows(page, { first: 0 });
	await list(page).focus();
	const active = () => page.locator(".grid-row.active .key-text").getAttribute("title");
	await page.keyboard.press("ArrowDown");
	await becomes(active, keyOf(0));
	await page.keyboard.press("ArrowDown");
	await becomes(active, keyOf(1));
	const rows = (await shownKeys(page)).length;
	await page.keyboard.press("PageDown");
	await becomes(active, keyOf(1 + rows));
	await page.keyboard.press("PageUp");
	await becomes(active, keyOf(1));
	if (!onDynamo) {
		await page.keyboard.press("End");
		await becomes(active, keyOf(ITEMS - 1));
		await showsRows(page, { last: ITEMS - 1 });
	}
	await page.keyboard.press("Home");
	await becomes(active, keyOf(0));
	await page.keyboard.press("Enter");
	await page.getByRole("complementary", { name: `Item ${keyOf(0)}` }).waitFor();
	expect(place(page)).toEqual({ q: "lines:*", item: keyOf(0) });
});

test("a key is gone to by its beginning", async () => {
	const page = await open(url, { at: { q: "lines:*" } });
	await total(page, onDynamo ? "100 items so far" : "100,000 items");
	await page.getByPlaceholder("Go to key…").fill(keyOf(ITEMS - 500));
	await page.keyboard.press("Enter");
	await becomes(async () => (await shownKeys(page)).includes(keyOf(ITEMS - 500)), true);
});
