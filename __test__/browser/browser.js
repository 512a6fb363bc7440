"use strict";

// A real browser. The packages beside this file bring it.

const { once } = require("node:events");
const net = require("node:net");

/**
 * What the browser needs to run as any user, without a screen. The package's own list also switches off what keeps pages of
 * different origins apart, which tests depend on.
 */
const ARGS = [
	"--no-sandbox",
	"--no-zygote",
	"--disable-gpu",
	"--hide-scrollbars",
	"--font-render-hinting=none",
	// Names that lead to this machine, as those of somebody who rebinds theirs.
	"--host-resolver-rules=MAP *.test 127.0.0.1",
];

/**
 * Starts a browser.
 *
 * @param {() => void} install installs the packages if that is to be done
 * @returns {Promise<import("playwright-core").Browser>}
 */
async function launch(install) {
	const executablePath = await alone(async () => {
		install();
		return chromium().executablePath();
	});
	return require("playwright-core").chromium.launch({ executablePath, args: ARGS, headless: true });
}

const chromium = () => require("@sparticuz/chromium").default ?? require("@sparticuz/chromium");

/** Does something while no other process of this machine does: the first one installs and unpacks, the others find it done. */
async function alone(work) {
	// Linux gives the name to one process, and takes it back when that ends.
	const name = "\0ampt-data-browser";
	for (;;) {
		const server = net.createServer();
		const waiting = new Set();
		server.on("connection", (socket) => waiting.add(socket.on("error", () => {})));
		try {
			await once(server.listen(name), "listening");
		} catch (error) {
			if (error.code !== "EADDRINUSE") throw error;
			const other = net.connect(name).on("error", () => {});
			await new Promise((resolve) => other.on("close", resolve));
			continue;
		}
		try {
			return await work();
		} finally {
			server.close();
			for (const socket of waiting) socket.destroy();
		}
	}
}

module.exports = { launch };
