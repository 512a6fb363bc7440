// Where the page of the explorer is: the addresses at which the command listens, and what browsers call them.

import { isIPv6 } from "node:net";
import { Failure, usage } from "./failure.mjs";

/** Addresses at which a server listens, and no browser finds it. */
const ALL = new Set(["0.0.0.0", "[::]", "[::ffff:0:0]"]);

/** Browsers take either address of this machine for `localhost`, and for names below it. Another program must get neither. */
const LOOPBACK = ["127.0.0.1", "::1"];

const isLocalName = (host) => /(?:^|\.)localhost$/i.test(host);

/** Whether only programs of this machine reach an address. */
export const isLoopback = (host) => isLocalName(host) || /^127\.|^\[::1\]$/.test(canonical(host) ?? "");

/** The addresses at which a server listens for a host. The first one is needed, others only if this machine has them. */
export const addressesOf = (host) => (isLocalName(host) ? LOOPBACK : [host]);

/** Refuses hosts and origins that no browser could use. `host` is undefined for the usual one. */
export function checkPlace({ host, origin }) {
	if (origin !== undefined) checkOrigin(origin);
	if (host === undefined) return;
	const name = canonical(host);
	if (name === undefined) {
		throw usage(
			"'--host' must be an address or a name of this machine, spelled as browsers do, such as 192.168.1.5. It has no port and no '%'.",
		);
	}
	if (ALL.has(name) && origin === undefined) {
		throw usage(
			`'${host}' stands for all addresses of this machine. Say which one browsers use: --origin http://ADDRESS:PORT.`,
		);
	}
}

/** Where browsers find the page: what their requests name as host and origin. */
export const originOf = ({ host, origin }, port) => new URL(origin ?? `http://${canonical(host)}:${port}`).origin;

/** A host as browsers name it, or undefined if they would take it for another one. */
function canonical(host) {
	if (isIPv6(host)) return hostnameOf(`[${host}]`);
	const name = hostnameOf(host);
	return /^[\w-]+(?:\.[\w-]+)*$/.test(host) && name === host.toLowerCase() ? name : undefined;
}

function hostnameOf(host) {
	return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : undefined;
}

function checkOrigin(origin) {
	const url = URL.canParse(origin) ? new URL(origin) : undefined;
	const isOrigin = url?.origin === origin.replace(/\/$/, "") && /^https?:/.test(origin);
	if (isOrigin && /^(?:[\w-]+(?:\.[\w-]+)*|\[[\da-f:]+\])$/.test(url.hostname)) return;
	throw usage("'--origin' must be a scheme, a host and perhaps a port, such as https://explorer.example.com.");
}

/**
 * Listens at all addresses of a host, at one of several ports, and resolves to the port. 0 is a free one.
 *
 * @param {() => import("node:http").Server} serve makes a server
 * @param {string} host
 * @param {number[]} ports those that are tried, in this order
 */
export async function listen(serve, host, ports) {
	const [address, ...others] = addressesOf(host);
	const tries = ports.at(-1) === 0 ? [...ports, 0, 0, 0] : ports;
	for (const [index, wanted] of tries.entries()) {
		const servers = [];
		try {
			const port = await listenAt(servers, serve, address, wanted);
			for (const other of others) await listenAt(servers, serve, other, port).catch(ignoreMissing);
			return { port, servers };
		} catch ({ code }) {
			for (const server of servers) server.close();
			if (index + 1 < tries.length && TAKEN.has(code)) continue;
			const why = WHY[code] ?? `The system refuses it (${code}).`;
			throw new Failure(`The explorer cannot listen at ${address}, port ${wanted}. ${why}`);
		}
	}
}

async function listenAt(servers, serve, host, port) {
	const server = serve();
	await new Promise((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
	servers.push(server);
	return server.address().port;
}

/** A machine without IPv6 has nobody at `::1`. */
function ignoreMissing(error) {
	if (error.code !== "EADDRNOTAVAIL" && error.code !== "EAFNOSUPPORT") throw error;
}

const TAKEN = new Set(["EADDRINUSE", "EACCES"]);

const WHY = Object.freeze({
	EADDRINUSE: "Another program does. Choose another '--port'.",
	EACCES: "The system keeps this port to itself. Choose a '--port' of 1024 or more.",
	EADDRNOTAVAIL: "This machine has no such address. Choose another '--host'.",
	EINVAL: "This machine has no such address. Choose another '--host'.",
	ENOTFOUND: "There is no such address. Choose another '--host'.",
	EAI_AGAIN: "There is no such address. Choose another '--host'.",
});
