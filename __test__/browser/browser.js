"use strict";

// A real browser. The packages beside this file bring it.

/**
 * What the browser needs to run as any user, without a screen. The package's own list also switches off what keeps pages of
 * different origins apart, which tests depend on.
 */
const ARGS = ["--no-sandbox", "--no-zygote", "--disable-gpu", "--hide-scrollbars", "--font-render-hinting=none"];

/**
 * Starts a browser.
 *
 * @returns {Promise<import("playwright-core").Browser>}
 */
async function launch() {
	const chromium = require("@sparticuz/chromium");
	const { chromium: playwright } = require("playwright-core");
	return playwright.launch({ executablePath: await chromium.executablePath(), args: ARGS, headless: true });
}

module.exports = { launch };
