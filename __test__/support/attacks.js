"use strict";

// Sends what other pages, machines and programs could send to an explorer, byte by byte.

const net = require("node:net");
const { freshUrl } = require("./command-line");
const { openExplorer } = require("./explorer");

/** An explorer that may change the item of Ada, and the session of its page. */
async function openAttacked() {
	const { url, data } = await freshUrl();
	await data.set("users:ada", { name: "Ada" });
	const page = await openExplorer({ data, store: url, readOnly: false });
	const { host } = new URL(page.origin);
	/** The headers of the page itself. */
	const own = ["Sec-Fetch-Site: same-origin", `Cookie: ${page.cookie}`];
	return { url, data, page, host, own };
}

/** Sends bytes to an origin as they are, and resolves to the answer as text. */
function raw(origin, text) {
	return new Promise((resolve, reject) => {
		const socket = net.connect(new URL(origin).port, "127.0.0.1", () => socket.write(text));
		let answer = "";
		socket.setEncoding("latin1").on("data", (piece) => {
			answer += piece;
		});
		socket.on("error", reject).on("close", () => resolve(answer));
	});
}

/** A request, line by line. The connection ends after it. */
const lines = (...given) => `${[...given, "Connection: close"].join("\r\n")}\r\n\r\n`;
const status = (answer) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

/** The headers of any answer. */
function expectProtected(headers) {
	expect(headers).toMatchObject({
		"content-security-policy": expect.stringMatching(/^default-src 'self'; .*frame-ancestors 'none'/),
		"cross-origin-opener-policy": "same-origin",
		"cross-origin-resource-policy": "same-origin",
		"referrer-policy": "no-referrer",
		"x-content-type-options": "nosniff",
		"x-frame-options": "DENY",
	});
	expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
}

module.exports = { expectProtected, lines, openAttacked, raw, status };
