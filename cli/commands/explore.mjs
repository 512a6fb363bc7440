import { once } from "node:events";
import { createServer } from "node:http";
import { integer } from "../arguments.mjs";
import { openInBrowser, originOf, portOf } from "../browser.mjs";
import { Failure, usage } from "../failure.mjs";
import { interrupted, stopOnInterrupt } from "../interrupt.mjs";
import { line, note, warn } from "../output.mjs";
import { confirmTable, isReadOnly, opener, openStore, placeOf, storeUrl, withCapacity } from "../store.mjs";
import { canAsk, isTerminal } from "../terminal.mjs";

export const examples = [
	["explore", "look at the store of this folder, in the browser"],
	["explore --write", "look at it, and change it"],
	["explore dynamodb://my-table", "look at a table"],
	["explore --port 4000 --no-open", "only print the address"],
];

export function define(command) {
	command
		.argument("[url]", "the store: file:PATH or dynamodb://TABLE (default: AMPT_DATA_URL, else file:./.ampt/data)")
		.option("--write", "let the page change items. Otherwise it only reads")
		.option("--port <n>", "the port (default: a free one, for a store the same one if possible)", integer(1))
		.option("--host <address>", "another address of this machine than 127.0.0.1, which others may reach")
		.option("--origin <url>", "where browsers find the page, if a proxy or a container is in between")
		.option("--no-open", "open no browser");
}

export async function run(options, argument) {
	if (argument !== undefined && options.url !== undefined) throw usage("The store is given twice.");
	const url = storeUrl({ url: argument ?? options.url });
	const place = placeOf(url);
	const { write = false } = options;
	if (write && isReadOnly(url))
		throw usage("'--write' changes the store, and its URL has 'readonly': leave out one of them.");
	const isArgument = argument !== undefined;
	const opened = place.kind === "dynamodb" ? withCapacity(url) : url;
	const data = await openStore({ url: opened, isArgument, write: true }, { changes: write, creates: false });
	if (write && place.kind === "dynamodb" && canAsk) await confirmTable(place.table);
	const signal = stopOnInterrupt();
	const { createExplorer } = await import("ampt-data/explorer");
	const live = await listenerOf(data, url, place, write);
	let explorer;
	const server = createServer((request, response) => explorer(request, response));
	const port = await listen(server, url, options);
	explorer = createExplorer({
		data,
		readOnly: !write,
		store: url,
		origin: originOf(options, port),
		live,
		canReplay: false,
	});
	note(
		`${write ? "The page can change items." : "The page only reads: '--write' lets it change items."} Ctrl-C ends it.`,
	);
	if (options.host !== undefined) {
		warn(
			"Others can reach this address. Whoever has the whole address sees the store, and HTTP hides nothing on its way.",
		);
	}
	await line(explorer.address);
	if (isTerminal && options.open) openInBrowser(explorer.address);
	const stop = offerAddresses(explorer);
	if (!signal.aborted) await once(signal, "abort");
	stop();
	await explorer.close();
	server.closeAllConnections();
	server.close();
	throw interrupted();
}

/** Listens, and resolves to the port. A page remembers things by its port, so a store keeps its own if nobody has it. */
async function listen(server, url, { port, host = "127.0.0.1" }) {
	const ports = port === undefined ? [portOf(url), 0] : [port];
	for (const [index, wanted] of ports.entries()) {
		try {
			await once(server.listen(wanted, host), "listening");
			return server.address().port;
		} catch ({ code }) {
			if (index + 1 < ports.length && code === "EADDRINUSE") continue;
			const why = WHY[code] ?? `The system refuses it (${code}).`;
			throw new Failure(`The explorer cannot listen at ${host}, port ${wanted}. ${why}`);
		}
	}
}

const WHY = Object.freeze({
	EADDRINUSE: "Another program does. Choose another '--port'.",
	EACCES: "The system keeps this port to itself. Choose a '--port' of 1024 or more.",
	EADDRNOTAVAIL: "This machine has no such address. Choose another '--host'.",
	ENOTFOUND: "There is no such address. Choose another '--host'.",
});

/** What hears changes. An embedded store notes who listens in its file, which a handle that only reads must not touch. */
async function listenerOf(data, url, place, write) {
	if (write || place.kind === "dynamodb") return data;
	return isReadOnly(url) ? false : opener(url);
}

/** Prints a new address at each Enter: an address opens the page once. */
function offerAddresses(explorer) {
	if (!canAsk) return () => {};
	note("Press Enter for a new address, such as for another browser.");
	const print = () => line(explorer.newAddress());
	process.stdin.on("data", print).resume();
	return () => process.stdin.off("data", print).pause();
}
