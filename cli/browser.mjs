// The page of the explorer in a browser: where it is, and how a system opens it.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";
import { usage } from "./failure.mjs";
import { note } from "./output.mjs";

/** Addresses at which a server listens, and no browser finds it. */
const ALL = new Set(["0.0.0.0", "::"]);

/** The first port that is tried for a store, and how many there are. They are none that a system gives away by itself. */
const [FIRST_PORT, PORTS] = [20_000, 10_000];

/** The port that a store has if nobody else has it. */
export const portOf = (url) => FIRST_PORT + (createHash("sha256").update(url).digest().readUInt32BE() % PORTS);

/** Where browsers find the page: what their requests name as host and origin. */
export function originOf({ host = "127.0.0.1", origin }, port) {
	if (origin !== undefined) return checked(origin);
	if (ALL.has(host)) {
		throw usage(
			`'${host}' stands for all addresses of this machine. Say which one browsers use: --origin http://ADDRESS:PORT.`,
		);
	}
	return new URL(`http://${isIPv6(host) ? `[${host}]` : host}:${port}`).origin;
}

function checked(origin) {
	const url = URL.canParse(origin) ? new URL(origin) : undefined;
	if (url?.origin === origin.replace(/\/$/, "") && /^https?:/.test(origin)) return url.origin;
	throw usage("'--origin' must be a scheme, a host and perhaps a port, such as https://explorer.example.com.");
}

const OPENERS = Object.freeze({
	darwin: ["open"],
	win32: ["rundll32", "url.dll,FileProtocolHandler"],
});

/** Opens an address in the user's browser. */
export function openInBrowser(address) {
	const [program, ...args] = OPENERS[process.platform] ?? ["xdg-open"];
	const child = spawn(program, [...args, address], { stdio: "ignore", detached: true });
	child.on("error", () => note("No browser could be opened. Open the address yourself.")).unref();
}
