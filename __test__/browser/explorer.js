"use strict";

// Opens stores in the explorer as people do: with the program, in a browser, at the address that the program prints. A test
// fails if its server warns, or its page tells of an error on the console, throws one, breaks its security policy, loads something from
// elsewhere, or gets a refusal that the test does not expect.

const { begin } = require("../support/command-line");
const { installTools } = require("../support/packed");
const { until } = require("../support/programs");
const { temporaryFolder } = require("../support/store");
const { launch } = require("./browser");

jest.setTimeout(120_000);

/** Longer than anything takes on a busy machine. */
const PATIENCE_MS = 20_000;

let browser;
let faults = [];
const closing = [];
/** What belongs to all tests of a file. */
const closingLast = [];

beforeAll(async () => {
	browser = await launch(() => installTools(__dirname));
}, 300_000);

afterEach(async () => {
	while (closing.length > 0) await closing.pop()();
	const found = faults;
	faults = [];
	expect(found).toEqual([]);
});

afterAll(async () => {
	while (closingLast.length > 0) await closingLast.pop()();
	await browser?.close();
});

/**
 * Starts the explorer of a store, for a test or, in `beforeAll`, for all tests of the file.
 *
 * @param {string} url
 * @param {{ write?: boolean, args?: string[] }} [settings]
 * @returns {Promise<string>} the address that it prints, which opens a page once
 */
async function explore(url, { write = false, args = [] } = {}) {
	// What the program keeps of its pages is not to be among the user's own.
	const env = { XDG_DATA_HOME: temporaryFolder() };
	const program = begin(["explore", url, "--no-open", ...(write ? ["--write"] : []), ...args], { env });
	let isOver = false;
	program.ended.then(({ code, signal }) => {
		if (!isOver) faults.push(`The explorer ended with ${signal ?? code}: ${program.errors}`);
	});
	program.stderr.on("data", (text) => {
		if (/^warning:/m.test(text)) faults.push(`The explorer says: ${text}`);
	});
	const isShared = expect.getState().currentTestName === undefined;
	(isShared ? closingLast : closing).push(async () => {
		isOver = true;
		program.kill("SIGTERM");
		await program.ended;
	});
	await until(program, () => program.lines.some((line) => line.includes("#token=")));
	return program.lines.find((line) => line.includes("#token="));
}

/**
 * A page of the explorer, in a browser that knows nothing yet, or has the session of `storageState`.
 *
 * @param {string} address
 * @param {object} [settings]
 * @param {Record<string, string>} [settings.at] parameters of the address: `view`, `q`, `item`
 * @param {(number | string)[]} [settings.refusals] statuses above 399 that the test expects, and what the console says then
 * @param {boolean} [settings.isClosed] the page does not let this browser in
 * @returns {Promise<import("playwright-core").Page>}
 */
async function openAt(
	address,
	{ at = {}, refusals = [], isClosed = false, width = 1280, height = 800, ...context } = {},
) {
	const window = await browser.newContext({ viewport: { width, height }, ...context });
	closing.push(() => window.close());
	window.setDefaultTimeout(PATIENCE_MS);
	const page = await window.newPage();
	watchFaults(page, refusals);
	const place = new URL(address);
	for (const [name, value] of Object.entries(at)) place.searchParams.set(name, value);
	await page.goto(place.href);
	await page.locator(isClosed ? "#app > .empty" : ".top").waitFor();
	return page;
}

/** Starts the explorer of a store and opens its page. */
async function open(url, { write, args, ...settings } = {}) {
	return openAt(await explore(url, { write, args }), settings);
}

function watchFaults(page, refusals) {
	page.on("pageerror", (error) => faults.push(`The page threw: ${error.stack}`));
	page.on("console", (message) => {
		if (!["error", "warning"].includes(message.type())) return;
		// The browser tells of each refusal, too.
		const expected = refusals.map((refusal) => (typeof refusal === "number" ? `status of ${refusal}` : refusal));
		if (expected.some((text) => message.text().includes(text))) return;
		faults.push(`The console says: ${message.text()} (${message.location().url})`);
	});
	page.on("request", (request) => {
		const { origin, protocol } = new URL(request.url());
		const isOwn = ["data:", "blob:"].includes(protocol) || origin === new URL(page.url()).origin;
		if (!isOwn && page.url() !== "about:blank")
			faults.push(`The page asks for something from elsewhere: ${request.url()}`);
	});
	page.on("response", (response) => {
		if (response.status() < 400 || refusals.includes(response.status())) return;
		const all = faults;
		const at = all.push(`${response.request().method()} ${response.url()} was refused: ${response.status()}`) - 1;
		response.text().then(
			(body) => {
				all[at] += ` ${body}`;
			},
			() => {},
		);
	});
}

/** Waits until what is read is as expected; otherwise it fails with the difference. */
async function becomes(read, expected) {
	const end = Date.now() + PATIENCE_MS;
	for (;;) {
		const value = await read();
		try {
			expect(value).toEqual(expected);
			return;
		} catch (error) {
			if (Date.now() > end) throw error;
		}
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

module.exports = { becomes, explore, open, openAt };
