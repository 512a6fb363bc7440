// Opens an address in the user's browser. Every user of a machine sees the arguments of its programs, and the address lets in
// whoever opens it first. So the browser gets a file that only this user can read, and that leads to the address.

import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { cleanUp } from "./interrupt.mjs";
import { note } from "./output.mjs";

const OPENERS = Object.freeze({
	darwin: ["open"],
	win32: ["rundll32", "url.dll,FileProtocolHandler"],
});

/** Longer than a browser takes to start. */
const KEPT = 60_000;

/** Opens an address, and returns a function that ends it: once the page is open, the file is of no use. */
export function openInBrowser(address) {
	const fail = () => note("No browser could be opened. Open the address yourself.");
	let folder;
	try {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), "ampt-data-open-"));
	} catch {
		fail();
		return () => {};
	}
	const remove = () => {
		clearTimeout(timer);
		cleanUp.delete(remove);
		fs.rmSync(folder, { recursive: true, force: true });
	};
	const timer = setTimeout(remove, KEPT).unref();
	cleanUp.add(remove);
	let isOver = false;
	const giveUp = () => {
		if (!isOver) fail();
		isOver = true;
		remove();
	};
	try {
		const file = path.join(folder, "open.html");
		fs.writeFileSync(file, pageFor(address), { mode: 0o600, flag: "wx" });
		const [program, ...args] = OPENERS[process.platform] ?? ["xdg-open"];
		const child = spawn(program, [...args, pathToFileURL(file).href], { stdio: "ignore", detached: true });
		child.on("error", giveUp).on("exit", (code) => code !== 0 && giveUp());
		child.unref();
	} catch {
		giveUp();
	}
	return remove;
}

/** An address has no characters that mean something in HTML but these. */
function pageFor(address) {
	const text = address.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
	return `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=${text}"><title>Explorer</title><a href="${text}">Open the explorer</a>\n`;
}
