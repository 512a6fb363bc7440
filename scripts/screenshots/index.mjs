// Draws the pictures of the explorer in docs/images: six views, light and dark.

import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { isInstalled, prepare, root, run } from "../prepare.mjs";
import { PICTURES, remember } from "./pictures.mjs";
import { fill } from "./store.mjs";

const BROWSER = "__test__/browser/";
const IMAGES = path.join(root, "docs/images");
/** The folder of the store, whose name the page shows. */
const STORE = path.join(os.tmpdir(), "ampt-data-screenshots", "shop");
const SCALE = 1.5;

prepare();
if (!isInstalled(BROWSER) && !run("npm", "ci", "--no-audit", "--no-fund", "--prefix", BROWSER)) process.exit(1);
const require = createRequire(path.join(root, BROWSER, "package.json"));
const { Data } = require(root);
const { launch } = require("./browser.js");
const sharp = require("sharp");

const chosen = process.argv.slice(2);
fs.rmSync(STORE, { recursive: true, force: true });
fs.mkdirSync(IMAGES, { recursive: true });
const url = `file:${STORE}`;
const data = Data.open(url);
await fill(data);
const explorer = spawn(
	process.execPath,
	[path.join(root, "dist/cli/main.mjs"), "explore", url, "--no-open", "--write"],
	{
		stdio: ["ignore", "pipe", "ignore"],
	},
);
const [address] = await once(createInterface({ input: explorer.stdout }), "line");
const browser = await launch(() => {});
try {
	const session = await openSession(address);
	for (const [name, picture] of Object.entries(PICTURES)) {
		if (chosen.length > 0 && !chosen.includes(name)) continue;
		for (const scheme of ["light", "dark"]) await draw(name, picture, scheme, session);
	}
} finally {
	await browser.close();
	explorer.kill();
	await once(explorer, "exit");
	await data.close();
	fs.rmSync(STORE, { recursive: true, force: true });
}

/** The cookie that lets further windows in. */
async function openSession(address) {
	const window = await browser.newContext();
	const page = await window.newPage();
	await page.goto(address);
	await page.locator(".top").waitFor();
	const session = await window.storageState();
	await window.close();
	return session;
}

async function draw(name, { at, lead, after }, colorScheme, storageState) {
	const window = await browser.newContext({
		viewport: { width: 1280, height: 800 },
		deviceScaleFactor: SCALE,
		timezoneId: "UTC",
		locale: "en-US",
		reducedMotion: "reduce",
		colorScheme,
		storageState,
		// For the fonts.
		bypassCSP: true,
	});
	await remember(window);
	const page = await window.newPage();
	await page.clock.setFixedTime(Date.now());
	await page.goto(`${address.split("#")[0]}?${new URLSearchParams(at)}`);
	await page.addStyleTag({ content: fonts() });
	await page.evaluate(() => document.fonts.ready);
	await lead(page, data);
	await page.mouse.move(0, 0);
	await page.evaluate(withoutTimings);
	await page.evaluate(() => document.fonts.ready);
	const file = path.join(IMAGES, `explorer-${name}-${colorScheme}.png`);
	// A page has few colours, which a palette holds well: the repository keeps a third of the bytes.
	await sharp(await page.screenshot())
		.png({ palette: true })
		.toFile(file);
	console.log(`${path.relative(root, file)}: ${Math.round(fs.statSync(file).size / 1000)} kB`);
	await window.close();
	await after?.(data);
}

/** Takes away what is different each time: how long reading has taken. */
function withoutTimings() {
	for (const text of document.querySelectorAll(".items-facts span"))
		if (/^[\d.]+ ms$/.test(text.textContent)) text.remove();
}

/** The fonts of pictures: those of the system are others on each machine. */
function fonts() {
	const face = (family, file) => {
		const bytes = fs.readFileSync(require.resolve(`@fontsource-variable/${file}`));
		const source = `url(data:font/woff2;base64,${bytes.toString("base64")}) format("woff2")`;
		return `@font-face { font-family: "${family}"; font-weight: 100 900; src: ${source}; }`;
	};
	return [
		face("Picture", "inter/files/inter-latin-wght-normal.woff2"),
		face("Picture code", "jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2"),
		':root { --font: "Picture", sans-serif; --code: "Picture code", monospace; }',
	].join("\n");
}
