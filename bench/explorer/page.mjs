// The page in a real browser: when something shows, and what a scroll bar costs.

import { createRequire } from "node:module";
import { setTimeout } from "node:timers/promises";
import { isInstalled, run } from "../../scripts/prepare.mjs";

const { launch } = createRequire(import.meta.url)("../../__test__/browser/browser.js");

/** Longer than the page waits before it takes the scroll bar to rest. */
const REST_MS = 300;
const FOLDER = "__test__/browser/";
const WINDOW = { width: 1280, height: 800 };
/** Pixels of a step of the wheel: less than two windows, so that rows are read for it. */
const WHEEL = 1200;
const MEGABYTE = 1e6;

/** Starts a browser, and installs what it needs if that is to be done. Its processes end with it. */
export function startBrowser() {
	return launch(() => {
		if (!isInstalled(FOLDER)) run("npm", "ci", "--prefix", FOLDER, "--no-audit", "--no-fund");
	});
}

/** A page in a window that knows nothing but the session: no file of the page is kept from the one before. */
export async function openPage(browser, { place, cookie }, parameters) {
	const window = await browser.newContext({ viewport: WINDOW });
	await window.addCookies([{ ...cookie, domain: new URL(place).hostname, path: "/api" }]);
	const page = await window.newPage();
	await page.addInitScript(watchRows);
	await page.goto(`${place}?${new URLSearchParams(parameters)}`);
	await page.waitForFunction(
		() => window.shownAt !== undefined && performance.getEntriesByName("first-contentful-paint").length > 0,
	);
	return page;
}

/** Milliseconds from the start of the navigation: `{ paint, rows }`, the first paint and the first one with rows. */
export function timesOf(page) {
	return page.evaluate(() => ({
		paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
		rows: window.shownAt,
	}));
}

/** Runs in the page before its own program: notes when rows have been painted. */
function watchRows() {
	const look = () => {
		if (document.querySelector(".grid-body .key-text") === null) return requestAnimationFrame(look);
		// The next frame begins when this one is painted.
		requestAnimationFrame(() => {
			window.shownAt = performance.now();
		});
	};
	requestAnimationFrame(look);
}

/** Waits until the scroll bar stands for all items. */
export function counted(page, items) {
	return page.waitForFunction(
		(rows) => Number(document.querySelector(".grid").getAttribute("aria-rowcount")) === rows,
		items + 1,
	);
}

/** Rows that do not show within so many milliseconds never do. */
const PATIENCE_MS = 20_000;

/** Moves the scroll bar to a part of its way. Resolves to the milliseconds until all rows of the window show. */
export async function jump(page, part) {
	await page.waitForTimeout(REST_MS);
	const shown = page.evaluate(async (part) => {
		const grid = document.querySelector(".grid");
		const frame = () => new Promise(requestAnimationFrame);
		const keys = () => {
			const { bottom } = grid.querySelector(".grid-head").getBoundingClientRect();
			const end = grid.getBoundingClientRect().bottom;
			return [...grid.querySelectorAll(".grid-body [role=row]")]
				.filter((row) => row.getBoundingClientRect().bottom > bottom && row.getBoundingClientRect().top < end)
				.map((row) => row.querySelector(".key-text")?.title);
		};
		const before = keys()[0];
		const begin = performance.now();
		grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * part;
		for (;;) {
			await frame();
			const shown = keys();
			if (shown.length > 0 && shown.every(Boolean) && shown[0] !== before) {
				await frame();
				return performance.now() - begin;
			}
		}
	}, part);
	const late = setTimeout(PATIENCE_MS, undefined, { ref: false }).then(() => {
		throw new Error("The rows do not show after a jump.");
	});
	return Promise.race([shown, late]);
}

/** Turns the wheel without a pause. Resolves to `{ requests }` a second and `{ memory }` in megabytes before and behind it. */
export async function turnWheel(page, seconds) {
	let requests = 0;
	const count = (request) => {
		if (request.url().includes("/api/rows")) requests++;
	};
	const { x, y, width, height } = await page.locator(".grid").boundingBox();
	await page.mouse.move(x + width / 2, y + height / 2);
	const before = await memoryOf(page);
	page.on("request", count);
	const begin = performance.now();
	while (performance.now() - begin < seconds * 1000) await page.mouse.wheel(0, WHEEL);
	page.off("request", count);
	return {
		requests: requests / ((performance.now() - begin) / 1000),
		memory: [before, await memoryOf(page)],
	};
}

/** The memory of the page's JavaScript after a collection of garbage, in megabytes. */
async function memoryOf(page) {
	const session = await page.context().newCDPSession(page);
	await session.send("HeapProfiler.collectGarbage");
	const { usedSize } = await session.send("Runtime.getHeapUsage");
	await session.detach();
	return usedSize / MEGABYTE;
}
